#include "plan/check/findings.hpp"

namespace sightline {

std::vector<std::string> check_plan(const Ledger& ledger, const Policy& policy, const Plan& plan) {
  checking::Findings findings;
  const checking::Facts facts(ledger, policy);
  checking::check_shape(facts, plan, findings);
  if (!findings.empty()) return findings;
  checking::check_lines(facts, plan, findings);
  checking::check_probabilities(facts, plan, findings);
  checking::check_totals(facts, plan, findings);
  return findings;
}

}  // namespace sightline
