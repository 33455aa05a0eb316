#include "report/json/json_values.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

Json estimate_json(const Estimate& estimate) {
  Json json;
  json["domain"] = estimate.domain;
  json["value"] = estimate.value;
  json["weighting"] = estimate.weighting == Weighting::volume ? "volume" : "candidates";
  json["tested"] = estimate.tested;
  json["nonconforming"] = estimate.nonconforming;
  json["hit_rate"] = json_number(estimate.hit_rate);
  json["failure_rate"] = json_number(estimate.failure_rate);
  json["lower"] = json_number(estimate.lower);
  json["upper"] = json_number(estimate.upper);
  json["estimator"] = std::string(name_of(estimate.estimator));
  json["small"] = estimate.small;
  return json;
}

}  // namespace

std::string to_json_outcomes(const Population& population, const Outcomes& outcomes) {
  Json json;
  json["synthetic"] = population.synthetic;
  json["start"] = json_day(population.start);
  json["end"] = json_day(population.end);
  json["planned"] = outcomes.planned;
  json["tested"] = outcomes.tested;
  json["nonconforming"] = outcomes.nonconforming;
  for (const Nonresponse& state : outcomes.nonresponse)
    json[std::string(name_of(state.state))] = {
        {"lines", state.lines}, {"batches", state.batches}, {"stands_for", json_number(state.stands_for)}};
  json["stand_ins"] = outcomes.stand_ins.size();
  json["unmatched"] = outcomes.unmatched.size();
  json["estimates"] = Json::array();
  for (const Estimate& estimate : outcomes.estimates)
    if (estimate.quoted) json["estimates"].push_back(estimate_json(estimate));
  return json_text(json);
}

}  // namespace sightline
