// pivotal.hpp: what the pivotal designs in floating point share: the duel of two undecided units, and the checks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sightline/base/ids.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {

inline constexpr double whole_within = 1e-9;  // a chance this near to 0 or 1 is taken for it: rounding of sums

// Throws Error(usage) that names the first value outside [0, 1].
void check_probabilities(std::span<const double> p);

// Units that are decided and those that are not, while a design runs.
class Decisions {
 public:
  explicit Decisions(std::span<const double> p);
  [[nodiscard]] bool undecided(Index unit) const { return chance_[unit] > 0 && chance_[unit] < 1; }
  [[nodiscard]] double chance(Index unit) const { return chance_[unit]; }

  // One of the two takes as much of the other's chance as it can; both keep their expectation. At least one is decided.
  void duel(Index a, Index b, Rng& rng);
  // The last undecided unit: whatever makes the size whole, by chance where the size is not.
  void settle(Index unit, Rng& rng);
  [[nodiscard]] std::vector<Index> taken() const;  // in rising order

 private:
  void set(Index unit, double chance);
  std::vector<double> chance_;
  double expected_ = 0;    // size of the sample
  std::size_t count_ = 0;  // taken so far
};

}  // namespace sightline
