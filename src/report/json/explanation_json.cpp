#include "report/json/json_values.hpp"
#include "sightline/report.hpp"

namespace sightline {

std::string to_json(const Explanation& explanation) {
  Json json;
  json["enterprise_id"] = explanation.enterprise_id;
  json["category_id"] = explanation.category_id;
  json["enterprise_name"] = explanation.enterprise_name;
  json["category_name"] = explanation.category_name;
  json["district"] = explanation.district;
  json["dataset"] = explanation.dataset;
  json["as_of"] = explanation.as_of;
  json["synthetic"] = explanation.synthetic;
  json["probability"] = json_number(explanation.probability);
  json["lower"] = json_number(explanation.lower);
  json["upper"] = json_number(explanation.upper);
  json["points"] = json_number(explanation.points);
  json["grade"] = explanation.grade;
  json["rank"] = explanation.rank;
  json["candidates"] = explanation.candidates;
  json["reasons"] = Json::array();
  for (const ExplainedReason& reason : explanation.reasons)
    json["reasons"].push_back({{"name", reason.name},
                               {"kind", reason.kind},
                               {"meaning", reason.meaning},
                               {"value", reason.value},
                               {"half_life_days", reason.half_life_days},
                               {"contribution", json_number(reason.contribution)},
                               {"probability_without", json_number(reason.probability_without)}});
  if (explanation.planned) {
    json["plan"] = Json::array();
    for (const auto& line : explanation.lines)
      json["plan"].push_back({{"stream", line.stream},
                              {"batches", line.batches},
                              {"lab_id", line.lab_id},
                              {"inclusion_probability", line.inclusion_probability},
                              {"cost", line.cost},
                              {"expected_nonconforming", line.expected_nonconforming}});
  }
  return json_text(json);
}

}  // namespace sightline
