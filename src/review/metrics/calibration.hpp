// calibration.hpp: do the probabilities mean what they say?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sightline {

struct Calibration {
  double slope = 0,
         intercept = 0;  // of logit outcome ~ intercept + slope * logit probability (Cox 1958); 1 and 0 are ideal
  double brier = 0, log_loss = 0;  // means over rows; probabilities are kept within [1e-6, 1 - 1e-6]
};
// weight: how often each row counts (empty = once). NaN without any row or with one class only.
[[nodiscard]] Calibration measure_calibration(std::span<const double> probability, std::span<const std::uint8_t> failed,
                                              std::span<const std::uint8_t> weight = {});

struct ReliabilityBin {  // of equal size by probability
  double mean_probability = 0, failure_rate = 0;
  std::uint32_t rows = 0;
};
[[nodiscard]] std::vector<ReliabilityBin> reliability_bins(std::span<const double> probability,
                                                           std::span<const std::uint8_t> failed, int bins = 10);

}  // namespace sightline
