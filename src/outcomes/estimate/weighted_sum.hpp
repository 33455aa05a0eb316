// weighted_sum.hpp: the distribution of a weighted sum of rare failures.
//
//   S = sum_i a_i K_i / t_i + noise,  K_i ~ binomial(t_i, q_i), noise ~ N(0, sd^2), all independent
//   mid_distribution(s) = P(S < s) + P(S = s) / 2
//
// Failures are few and weights unequal, so that S is neither normal nor lattice: its masses are convolved term by term
// on a grid of 200 steps up to s, each jump shared between the two nearest points so that means are kept; the noise is
// integrated by Gauss-Hermite quadrature with nine nodes. Where (E S)^2 / sum a^2 q / t, the failures that count, exceed 100,
// the sum is taken as normal.
#pragma once

#include <cstdint>
#include <vector>

namespace sightline::outcomes {

struct WeightedTerm {
  double weight = 0;        // a >= 0
  double chance = 0;        // q
  std::uint32_t tests = 1;  // t
};

[[nodiscard]] double mid_distribution(const std::vector<WeightedTerm>& terms, double s, double noise_sd);

}  // namespace sightline::outcomes
