#include <cmath>

#include "report/json/json_values.hpp"
#include "sightline/report.hpp"

namespace sightline {

std::string json_text(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// The nearest double of a number with two decimals prints as those two decimals.
Json json_yuan(Money value) { return value == missing_money ? Json(nullptr) : Json(value.in_yuan()); }

Json json_day(Date day) { return day.known() ? Json(day.to_string()) : Json(nullptr); }

// Summaries call them `model` or `policy` and the name that the file gives itself; a reader looks for the kind, so the
// first of a kind goes by it alone.
Json json_inputs(const Summary& summary) {
  Json inputs = Json::object();
  for (const auto& [name, hash] : summary.inputs) {
    const bool named = name.starts_with("model ") || name.starts_with("policy ");
    const std::string kind = named ? name.substr(0, name.find(' ')) : name;
    inputs[inputs.contains(kind) ? name : kind] = hash;
  }
  return inputs;
}

Json json_summary(const Summary& summary) {
  Json json;
  json["verb"] = summary.verb;
  json["title"] = summary.title;
  json["outcome"] = summary.outcome.empty() ? summary.brief() : summary.outcome;
  json["lines"] = Json::array();
  for (const Summary::Line& line : summary.lines)
    json["lines"].push_back({{"label", line.label}, {"asked", line.asked}, {"done", line.done}, {"note", line.note}});
  json["notes"] = summary.notes;
  json["inputs"] = json_inputs(summary);
  json["seconds"] = Json::object();
  for (const Summary::Stage& stage : summary.stages) json["seconds"][stage.name] = json_number(stage.seconds);
  json["seed"] = summary.seed;
  json["next"] = summary.next;
  return json;
}

std::string to_json_summary(const Summary& summary) { return json_text(json_summary(summary)); }

}  // namespace sightline
