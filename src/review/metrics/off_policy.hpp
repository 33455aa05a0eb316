// off_policy.hpp: what a model's own choice would have found, from inspections that others chose with known
// probabilities.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sightline {

struct ChosenValue {
  double naive = 0;               // failure rate of the chosen that happened to be inspected
  double inverse_propensity = 0;  // the same, each weighted by 1 / inclusion probability (Hajek 1971)
  double doubly_robust = 0;       // mean prediction over all chosen + weighted residuals (Dudik, Langford and Li 2011)
  std::uint32_t chosen = 0, inspected = 0;
};

// probability: the model's, per candidate; the `share` highest are chosen. Inspections give candidate, result and the
// recorded probability of having been inspected in the fold. NaN where nothing chosen was inspected.
[[nodiscard]] ChosenValue value_of_choice(std::span<const double> probability, double share,
                                          std::span<const std::uint32_t> inspected_candidate,
                                          std::span<const std::uint8_t> failed,
                                          std::span<const double> inclusion_probability);

}  // namespace sightline
