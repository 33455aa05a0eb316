// dive.hpp: a whole choice close to the relaxation's, found without a search tree.
//
// The fractional column nearest above a whole number is fixed there, the relaxation is solved again from its last basis,
// and so on until nothing is fractional; a column that cannot be raised is lowered for good. One pivoting run per step,
// at most two per column of the fractional part, whatever the gap asked for.
#pragma once

#include "allocation/milp.hpp"

namespace sightline {

// status feasible with x and objective, or none_found where a step leaves no way on. No bound is claimed.
[[nodiscard]] MilpSolution dive(const Milp& milp);

}  // namespace sightline
