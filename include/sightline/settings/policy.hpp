// policy.hpp: the policy file (sightline.policy/1): budget, round, objective, streams and the rules of law, each with
// an id, the article it comes from and a switch. Key by key reference: models/schema/policy.json.
//
// Rules    candidate = enterprise x category; round = [start, end]; "within m months" of a date means that the date
//          plus m months lies after the round's start.
//   no_repeat   no candidate with a conforming (after: any: with any) result within m months
//   skip        no candidate that a row of other_plans covers: same enterprise (and category, when the row names one),
//               overlapping the round, by an authority that is not below the policy's own
//               (national > provincial > municipal > county; no authority in the policy or the row: always)
//   follow_up   mandatory batches for candidates whose last failure within m months (any while its case is open) is not
//               followed by a conforming follow-up (or result of unknown mode). Rules above win unless they except it.
//   per         bounds on the groups of candidates with the same category, district, enterprise or attribute:
//               batches (certain plus expected random ones), share of the plan's batches, distinct enterprises (per
//               category), inclusion probability (never of follow-ups), and for enterprises batches and visits in the
//               twelve months that end with the round: past visits (days with an inspection, rows of other_plans
//               without one) count, every planned line counts as a visit.
//   labs        no_consecutive: not the lab that tested the enterprise last, unless it alone is qualified
//   relief      at most max_probability for candidates first tested y years or more before the round and, in these
//               years, tested with no failure
// Errors   Error(usage) listing every unknown key, wrong type, range and contradiction with file, line and suggestion.
#pragma once

#include <string>
#include <string_view>
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
  std::vector<std::pair<std::string, std::string>> where;  // only candidates whose attribute has this value
  std::vector<std::string> values;                         // only these groups; empty = all
  bool optional = false;  // off, with a note, where the ledger lacks the attribute or all of the values
  // labs:
  bool no_consecutive = false;
  // relief:
  int after_conforming_years = 0;
  double max_probability = 1;
  int line = 0;
};

struct StreamPolicy {
  bool random = false;          // streams.random is given: every candidate without a certain place may be drawn
  double random_min_share = 0;  // of the plan's batches that the random stream draws, [0, 1]
  double random_max_share = 1;
  double random_floor = 0;    // inclusion probability of every candidate without a certain place, [0, 1)
  double random_ceiling = 1;  // (0, 1]
  double directed_max_share = 1;
  std::vector<std::string>
      directed_needs;        // complaint, monitoring_report, past_failure, campaign; empty = nothing needed
  int evidence_months = 24;  // how long evidence qualifies, from the day it became known to the as-of day
};

struct Policy {
  std::string name, path, hash;
  std::string authority;  // whose plan it is: national, provincial, municipal, county; "" = not said
  Money budget;
  bool has_budget = false;
  int max_batches = 0;            // of the whole plan; 0 = no limit but the budget
  Date start, end;                // of the round; unknown: one year from the day after the as-of day
  std::vector<double> quarters;   // shares of the budget per part of the round; reported, no rule; empty = free
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
