#include "plan/register/published_order.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sightline::planning {
namespace {

constexpr int bits = 10;
constexpr std::uint32_t steps = 1u << bits;

// Places of the values in rising order, ties by position.
std::vector<std::uint32_t> rising(std::size_t n, const auto& before) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return before(a, b) || (!before(b, a) && a < b); });
  return order;
}

struct Box {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
  void take(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] double size() const { return high > low ? high - low : 0; }
};

std::uint32_t step_of(double value, const Box& box, double longest) {
  if (!std::isfinite(value) || longest <= 0) return steps / 2;
  return std::min(steps - 1, static_cast<std::uint32_t>((value - box.low) / longest * steps));
}

}  // namespace

// Skilling's transposed form: the index's bits lie across the three coordinates; undo the rotations from the highest
// bit down, then Gray encode.
std::uint32_t hilbert_index(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
  std::uint32_t axis[3] = {x, y, z};
  for (std::uint32_t q = steps >> 1; q > 1; q >>= 1) {
    const std::uint32_t below = q - 1;
    for (std::uint32_t& a : axis) {
      if ((a & q) != 0) {
        axis[0] ^= below;
      } else {
        const std::uint32_t swapped = (axis[0] ^ a) & below;
        axis[0] ^= swapped;
        a ^= swapped;
      }
    }
  }
  axis[1] ^= axis[0];
  axis[2] ^= axis[1];
  std::uint32_t flip = 0;
  for (std::uint32_t q = steps >> 1; q > 1; q >>= 1)
    if ((axis[2] & q) != 0) flip ^= q - 1;
  std::uint32_t index = 0;
  for (int bit = bits - 1; bit >= 0; --bit)
    for (const std::uint32_t a : axis) index = (index << 1) | (((a ^ flip) >> bit) & 1u);
  return index;
}

std::vector<std::uint32_t> published_places(std::span<const double> x, std::span<const double> y,
                                            std::span<const double> risk) {
  const std::size_t n = risk.size();
  Box east, north;
  for (std::size_t i = 0; i < n; ++i) {
    east.take(x[i]);
    north.take(y[i]);
  }
  const double longest = std::max(east.size(), north.size());
  const auto by_risk = rising(n, [&](std::uint32_t a, std::uint32_t b) { return risk[a] < risk[b]; });
  std::vector<std::uint32_t> index(n), place(n);
  for (std::size_t rank = 0, tied = 0; rank < n; ++rank) {
    if (risk[by_risk[rank]] != risk[by_risk[tied]]) tied = rank;  // equal risks share their first rank
    const std::uint32_t i = by_risk[rank];
    index[i] = hilbert_index(step_of(x[i], east, longest), step_of(y[i], north, longest),
                             static_cast<std::uint32_t>(std::uint64_t{tied} * steps / n));
  }
  const auto order = rising(n, [&](std::uint32_t a, std::uint32_t b) { return index[a] < index[b]; });
  for (std::size_t k = 0; k < n; ++k) place[order[k]] = static_cast<std::uint32_t>(k + 1);
  return place;
}

}  // namespace sightline::planning
