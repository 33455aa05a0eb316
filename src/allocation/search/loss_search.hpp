// loss_search.hpp: all choices that lose little against the prices, one after the other; for small problems.
//
// At prices y every whole choice is worth
//
//   gain = y'b + sum_c max_k v_ck  -  sum_c (max_k v_ck - v_c,o(c))  -  sum_r |y_r| slack_r,     v_ck = gain_ck - y'a_ck
//
// so a choice within L of the upper bound loses at most L: candidates whose other options all lose more are settled, and a
// depth-first search over the rest stops at loss + certain slack > L or at a row that can no longer be kept. L starts small and grows
// until a choice is found; then only better ones count. The slow twin is the MILP solver.
// Repeats  no clock: stops after a fixed amount of work.
#pragma once

#include "allocation/milp.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline {

struct LossSearch {
  bool finished = false;             // false: gave up; nothing below is claimed
  bool found = false;                // with finished: false means that no choice keeps the rules
  std::vector<std::int32_t> choice;  // as in Allocation
  double objective = 0, bound = 0;
};

// row_price: of the whole model's rows (rules, candidates, blocks), any values. gap: absolute, in the unit of gain.
// unit: all gains are whole multiples of it; 0 = unknown. most_work: rows looked at, 1e8 take a fraction of a second.
[[nodiscard]] LossSearch search_by_loss(const AllocationProblem& problem, const std::vector<double>& row_price,
                                        double gap, double unit, double most_work);

}  // namespace sightline
