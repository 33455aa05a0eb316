// tilt.hpp: inclusion probabilities that also meet the rules about groups which cut across categories (districts,
// sizes).
//
//   maximise   sum g_c pi_c + rho sum H(pi_c)  within floors and ceilings, each cell adding up to its total,
//   subject to sum over members of r of pi_c >= or <= need_r
//
// The dual in the prices m_r >= 0 of these rules is convex and smooth; its value at m is the sum of the cells' own best
// values with s_r m_r added to the gain of r's members (s = 1 for >=, -1 for <=), less sum s_r m_r need_r. It is
// minimised by projected Newton steps with an Armijo line search: the Hessian is a small dense matrix, summed over the
// candidates that are strictly between floor and ceiling.
//
// Source   Boyd and Vandenberghe 2004, sections 5.1 and 9.5; projection: Bertsekas 1982.
#pragma once

#include <vector>

#include "plan/random/cell_totals.hpp"

namespace sightline::planning {

struct TiltedCells {
  std::vector<Spread> spreads;  // per pool
  std::vector<double> tilt;     // per row: s_r m_r
  bool met = false;             // every rule is met to 1e-7
};

// need: per row, for rows with `spread`: what the cells together must have at least or at most. rho 0 is taken as a
// thousandth of the mean gain where a rule is not met without tilt.
[[nodiscard]] TiltedCells tilt_cells(const RuleRows& rows, const std::vector<Pool>& pools,
                                     const std::vector<std::uint32_t>& totals, const std::vector<double>& need,
                                     double rho);

}  // namespace sightline::planning
