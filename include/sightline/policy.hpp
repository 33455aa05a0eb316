// policy.hpp: the policy file (sightline.policy/1): budget, round, objective, streams and the rules of law, each with
// an id, the article it comes from and a switch. Key by key reference: models/schema/policy.json.
//
// Errors   Error(usage) listing every unknown key, wrong type, range and contradiction with file, line and suggestion.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sightline/base/date.hpp"
#include "sightline/base/export.hpp"
#include "sightline/base/money.hpp"

namespace sightline {

enum class RuleKind : std::uint8_t {
  no_repeat,  // not again within `months` of a conforming result (after: conforming) or of any result (after: any)
  skip,       // nothing that another authority's plan covers (skip: other_plans)
  follow_up,  // mandatory batches for candidates that failed within `months`
  per,        // bounds per category, district, enterprise or any attribute's value
  labs,       // no_consecutive: not the lab that tested this enterprise last, unless only one is qualified
  relief,     // at most max_probability after so many years of conforming results only
};

struct PolicyRule {
  std::string id, article, note;
  bool on = true;
  RuleKind kind = RuleKind::per;
  int months = 0;                     // no_repeat, follow_up (within)
  bool after_conforming_only = true;  // no_repeat
  std::vector<std::string> except;    // streams that the rule does not bind: follow_up, directed, random
  int batches = 1;                    // follow_up
  // per:
  std::string per;  // category, district, enterprise, or an attribute (channel, enterprises.size, ...)
  int min_batches = 0, max_batches = -1;  // -1 = no cap; all counts are expected batches of the round
  double min_share = 0, max_share = 1;    // of the plan's batches
  int min_enterprises = 0, max_visits_per_year = -1;
  double min_rate = 0, max_rate = 1;                       // inclusion probability floor and ceiling of the members
  std::vector<std::pair<std::string, std::string>> where;  // attribute of the group's entity = value
  std::vector<std::string> values;                         // only these groups; empty = all
  // labs:
  bool no_consecutive = false;
  // relief:
  int after_conforming_years = 0;
  double max_probability = 1;
  int line = 0;
};

struct StreamPolicy {
  double random_min_share = 0;  // of the plan's batches that the random stream draws, [0, 1]
  double random_floor = 0;      // inclusion probability of every candidate without a certain place, [0, 1)
  double random_ceiling = 1;    // (0, 1]
  double directed_max_share = 1;
  std::vector<std::string>
      directed_needs;        // complaint, monitoring_report, past_failure, campaign; empty = nothing needed
  int evidence_months = 24;  // how long evidence qualifies
};

struct Policy {
  std::string name, path, hash;
  Money budget;
  bool has_budget = false;
  int max_batches = 0;            // of the whole plan; 0 = no limit but the budget
  Date start, end;                // of the round; unknown: one year from the as-of day
  std::vector<double> quarters;   // shares of the budget per quarter of the round; empty = free
  bool value_harm = true;         // gain = severity-weighted findings; false: plain findings
  double information = 0;         // price of information, in findings per unit of variance reduced, >= 0
  double unpredictability = 0;    // rho, in findings per nat of entropy, >= 0
  int batches_per_candidate = 2;  // options 1..n; diminishing returns decide
  double mip_gap = 1e-4;
  StreamPolicy streams;
  std::vector<PolicyRule> rules;
};

[[nodiscard]] SIGHTLINE_API Policy load_policy(const std::string& path);
[[nodiscard]] SIGHTLINE_API Policy parse_policy(std::string_view yaml, const std::string& path);
[[nodiscard]] SIGHTLINE_API std::string policy_schema();  // JSON Schema, recorded from the loader itself

}  // namespace sightline
