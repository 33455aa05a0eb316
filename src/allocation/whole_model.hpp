// whole_model.hpp: the whole problem as one mixed-integer program: the slow twin of the engine.
#pragma once

#include "allocation/milp.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline {

// Rows: the rules first, then one per candidate, then the two of every block. Columns: the options.
[[nodiscard]] Milp whole_model(const AllocationProblem& problem);

[[nodiscard]] Allocation solve_whole_model(const AllocationProblem& problem, const AllocationOptions& options);

}  // namespace sightline
