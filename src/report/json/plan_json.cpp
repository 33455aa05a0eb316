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

std::string to_json_frontier(const std::vector<FrontierPoint>& points) {
  Json json = Json::array();
  for (const FrontierPoint& point : points) {
    Json row{{"varied", point.by_budget ? "budget" : "unpredictability"},
             {"factor", json_number(point.factor)},
             {"budget", json_yuan(point.budget)},
             {"unpredictability", json_number(point.unpredictability)},
             {"outcome", std::string(name_of(point.outcome))}};
    if (point.outcome == PlanOutcome::optimal || point.outcome == PlanOutcome::feasible) {
      row["gap"] = json_number(point.gap);
      row["batches"] = json_number(point.batches);
      row["random_share"] = json_number(point.random_share);
      row["expected_nonconforming"] = json_number(point.expected_nonconforming);
      row["expected_lower"] = json_number(point.expected_lower);
      row["expected_upper"] = json_number(point.expected_upper);
      row["standard_error"] = json_number(point.standard_error);
    }
    json.push_back(std::move(row));
  }
  return json_text(json);
}

}  // namespace sightline
