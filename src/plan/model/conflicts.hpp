// conflicts.hpp: rules that contradict each other, and the smallest change of each that would make a plan possible.
#pragma once

#include "plan/model/search.hpp"

namespace sightline::planning {

// Fills plan.conflicts and plan.repair. For each rule in conflict the problem is solved without it, with its own use as
// the objective: "budget: the cheapest plan that keeps the other rules costs 612 300.00 yuan, 5 300.00 more than there
// is".
void explain_conflict(const RuleRows& rows, const Found& found, const PlanOptions& options, Plan& plan);

}  // namespace sightline::planning
