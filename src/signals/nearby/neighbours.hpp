// neighbours.hpp: the n nearest other enterprises of each enterprise.
//
// Order    by distance, ties by the order of enterprises; distances of float positions, squared in double.
// Cost     k-d tree with leaves of a few points (Bentley 1975): about log n per look-up on any spread of positions.
#pragma once

#include <span>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline::signals {

struct Neighbours {
  std::vector<std::uint32_t> begin;  // per enterprise, and the end of the last one
  std::vector<Index> enterprise;
  [[nodiscard]] std::span<const Index> of(Index e) const {
    return std::span(enterprise).subspan(begin[e], begin[e + 1] - begin[e]);
  }
};

// Of enterprises without a position there are no neighbours, and they are nobody's. wanted: per enterprise, 0 to leave
// its list empty.
[[nodiscard]] Neighbours nearest_neighbours(std::span<const float> x, std::span<const float> y, std::size_t count,
                                            const std::vector<bool>& wanted, const Run& run);

}  // namespace sightline::signals
