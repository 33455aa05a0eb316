// core_problem.hpp: branch and bound over the few columns whose fate the prices leave open.
//
// At the prices of the relaxation every choice loses |reduced gain| for each column that it sets against its price. A
// choice that sets a column with |reduced gain| > delta against it is worth less than the relaxed optimum - delta.
// Source   core problem: Balas and Zemel 1980; Pisinger 1995.
#pragma once

#include "allocation/milp.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline {

// node_limit: of each search tree, 0 = none; with one, status optimal still means proven.
[[nodiscard]] MilpSolution search_core(const Milp& milp, const LpSolution& relaxed, const AllocationOptions& options,
                                       int node_limit = 0);

}  // namespace sightline
