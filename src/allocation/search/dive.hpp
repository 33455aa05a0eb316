// dive.hpp: a whole choice close to the relaxation's, found without a search tree.
//
// The fractional column nearest above a whole number is fixed there, the relaxation is solved again from its last basis,
// and so on until nothing is fractional. Where a column cannot be raised it is lowered; where that is impossible, too, the
// last raised one is lowered instead, at most 200 times. One pivoting run per step, whatever the gap asked for.
#pragma once

#include "allocation/milp.hpp"

namespace sightline {

// status feasible with x and objective, or none_found where no way on was found. No bound is claimed.
[[nodiscard]] MilpSolution dive(const Milp& milp);

}  // namespace sightline
