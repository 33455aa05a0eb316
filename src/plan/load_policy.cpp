#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>

#include "config/map.hpp"
#include "plan/policy_rules.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {
namespace {

using config::Document;
using config::Map;

constexpr const char* format_name = "sightline.policy/1";

// Ids that the planner gives to bounds of its own.
const std::set<std::string> reserved_ids{
    "budget",       "max-batches",    "random-min-share", "random-max-share", "directed-max-share",
    "random-floor", "random-ceiling", "lab-capacity",     "qualified-lab",    "available",
    "unknown-cost", "evidence",       "too-small",        "worth-less"};

void read_round(Map map, Policy& policy) {
  if (!map.present()) return;
  map.date("start", policy.start, "first day; default: the day after the as-of day");
  map.date("end", policy.end, "last day; default: one year from the start");
  if (policy.start.known() && policy.end.known() && policy.end < policy.start)
    map.fail(fmt::format("ends on {}, before it starts on {}", policy.end.to_string(), policy.start.to_string()));
  if (!map.numbers("quarters", policy.quarters, {.least = 0, .most = 1}, "shares of the budget, in order of time"))
    return;
  double sum = 0;
  for (double share : policy.quarters) sum += share;
  if (std::abs(sum - 1) > 1e-9) map.fail(fmt::format("quarters add up to {}, must be 1", sum));
  if (policy.quarters.size() > 12) map.fail("quarters has more than 12 parts");
}

void read_objective(Map map, Policy& policy) {
  if (!map.present()) return;
  std::string value = "harm";
  const std::array<std::string, 2> values{"harm", "findings"};
  map.word("value", value, values, "harm: findings weighted by severity; findings: each counts one");
  policy.value_harm = value == "harm";
  map.number("information", policy.information, {.least = 0, .most = 1e9}, "findings per unit of variance reduced");
  map.number("unpredictability", policy.unpredictability, {.least = 0, .most = 1e6}, "findings per nat of entropy");
}

void read_random(Map map, StreamPolicy& streams) {
  if (!map.present()) return;
  streams.random = true;
  map.number("min_share", streams.random_min_share, {.least = 0, .most = 1}, "share of the plan's batches");
  map.number("max_share", streams.random_max_share, {.least = 0, .most = 1}, "share of the plan's batches");
  map.number("floor", streams.random_floor, {.least = 0, .most = 1}, "least inclusion probability");
  map.number("ceiling", streams.random_ceiling, {.least = 0, .most = 1, .above_least = true},
             "greatest inclusion probability");
  if (streams.random_min_share > streams.random_max_share)
    map.fail(fmt::format("min_share {} is above max_share {}", streams.random_min_share, streams.random_max_share));
  if (streams.random_floor >= streams.random_ceiling)
    map.fail(fmt::format("floor {} must be below ceiling {}", streams.random_floor, streams.random_ceiling));
}

void read_directed(Map map, StreamPolicy& streams) {
  if (!map.present()) return;
  map.number("max_share", streams.directed_max_share, {.least = 0, .most = 1}, "share of the plan's batches");
  map.months("evidence_within", streams.evidence_months, "how long evidence qualifies after it became known");
  static const std::array<std::string, 4> kinds{"complaint", "monitoring_report", "past_failure", "campaign"};
  map.texts("needs", streams.directed_needs, "evidence of which a directed candidate needs one; empty: none");
  for (const std::string& need : streams.directed_needs) {
    bool known = false;
    for (const std::string& kind : kinds) known = known || kind == need;
    if (!known)
      map.fail(fmt::format("needs is '{}', must be complaint, monitoring_report, past_failure or campaign", need));
  }
}

void read_policy(Map& top, Policy& policy) {
  std::string format;
  const std::array<std::string, 1> formats{format_name};
  top.require("policy", "the format");
  top.word("policy", format, formats, "the format");
  top.text("name", policy.name, "for reports; default: the file's name");
  const std::array<std::string, 4> levels{"national", "provincial", "municipal", "county"};
  top.word("authority", policy.authority, levels, "whose plan it is");
  policy.has_budget = top.money("budget", policy.budget, "yuan for the whole round");
  top.integer("max_batches", policy.max_batches, {.least = 1, .most = 1e9}, "batches of the whole plan");
  read_round(top.map("round", "when the samples are taken"), policy);
  read_objective(top.map("objective", "what a plan is worth"), policy);
  {
    Map streams = top.map("streams", "how candidates come to be chosen");
    if (streams.present()) {
      read_random(streams.map("random", "drawn by chance"), policy.streams);
      read_directed(streams.map("directed", "certain, for evidence"), policy.streams);
    }
  }
  top.integer("batches_per_candidate", policy.batches_per_candidate, {.least = 1, .most = 100},
              "most batches of one candidate");
  top.number("gap", policy.mip_gap, {.least = 0, .most = 1}, "proven relative gap at which the search may stop");
  std::set<std::string> ids = reserved_ids;
  top.list(
      "rules", [&](Map& map) { policy.rules.push_back(planning::read_rule(map, policy.streams, ids)); },
      "rules of law, each with an id, its article and a switch");
}

Policy read(Document& document) {
  Policy policy;
  {
    Map top = document.root();
    read_policy(top, policy);
  }
  document.finish();
  policy.path = document.name();
  policy.hash = to_hex(sha256(document.text()));
  if (policy.name.empty()) policy.name = std::filesystem::path(policy.path).stem().string();
  return policy;
}

}  // namespace

Policy load_policy(const std::string& path) {
  Document document = Document::load(path);
  return read(document);
}

Policy parse_policy(std::string_view yaml, const std::string& path) {
  Document document = Document::parse(yaml, path);
  return read(document);
}

std::string policy_schema() {
  Document document = Document::describe();
  Policy policy;
  {
    Map top = document.root();
    read_policy(top, policy);
  }
  return document.schema().dump(2) + "\n";
}

}  // namespace sightline
