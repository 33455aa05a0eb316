#include <fmt/format.h>

#include "plan/model/conflicts.hpp"
#include "plan/write_plan.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {
namespace {

using namespace planning;

Plan empty_plan(const Setup& setup) {
  Plan plan;
  plan.start = setup.round.start;
  plan.end = setup.round.end;
  plan.budget = setup.budget.value_or(missing_money);
  plan.frame_fingerprint = setup.ledger.frame.fingerprint;
  plan.policy_name = setup.policy.name;
  plan.policy_hash = setup.policy.hash;
  return plan;
}

void require_sound(const Ledger& ledger, const Policy& policy, const Plan& plan) {
  const std::vector<std::string> broken = check_plan(ledger, policy, plan);
  if (broken.empty()) return;
  throw Error(ErrorCode::solver,
              fmt::format("the plan does not pass its check ({} findings): {}", broken.size(), broken.front()));
}

}  // namespace

Plan make_plan(const Ledger& ledger, const Risk& risk, const Policy& policy, const PlanOptions& options) {
  if (!(options.time_limit_s >= 0)) throw Error(ErrorCode::usage, "make_plan: time_limit_s must be 0 or more");
  const Setup setup = set_up(ledger, risk, policy, options);
  Plan plan = empty_plan(setup);
  if (!setup.eligible.conflicts.empty()) {
    plan.outcome = PlanOutcome::infeasible;
    plan.conflicts = setup.eligible.conflicts;
    for (const std::string& repair : setup.eligible.repairs) plan.repair += (plan.repair.empty() ? "" : "; ") + repair;
    write_summary(setup, {}, plan);
    return plan;
  }
  const RuleRows rows = build_rows(setup);
  const Found found = search_plan(setup, rows, options);
  plan.outcome = found.outcome;
  plan.prices = found.prices;
  if (plan.usable()) {
    write_lines(setup, found, plan);
    write_rule_uses(setup, rows, found, plan);
    write_left_out(setup, found, plan);
    write_quarters(policy, plan);
    plan.commitment = to_hex(sha256(plan_register(ledger, plan)));
    require_sound(ledger, policy, plan);
  } else if (plan.outcome == PlanOutcome::infeasible) {
    explain_conflict(rows, found, options, plan);
  }
  write_summary(setup, found, plan);
  return plan;
}

}  // namespace sightline
