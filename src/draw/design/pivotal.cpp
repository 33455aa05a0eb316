#include "draw/design/pivotal.hpp"

#include <cmath>
#include <string>

#include "sightline/base/error.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {

void check_probabilities(std::span<const double> p) {
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!(p[i] >= 0 && p[i] <= 1))
      throw Error(ErrorCode::usage, "inclusion probability " + std::to_string(i) + " is " + std::to_string(p[i]) +
                                        ", must be between 0 and 1");
}

Decisions::Decisions(std::span<const double> p) : chance_(p.size()) {
  check_probabilities(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    expected_ += p[i];
    set(static_cast<Index>(i), p[i]);
  }
}

void Decisions::set(Index unit, double chance) {
  if (chance < whole_within) chance = 0;
  if (chance > 1 - whole_within) chance = 1;
  chance_[unit] = chance;
  count_ += chance == 1 ? 1u : 0u;
}

//   a + b < 1:  one goes on with a + b (a's with probability a / (a + b)), the other is out
//   a + b >= 1: one is taken (a's with probability (1 - b) / (2 - a - b)), the other goes on with a + b - 1
void Decisions::duel(Index a, Index b, Rng& rng) {
  const double p = chance_[a], q = chance_[b], both = p + q;
  if (both < 1) {
    const bool first = rng.uniform() * both < p;
    set(first ? a : b, both);
    set(first ? b : a, 0);
  } else {
    const bool first = rng.uniform() * (2 - both) < 1 - q;
    set(first ? a : b, 1);
    set(first ? b : a, both - 1);
  }
}

void Decisions::settle(Index unit, Rng& rng) {
  const double size = std::round(expected_);
  if (std::abs(expected_ - size) < 1e-6)
    set(unit, static_cast<double>(count_) < size ? 1 : 0);
  else
    set(unit, rng.uniform() < chance_[unit] ? 1 : 0);
}

std::vector<Index> Decisions::taken() const {
  std::vector<Index> sample;
  sample.reserve(count_);
  for (std::size_t i = 0; i < chance_.size(); ++i)
    if (chance_[i] == 1) sample.push_back(static_cast<Index>(i));
  return sample;
}

std::vector<Index> sample_pivotal(std::span<const double> p, std::uint64_t seed) {
  Rng rng(seed, 1);
  Decisions decisions(p);
  Index open = no_index;
  for (Index i = 0; i < p.size(); ++i) {
    if (!decisions.undecided(i)) continue;
    if (open == no_index) {
      open = i;
      continue;
    }
    decisions.duel(open, i, rng);
    if (!decisions.undecided(open)) open = decisions.undecided(i) ? i : no_index;
  }
  if (open != no_index) decisions.settle(open, rng);
  return decisions.taken();
}

}  // namespace sightline
