// whole_model.hpp: the whole problem handed to the MILP solver: the slow twin of the engine, and the judge of
// conflicts.
#pragma once

#include "sightline/methods/allocation.hpp"

namespace sightline {

[[nodiscard]] Allocation solve_whole_model(const AllocationProblem& problem, const AllocationOptions& options);

}  // namespace sightline
