// search.hpp: from the model to a plan with a proven bound.
//
// Rounds: solve the model around a reference, draft the plan, measure every row with its exact probabilities, move the
// reference to the solution's prices. A rule that the probabilities cannot meet is drawn in and asked again; where the
// model is infeasible only because the cells lean the wrong way, they are tilted towards the rules in conflict first.
// The bound comes from the model that is never less than the truth (problem.hpp, above), at the last prices.
#pragma once

#include "plan/model/draft.hpp"

namespace sightline::planning {

struct Found {
  PlanOutcome outcome = PlanOutcome::none_found;
  Draft draft;
  double objective = 0, bound = 0, gap = 0;
  std::vector<double> prices;   // per row, of the allocation
  std::vector<Index> conflict;  // rows, when infeasible
  BuiltProblem contradiction;   // the problem that has them
  std::string note;
};

[[nodiscard]] Found search_plan(const Setup& setup, const RuleRows& rows, const PlanOptions& options);

}  // namespace sightline::planning
