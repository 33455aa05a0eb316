#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "draw/design/cube_flight.hpp"
#include "draw/design/cube_landing.hpp"
#include "draw/design/pivotal.hpp"
#include "sightline/base/error.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {
namespace {

void check_cube(const CubeProblem& problem) {
  check_probabilities(problem.p);
  const std::size_t n = problem.p.size();
  if (!problem.stratum.empty() && problem.stratum.size() != n)
    throw Error(ErrorCode::usage,
                std::to_string(problem.stratum.size()) + " strata for " + std::to_string(n) + " units");
  for (std::size_t j = 0; j < problem.balance.size(); ++j) {
    if (problem.balance[j].size() != n)
      throw Error(ErrorCode::usage, "balancing variable " + std::to_string(j) + " has " +
                                        std::to_string(problem.balance[j].size()) + " values for " + std::to_string(n) +
                                        " units");
    for (std::size_t i = 0; i < n; ++i)
      if (!std::isfinite(problem.balance[j][i]))
        throw Error(ErrorCode::usage,
                    "balancing variable " + std::to_string(j) + " has no finite value at unit " + std::to_string(i));
  }
}

// The columns a_k = x_k / p_k of the flight, soft variables first, in units of the standard deviation that the total
// would have if units were drawn independently; then the slots, in which strata that are under way have a 1.
class Columns {
 public:
  Columns(const CubeProblem& problem, const std::vector<Index>& units, std::size_t strata)
      : soft_(problem.balance.size()), slots_(std::min(strata, soft_ + 2)), m_(soft_ + slots_) {
    values_.resize(problem.p.size() * m_);
    for (std::size_t j = 0; j < soft_; ++j) {
      const std::span<const double> x = problem.balance[j];
      double variance = 0;
      for (const Index k : units) variance += x[k] * x[k] * (1 - problem.p[k]) / problem.p[k];
      if (variance <= 0) continue;
      const double scale = 1 / std::sqrt(variance);
      for (const Index k : units) values_[k * m_ + j] = x[k] / problem.p[k] * scale;
    }
  }
  [[nodiscard]] std::size_t m() const { return m_; }
  [[nodiscard]] std::size_t soft() const { return soft_; }
  [[nodiscard]] std::size_t slots() const { return slots_; }
  [[nodiscard]] std::span<const double> values() const { return values_; }
  double& in_slot(Index unit, std::size_t slot) { return values_[unit * m_ + soft_ + slot]; }

 private:
  std::size_t soft_, slots_, m_;
  std::vector<double> values_;
};

// The order of entry within a stratum: at random, but the last ones (32 per variable) from the rim to the middle of the
// stratum. Who enters last is most likely to be still undecided when the flight ends, and there the units' columns are
// most alike, so that the landing has little to lose: it halves the imbalance that a wholly random order leaves.
void last_in_the_middle(std::span<Index> units, const Columns& columns, Rng& rng) {
  const std::size_t m = columns.m(), soft = columns.soft(), n = units.size();
  std::vector<double> middle(soft, 0.0);
  for (const Index k : units)
    for (std::size_t j = 0; j < soft; ++j) middle[j] += columns.values()[k * m + j] / static_cast<double>(n);
  std::vector<std::pair<double, Index>> by_distance(n);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < soft; ++j) {
      const double away = columns.values()[units[i] * m + j] - middle[j];
      sum += away * away;
    }
    by_distance[i] = {-sum, units[i]};
  }
  const std::size_t last = std::min(n, 32 * (soft + 1));
  const auto tail = by_distance.end() - static_cast<std::ptrdiff_t>(last);
  std::nth_element(by_distance.begin(), tail, by_distance.end());
  std::sort(tail, by_distance.end());
  for (std::size_t i = 0; i < n; ++i) units[i] = by_distance[i].second;
  for (std::size_t i = n - last; i > 1; --i) std::swap(units[i - 1], units[rng.below(i)]);
}

// Which stratum sits in which slot. A stratum leaves when fewer than two of its units are undecided: then nothing is
// left to keep. The undecided units are independent, 2 per stratum or more, so at most `soft` strata stay.
class Slots {
 public:
  explicit Slots(std::size_t count) : holder_(count, no_index) {}

  std::size_t enter(Index stratum, CubeFlight& flight, Columns& columns, std::span<const Index> stratum_of, Rng& rng) {
    auto free = std::find(holder_.begin(), holder_.end(), no_index);
    if (free == holder_.end()) {
      const std::vector<Index> left = flight.undecided();
      for (std::size_t s = 0; s < holder_.size(); ++s) {
        const auto members =
            std::count_if(left.begin(), left.end(), [&](Index k) { return stratum_of[k] == holder_[s]; });
        if (members >= 2) continue;
        for (const Index k : left)
          if (stratum_of[k] == holder_[s]) columns.in_slot(k, s) = 0;
        holder_[s] = no_index;
      }
      flight.restart(rng);
      free = std::find(holder_.begin(), holder_.end(), no_index);
      if (free == holder_.end()) throw Error(ErrorCode::bug, "the cube's flight keeps more strata open than it can");
    }
    *free = stratum;
    return static_cast<std::size_t>(free - holder_.begin());
  }

 private:
  std::vector<Index> holder_;
};

}  // namespace

std::vector<Index> sample_cube(const CubeProblem& problem, std::uint64_t seed) {
  check_cube(problem);
  Rng rng(seed, 5);
  const std::size_t n = problem.p.size();
  std::vector<double> chances(problem.p.begin(), problem.p.end());
  std::vector<Index> units, stratum(problem.stratum.begin(), problem.stratum.end());
  if (stratum.empty()) stratum.assign(n, 0);
  for (Index i = 0; i < n; ++i) {
    if (chances[i] < whole_within) chances[i] = 0;
    if (chances[i] > 1 - whole_within) chances[i] = 1;
    if (chances[i] > 0 && chances[i] < 1) units.push_back(i);
  }
  std::stable_sort(units.begin(), units.end(), [&](Index a, Index b) { return stratum[a] < stratum[b]; });
  std::vector<std::size_t> begin;  // of each stratum's run of units
  for (std::size_t i = 0; i < units.size(); ++i)
    if (i == 0 || stratum[units[i]] != stratum[units[i - 1]]) begin.push_back(i);
  const std::size_t strata = begin.size();
  begin.push_back(units.size());

  Columns columns(problem, units, strata);
  CubeFlight flight(chances, columns.values(), columns.m());
  Slots slots(columns.slots());
  for (std::size_t h = 0; h < strata; ++h) {
    const std::span<Index> members(units.data() + begin[h], begin[h + 1] - begin[h]);
    last_in_the_middle(members, columns, rng);
    const std::size_t slot = slots.enter(stratum[members[0]], flight, columns, stratum, rng);
    for (const Index unit : members) {
      columns.in_slot(unit, slot) = 1;
      flight.enter(unit, rng);
    }
  }
  land(chances, flight.undecided(), columns.values(), columns.m(), columns.soft(), stratum, rng);

  std::vector<Index> sample;
  for (Index i = 0; i < n; ++i)
    if (chances[i] == 1) sample.push_back(i);
  return sample;
}

}  // namespace sightline
