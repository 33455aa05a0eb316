#include "draw/design/cube_flight.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "draw/design/pivotal.hpp"

namespace sightline {
namespace {

constexpr double dependent_within = 1e-9;  // share of its terms that a sum may keep and still count as 0
constexpr std::size_t steps_to_restart = 256;

bool open(double chance) { return chance > 0 && chance < 1; }

}  // namespace

//   up = largest t with all chances + t v in [0, 1], down = largest t with all chances - t v in [0, 1]
//   go up with probability down / (up + down)
void move_at_random(std::span<double> chances, std::span<const Index> units, std::span<const double> v, Rng& rng) {
  double up = std::numeric_limits<double>::infinity(), down = up;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (v[i] == 0) continue;
    const double p = chances[units[i]], size = std::abs(v[i]);
    const double more = (1 - p) / size, less = p / size;
    up = std::min(up, v[i] > 0 ? more : less);
    down = std::min(down, v[i] > 0 ? less : more);
  }
  const double step = rng.uniform() * (up + down) < down ? up : -down;
  for (std::size_t i = 0; i < units.size(); ++i) {
    double& p = chances[units[i]];
    p += step * v[i];
    if (p < whole_within) p = 0;
    if (p > 1 - whole_within) p = 1;
  }
}

CubeFlight::CubeFlight(std::span<double> chances, std::span<const double> columns, std::size_t m)
    : chances_(chances), columns_(columns), m_(m), t_(m * m), combination_(m), basis_(m, no_index) {
  for (std::size_t r = 0; r < m_; ++r) t_[r * m_ + r] = 1;
}

void CubeFlight::transform(Index unit) {
  std::fill(combination_.begin(), combination_.end(), 0.0);
  const double* a = columns_.data() + static_cast<std::size_t>(unit) * m_;
  double* out = combination_.data();
  for (std::size_t j = 0; j < m_; ++j) {
    const double x = a[j];
    if (x == 0) continue;
    const double* t = t_.data() + j * m_;
    for (std::size_t r = 0; r < m_; ++r) out[r] += t[r] * x;
  }
}

bool CubeFlight::join(Index unit) {
  const double* a = columns_.data() + static_cast<std::size_t>(unit) * m_;
  std::size_t best = m_;
  double best_size = dependent_within;
  for (std::size_t r = 0; r < m_; ++r) {
    if (basis_[r] != no_index) continue;
    double terms = 0;
    for (std::size_t j = 0; j < m_; ++j) terms += std::abs(t_[j * m_ + r] * a[j]);
    const double share = terms > 0 ? std::abs(combination_[r]) / terms : 0;
    if (share > best_size) best = r, best_size = share;
  }
  if (best == m_) return false;
  take_row(best, unit);
  return true;
}

// T becomes the matrix that also sends the unit's column to the unit vector of `row`.
void CubeFlight::take_row(std::size_t row, Index unit) {
  const double pivot = combination_[row];
  combination_[row] = 0;
  const double* u = combination_.data();
  for (std::size_t j = 0; j < m_; ++j) {
    double* t = t_.data() + j * m_;
    const double x = t[row] / pivot;
    if (x == 0) continue;
    for (std::size_t r = 0; r < m_; ++r) t[r] -= u[r] * x;
    t[row] = x;
  }
  basis_[row] = unit;
}

// The move: +1 for the unit, -combination for the basis.
void CubeFlight::move(Index unit, Rng& rng) {
  moved_.assign(1, unit);
  by_.assign(1, 1.0);
  for (std::size_t r = 0; r < m_; ++r)
    if (basis_[r] != no_index) {
      moved_.push_back(basis_[r]);
      by_.push_back(-combination_[r]);
    }
  move_at_random(chances_, moved_, by_, rng);
  for (Index& b : basis_)
    if (b != no_index && !open(chances_[b])) b = no_index;
}

void CubeFlight::enter(Index unit, Rng& rng) {
  if (!open(chances_[unit])) return;
  if (++steps_ % steps_to_restart == 0) restart(rng);  // rounding has gathered in T
  transform(unit);
  while (open(chances_[unit])) {
    if (join(unit)) return;
    move(unit, rng);
  }
}

void CubeFlight::restart(Rng& rng) {
  const std::vector<Index> units = undecided();
  std::fill(basis_.begin(), basis_.end(), no_index);
  std::fill(t_.begin(), t_.end(), 0.0);
  for (std::size_t r = 0; r < m_; ++r) t_[r * m_ + r] = 1;
  for (const Index unit : units) {
    transform(unit);
    while (open(chances_[unit]) && !join(unit)) move(unit, rng);
  }
}

std::vector<Index> CubeFlight::undecided() const {
  std::vector<Index> units;
  for (const Index b : basis_)
    if (b != no_index) units.push_back(b);
  std::sort(units.begin(), units.end());
  return units;
}

}  // namespace sightline
