// engine.hpp: an allocation by prices, at any size.
//
// Prices by Newton (newton.hpp), made exact by the linear relaxation of a core that grows until nothing outside it is
// priced wrongly; then whole numbers on a core that grows until what is left outside cannot matter:
//
//   bound = max(bound of the core, D(price) - delta)
#pragma once

#include "sightline/methods/allocation.hpp"

namespace sightline {

// False, and `out` untouched, when the rules contradict each other or seem to, or when `most_rounds` core problems
// (0 = no limit) did not come within the gap.
[[nodiscard]] bool solve_by_prices(const AllocationProblem& problem, const AllocationOptions& options, Allocation& out,
                                   int most_rounds = 0);

}  // namespace sightline
