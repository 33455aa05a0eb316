#include "review/metrics/off_policy.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace sightline {

//   doubly robust = 1/|S| sum_{c in S} p_c + 1/|S| sum_{i inspected in S} (y_i - p_i) / pi_i
ChosenValue value_of_choice(std::span<const double> probability, double share,
                            std::span<const std::uint32_t> inspected_candidate, std::span<const std::uint8_t> failed,
                            std::span<const double> inclusion_probability) {
  ChosenValue value;
  std::vector<std::uint32_t> order(probability.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return probability[a] > probability[b]; });
  const auto count = static_cast<std::size_t>(share * static_cast<double>(order.size()) + 0.5);
  std::vector<std::uint8_t> chosen(probability.size(), 0);
  double predicted = 0;
  for (std::size_t at = 0; at < count; ++at) chosen[order[at]] = 1, predicted += probability[order[at]];
  double found = 0, weighted = 0, weights = 0, residuals = 0;
  for (std::size_t i = 0; i < inspected_candidate.size(); ++i) {
    const std::uint32_t candidate = inspected_candidate[i];
    if (candidate >= chosen.size() || !chosen[candidate] || !(inclusion_probability[i] > 0)) continue;
    const double w = 1 / inclusion_probability[i];
    ++value.inspected;
    found += failed[i];
    weights += w;
    weighted += w * failed[i];
    residuals += w * (failed[i] - probability[candidate]);
  }
  value.chosen = static_cast<std::uint32_t>(count);
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  value.naive = value.inspected > 0 ? found / value.inspected : nan;
  value.inverse_propensity = weights > 0 ? weighted / weights : nan;
  value.doubly_robust = value.inspected > 0 ? (predicted + residuals) / static_cast<double>(count) : nan;
  return value;
}

}  // namespace sightline
