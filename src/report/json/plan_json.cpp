#include "report/json/json_values.hpp"
#include "report/names.hpp"
#include "sightline/report.hpp"

namespace sightline {

std::string to_json_plan(const Ledger& ledger, const Plan& plan, double seconds) {
  if (plan.lines.size() > 0) require_same_frame(ledger, plan.frame_fingerprint, "plan");
  Json json;
  json["outcome"] = std::string(name_of(plan.outcome));
  json["dataset"] = ledger.name;
  json["synthetic"] = ledger.synthetic;
  json["as_of"] = json_day(ledger.as_of);
  json["start"] = json_day(plan.start);
  json["end"] = json_day(plan.end);
  json["objective"] = json_number(plan.objective);
  json["bound"] = json_number(plan.bound);
  json["entropy"] = json_number(plan.entropy);
  json["gap"] = json_number(plan.gap);
  json["spent"] = json_yuan(plan.spent);
  json["budget"] = json_yuan(plan.budget);
  json["quarters"] = Json::array();
  for (const Quarter& quarter : plan.quarters)
    json["quarters"].push_back(
        {{"start", json_day(quarter.start)}, {"end", json_day(quarter.end)}, {"budget", json_yuan(quarter.budget)}});
  json["batches"] = json_number(plan.batches);
  json["lines"] = plan.lines.size();
  json["expected_nonconforming"] = json_number(plan.expected_nonconforming);
  json["expected_lower"] = json_number(plan.expected_lower);
  json["expected_upper"] = json_number(plan.expected_upper);
  json["expected_rate"] = json_number(plan.expected_rate);
  json["commitment"] = plan.commitment;
  json["conflicts"] = plan.conflicts;
  json["repair"] = plan.repair;
  json["policy"] = plan.policy_name;
  json["inputs"] = json_inputs(plan.summary);
  json["inputs"]["evidence"] = ledger.hash;
  json["inputs"]["policy"] = plan.policy_hash;
  json["seconds"] = json_number(seconds);  // last, on its own line: all the rest repeats byte for byte
  return json_text(json);
}

}  // namespace sightline
