// gain.hpp: what n batches of a candidate are worth, and how sure the count of failures is (formulas in plan.hpp).
#pragma once

#include "sightline/risk.hpp"

namespace sightline::planning {

// P ~ beta with mean p and size s = a + b; a size of 0 would mean that all batches of a candidate agree.
struct Belief {
  double mean = 0, size = 0;
  [[nodiscard]] double variance() const { return mean * (1 - mean) / (size + 1); }
};
[[nodiscard]] Belief belief_of(const Risk& risk, std::size_t candidate);

// E[1 - (1 - P)^n] = 1 - prod over i < n of (b + i) / (s + i)
[[nodiscard]] double chance_to_find(const Belief& belief, int batches);
// Var(P) - E[Var(P | n results)] = Var(P) n / (s + n)
[[nodiscard]] double variance_reduced(const Belief& belief, int batches);
// Var of the number of failures of n batches = n p (1 - p) (s + n) / (s + 1)
[[nodiscard]] double variance_of_count(const Belief& belief, int batches);

}  // namespace sightline::planning
