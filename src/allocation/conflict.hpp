// conflict.hpp: which rules contradict each other.
//
// Deletion filter (Chinneck and Dravnieks 1991): a rule without which the rest is still impossible is dropped for good; what
// stays is minimal: without any one of the rules named, the others could be kept. The Farkas ray of the relaxation, where there is
// one, names the few rules to start from.
#pragma once

#include <vector>

#include "sightline/methods/allocation.hpp"

namespace sightline {

// Fills outcome, conflict and note of a problem known to be infeasible. farkas: per row of the whole model, or empty.
void name_conflict(const AllocationProblem& problem, const std::vector<double>& farkas, const Run& run,
                   Allocation& out);

}  // namespace sightline
