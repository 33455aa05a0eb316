// published_order.hpp: the order in which the draw meets the lines: along a Hilbert curve through space and risk.
//
// Neighbours in this order are near each other on the map and alike in risk, so that a draw that lets neighbours settle
// who is taken spreads its sample over both. Each line is a point: east, north (on one scale, whatever is longer), and
// the rank of its chance of a nonconforming batch, in 1024 steps each; lines without a position stand in the middle of
// the map. Ties, such as lines of one enterprise with equal risk, follow in the order of the register. Source   index
// of a point on the curve: Skilling 2004, "Programming the Hilbert curve".
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sightline::planning {

// Index on the three-dimensional Hilbert curve of 2^10 steps a side; coordinates 0..1023.
[[nodiscard]] std::uint32_t hilbert_index(std::uint32_t x, std::uint32_t y, std::uint32_t z);

// Per line its place, 1..n. x, y: metres, NaN when unknown; risk: any increasing measure of risk.
[[nodiscard]] std::vector<std::uint32_t> published_places(std::span<const double> x, std::span<const double> y,
                                                          std::span<const double> risk);

}  // namespace sightline::planning
