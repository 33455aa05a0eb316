// circulation.hpp: random rounding of a flow that is conserved everywhere.
//
// A circulation gives every edge a number of billionths, and what enters a vertex leaves it. It is rounded so that
//   every edge ends at the whole number below or above its value,
//   what enters a vertex still leaves it,
//   the expectation of every edge is its value, exactly.
// Where vertices are categories, districts and enterprises and edges are shares of them, every total so kept is whole
// or rounded to a neighbour in every outcome.
//
// Method   dependent rounding (Gandhi, Khuller, Parthasarathy and Srinivasan 2006) with cycles only: edges enter one by
//          one; one that closes a cycle with undecided edges is at once the reason to push flow round the cycle, one
//          way or the other, until an edge of it is whole. The undecided edges thus always form a forest, and since a
//          leaf of a circulation cannot be undecided, none are left at the end.
// Cost     edges times the depth of the forest, which has at most vertices - 1 edges.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sightline/base/ids.hpp"

namespace sightline {

inline constexpr std::uint32_t whole_units = 1'000'000'000;  // units of one batch: probabilities are billionths

struct FlowEdge {
  Index tail = 0, head = 0;
  std::uint32_t part = 0;  // in: the value's fraction, 0..whole_units - 1; out: 0 (rounded down) or whole_units (up)
};

// True with probability favourable / total, asked when an edge enters and closes a cycle: is it pushed up?
using FlowChoice = std::function<bool(std::size_t edge, std::uint64_t favourable, std::uint64_t total)>;

// Rounds the edges in the order given. Error(bug) when the edges are no circulation.
void round_circulation(std::size_t vertices, std::span<FlowEdge> edges, const FlowChoice& choose);

}  // namespace sightline
