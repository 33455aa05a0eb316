#include "review/metrics/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sightline {
namespace {

double kept_inside(double probability) { return std::clamp(probability, 1e-6, 1 - 1e-6); }

}  // namespace

// Newton on the two-parameter logistic likelihood; 2 x 2 information matrix in closed form.
Calibration measure_calibration(std::span<const double> probability, std::span<const std::uint8_t> failed,
                                std::span<const std::uint8_t> weight) {
  const std::size_t n = probability.size();
  Calibration out;
  double rows = 0, positives = 0;
  std::vector<double> x(n), copies(n, 1.0);
  for (std::size_t i = 0; i < n; ++i) {
    const double p = kept_inside(probability[i]);
    if (!weight.empty()) copies[i] = weight[i];
    x[i] = std::log(p / (1 - p));
    rows += copies[i];
    positives += copies[i] * failed[i];
    out.brier += copies[i] * (p - failed[i]) * (p - failed[i]);
    out.log_loss -= copies[i] * std::log(failed[i] ? p : 1 - p);
  }
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (rows <= 0 || positives <= 0 || positives >= rows) return {nan, nan, nan, nan};
  out.brier /= rows;
  out.log_loss /= rows;
  double a = 0, b = 1;
  for (int iteration = 0; iteration < 50; ++iteration) {
    double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double m = 1 / (1 + std::exp(-(a + b * x[i])));
      const double w = copies[i] * m * (1 - m), r = copies[i] * (failed[i] - m);
      g0 += r, g1 += r * x[i];
      h00 += w, h01 += w * x[i], h11 += w * x[i] * x[i];
    }
    const double determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 1e-12 * h00 * h11)) {  // one probability for all: no slope to speak of
      b = nan;
      break;
    }
    const double da = (h11 * g0 - h01 * g1) / determinant, db = (h00 * g1 - h01 * g0) / determinant;
    a += da, b += db;
    if (std::fabs(da) + std::fabs(db) < 1e-10) break;
  }
  out.intercept = std::isnan(b) ? nan : a;
  out.slope = b;
  return out;
}

std::vector<ReliabilityBin> reliability_bins(std::span<const double> probability, std::span<const std::uint8_t> failed,
                                             int bins) {
  std::vector<std::uint32_t> order(probability.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return probability[a] < probability[b]; });
  std::vector<ReliabilityBin> out;
  const auto count = static_cast<std::size_t>(bins);
  for (std::size_t bin = 0; bin < count; ++bin) {
    const std::size_t begin = order.size() * bin / count, end = order.size() * (bin + 1) / count;
    if (begin == end) continue;
    ReliabilityBin one;
    for (std::size_t at = begin; at < end; ++at) {
      one.mean_probability += probability[order[at]];
      one.failure_rate += failed[order[at]];
    }
    one.rows = static_cast<std::uint32_t>(end - begin);
    one.mean_probability /= one.rows;
    one.failure_rate /= one.rows;
    out.push_back(one);
  }
  return out;
}

}  // namespace sightline
