#include "draw/design/cube_landing.hpp"

#include <algorithm>
#include <cmath>

#include "draw/design/cube_flight.hpp"

namespace sightline {
namespace {

// L of M = L L^T in the lower triangle (Cholesky), for M with a positive ridge.
void factor(std::vector<double>& matrix, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    double* row = matrix.data() + j * n;
    for (std::size_t k = 0; k < j; ++k) {
      const double* above = matrix.data() + k * n;
      double sum = row[k];
      for (std::size_t i = 0; i < k; ++i) sum -= row[i] * above[i];
      row[k] = sum / above[k];
    }
    double pivot = row[j];
    for (std::size_t i = 0; i < j; ++i) pivot -= row[i] * row[i];
    row[j] = std::sqrt(std::max(pivot, 1e-300));
  }
}

void solve(const std::vector<double>& lower, std::vector<double>& x) {
  const std::size_t n = x.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = 0; i < j; ++i) x[j] -= lower[j * n + i] * x[i];
    x[j] /= lower[j * n + j];
  }
  for (std::size_t j = n; j-- > 0;) {
    x[j] /= lower[j * n + j];
    for (std::size_t i = 0; i < j; ++i) x[i] -= lower[j * n + i] * x[j];
  }
}

// The undecided units of one step and the directions that their strata leave.
class Step {
 public:
  Step(std::span<const double> chances, const std::vector<Index>& units, std::span<const Index> stratum)
      : spread_(units.size()), begin_{0} {
    for (std::size_t i = 0; i < units.size(); ++i) {
      const double p = chances[units[i]];
      spread_[i] = std::sqrt(p * (1 - p));
      if (i > 0 && stratum[units[i]] != stratum[units[i - 1]]) begin_.push_back(i);
    }
    begin_.push_back(units.size());
  }
  [[nodiscard]] double spread(std::size_t i) const { return spread_[i]; }

  // Takes from w what would change the size of a stratum: w -= d (d . w) / (d . d).
  void keep_strata(double* w) const {
    for (std::size_t g = 0; g + 1 < begin_.size(); ++g) {
      if (begin_[g + 1] - begin_[g] < 2) continue;
      double along = 0, size = 0;
      for (std::size_t i = begin_[g]; i < begin_[g + 1]; ++i) {
        along += spread_[i] * w[i];
        size += spread_[i] * spread_[i];
      }
      for (std::size_t i = begin_[g]; i < begin_[g + 1]; ++i) w[i] -= spread_[i] * along / size;
    }
  }

 private:
  std::vector<double> spread_;
  std::vector<std::size_t> begin_;  // of each stratum's run of units
};

// The direction of least cost by inverse iteration on P D A^T A D P + ridge, started at random.
std::vector<double> cheapest_direction(const Step& step, const std::vector<Index>& units,
                                       std::span<const double> columns, std::size_t m, std::size_t soft, Rng& rng) {
  const std::size_t n = units.size();
  std::vector<double> variable(n), matrix(n * n, 0.0), w(n);
  for (std::size_t j = 0; j < soft; ++j) {
    for (std::size_t i = 0; i < n; ++i) variable[i] = columns[units[i] * m + j] * step.spread(i);
    step.keep_strata(variable.data());
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k <= i; ++k) matrix[i * n + k] += variable[i] * variable[k];
  }
  double trace = 0;
  for (std::size_t i = 0; i < n; ++i) trace += matrix[i * n + i];
  for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] += trace > 0 ? 1e-12 * trace : 1;
  factor(matrix, n);
  for (double& x : w) x = rng.normal();
  for (int round = 0; round < 12; ++round) {
    step.keep_strata(w.data());
    double size = 0;
    for (const double x : w) size = std::max(size, std::abs(x));
    for (double& x : w) x /= size;
    if (round + 1 < 12) solve(matrix, w);
  }
  for (std::size_t i = 0; i < n; ++i) w[i] *= step.spread(i);
  return w;
}

}  // namespace

void land(std::span<double> chances, std::vector<Index> undecided, std::span<const double> columns, std::size_t m,
          std::size_t soft, std::span<const Index> stratum, Rng& rng) {
  std::stable_sort(undecided.begin(), undecided.end(), [&](Index a, Index b) { return stratum[a] < stratum[b]; });
  while (!undecided.empty()) {
    const Step step(chances, undecided, stratum);
    move_at_random(chances, undecided, cheapest_direction(step, undecided, columns, m, soft, rng), rng);
    std::erase_if(undecided, [&](Index unit) { return chances[unit] <= 0 || chances[unit] >= 1; });
  }
}

}  // namespace sightline
