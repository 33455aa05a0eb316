#include "plan/model/conflicts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sightline::planning {
namespace {

// The same problem without the bound of row r, aiming at the smallest (at most) or largest (at least) use of it.
AllocationProblem without(const BuiltProblem& built, Index r, bool at_least) {
  AllocationProblem problem = built.problem;
  double largest = 1;
  for (double& gain : problem.gain) gain = 0;
  for (std::size_t option = 0; option + 1 < problem.first_use.size(); ++option)
    for (std::size_t u = problem.first_use[option]; u < problem.first_use[option + 1]; ++u)
      if (problem.use_rule[u] == r) {
        problem.gain[option] += at_least ? problem.use_amount[u] : -problem.use_amount[u];
        largest += std::abs(problem.use_amount[u]);
      }
  problem.rules[r].sense = Sense::at_most;
  problem.rules[r].bound = largest;
  return problem;
}

std::string amount_text(const Row& row, double amount) {
  if (row.kind == RowKind::money)
    return Money::from_fen(static_cast<std::int64_t>(std::llround(amount * 100))).to_grouped() + " yuan";
  const double shown = std::round(amount * 100) / 100;
  return fmt::format("{} {}", shown, row.unit);
}

std::string change_text(const Row& row, double bound, double possible, Money budget) {
  const double off = std::abs(possible - bound) * row.scale;
  if (row.kind == RowKind::money)
    return fmt::format("budget: the cheapest plan that keeps the other rules costs {}, {} more than there is",
                       amount_text(row, possible * row.scale),
                       amount_text(row, possible * row.scale - budget.in_yuan()));
  const bool least = row.sense == Sense::at_least;
  if (row.share > 0)
    return fmt::format("{}: {} {} for a share of {} when the other rules are kept", row.rule, amount_text(row, off),
                       least ? "short" : "too many", row.share);
  return fmt::format("{}: asks {} {}, {} when the other rules are kept", row.rule, least ? "at least" : "at most",
                     amount_text(row, bound * row.scale),
                     least ? "at most " + amount_text(row, possible * row.scale) + " can be had"
                           : "at least " + amount_text(row, possible * row.scale) + " are needed");
}

}  // namespace

void explain_conflict(const RuleRows& rows, const Found& found, const PlanOptions& options, Plan& plan) {
  AllocationOptions solving;
  solving.gap = 1e-6;
  solving.time_limit_s = options.time_limit_s;
  solving.run = options.run;
  for (Index r : found.conflict) {
    const Row& row = rows.rows[r];
    if (std::find(plan.conflicts.begin(), plan.conflicts.end(), row.rule) == plan.conflicts.end())
      plan.conflicts.push_back(row.rule);
    const bool at_least = row.sense == Sense::at_least;
    const Allocation best = solve_allocation(without(found.contradiction, r, at_least), solving);
    if (best.outcome != AllocationOutcome::optimal && best.outcome != AllocationOutcome::feasible) continue;
    const std::string change = change_text(row, row.bound, at_least ? best.objective : -best.objective, plan.budget);
    plan.repair += (plan.repair.empty() ? "" : "; or ") + change;
  }
  if (plan.repair.empty())
    plan.repair = found.conflict.empty() ? "mandatory lines and caps contradict each other; except follow_up from them"
                                         : "other rules contradict each other too; switch off the ones named first";
}

}  // namespace sightline::planning
