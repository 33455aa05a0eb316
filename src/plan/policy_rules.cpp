#include "plan/policy_rules.hpp"

#include <fmt/format.h>

#include <array>

namespace sightline::planning {
namespace {

using config::Map;
using config::Value;

const std::vector<std::string> stream_words{"follow_up", "directed", "random"};

// What a rule of each kind is called by: the key that names it and the keys that it may have besides the general ones.
struct Grammar {
  RuleKind kind;
  const char* key;
  std::vector<std::string> keys;
};

const std::vector<Grammar>& grammars() {
  static const std::vector<Grammar> all{
      {RuleKind::no_repeat, "no_repeat", {"after", "except"}},
      {RuleKind::skip, "skip", {"except"}},
      {RuleKind::follow_up, "follow_up", {"within", "batches"}},
      {RuleKind::per,
       "per",
       {"min_batches", "max_batches", "min_share", "max_share", "min_enterprises", "max_visits_per_year", "min_rate",
        "max_rate", "where", "values", "optional", "except"}},
      {RuleKind::labs, "labs", {}},
      {RuleKind::relief, "after_conforming_years", {"max_probability", "except"}},
  };
  return all;
}

// The kind follows from the one key that names it; keys of other kinds are violations.
bool find_kind(const Map& map, PolicyRule& rule) {
  const Grammar* found = nullptr;
  for (const Grammar& grammar : grammars()) {
    if (!map.has(grammar.key)) continue;
    if (found != nullptr) {
      map.fail(fmt::format("has both '{}' and '{}', must have one of them", found->key, grammar.key));
      return false;
    }
    found = &grammar;
  }
  if (found == nullptr) {
    map.fail("must have one of no_repeat, skip, follow_up, per, labs, after_conforming_years");
    return false;
  }
  rule.kind = found->kind;
  std::set<std::string> foreign;
  for (const Grammar& grammar : grammars())
    for (const std::string& key : grammar.keys)
      if (map.has(key)) foreign.insert(key);
  for (const std::string& key : found->keys) foreign.erase(key);
  for (const std::string& key : foreign) map.fail(fmt::format("'{}' is no key of a rule with '{}'", key, found->key));
  return foreign.empty();
}

void read_general(Map& map, PolicyRule& rule, std::set<std::string>& ids) {
  map.require("id", "names the rule in messages and reports");
  if (map.text("id", rule.id, "names the rule in messages and reports") && rule.id.empty())
    map.fail("id is empty, must be a name");
  if (!rule.id.empty() && !ids.insert(rule.id).second)
    map.fail(fmt::format("id '{}' is taken by another rule, must be a name of its own", rule.id));
  if (rule.id.find(':') != std::string::npos) map.fail("id must not hold ':', which separates rule and group");
  map.text("article", rule.article, "where the rule comes from: law, year, article");
  map.text("note", rule.note, "for the reader");
  map.flag("on", rule.on, "false switches the rule off");
}

void read_except(Map& map, PolicyRule& rule) {
  if (!map.texts("except", rule.except, "streams that the rule does not bind: follow_up, directed, random")) return;
  for (const std::string& stream : rule.except) {
    bool known = false;
    for (const std::string& word : stream_words) known = known || word == stream;
    if (!known) map.fail(fmt::format("except is '{}', must be follow_up, directed or random", stream));
    if (known && rule.kind == RuleKind::per && rule.per == "enterprise" && stream != "follow_up" &&
        (rule.max_batches >= 0 || rule.max_visits_per_year >= 0))
      map.fail(fmt::format("except is '{}', a cap per enterprise may except follow_up only", stream));
  }
}

void read_history(Map& map, PolicyRule& rule) {
  std::string after = "conforming", what;
  map.months("no_repeat", rule.months, "months after a result in which the candidate is not sampled");
  const std::array<std::string, 2> afters{"conforming", "any"};
  if (map.word("after", after, afters, "which results start the months of no_repeat"))
    rule.after_conforming_only = after == "conforming";
  const std::array<std::string, 1> plans{"other_plans"}, failures{"nonconforming"}, rotations{"no_consecutive"};
  map.word("skip", what, plans, "leaves out what other authorities' plans cover");
  map.word("follow_up", what, failures, "mandatory batches for past failures");
  map.months("within", rule.months, "how long ago the failure may be");
  map.integer("batches", rule.batches, {.least = 1, .most = 1000}, "batches of each follow-up");
  rule.no_consecutive = map.word("labs", what, rotations, "not the lab that tested the enterprise last");
  map.integer("after_conforming_years", rule.after_conforming_years, {.least = 1, .most = 100},
              "years without a failure after which an enterprise is relieved");
  map.number("max_probability", rule.max_probability, {.least = 0, .most = 1, .above_least = true},
             "inclusion probability of the relieved");
}

void read_bounds(Map& map, PolicyRule& rule) {
  map.text("per", rule.per, "category, district, enterprise, role, or a column of enterprises or categories");
  map.integer("min_batches", rule.min_batches, {.least = 0, .most = 1e9}, "batches of each group");
  map.integer("max_batches", rule.max_batches, {.least = 0, .most = 1e9}, "batches of each group");
  map.number("min_share", rule.min_share, {.least = 0, .most = 1}, "share of the plan's batches");
  map.number("max_share", rule.max_share, {.least = 0, .most = 1}, "share of the plan's batches");
  map.integer("min_enterprises", rule.min_enterprises, {.least = 0, .most = 1e9}, "distinct enterprises of a category");
  map.integer("max_visits_per_year", rule.max_visits_per_year, {.least = 0, .most = 10000},
              "visits to one enterprise in the year that ends with the round");
  map.number("min_rate", rule.min_rate, {.least = 0, .most = 1}, "least inclusion probability of each candidate");
  map.number("max_rate", rule.max_rate, {.least = 0, .most = 1, .above_least = true},
             "greatest inclusion probability of each candidate");
  map.entries(
      "where",
      [&](const std::string& name, const Value& value) {
        if (const auto text = value.text())
          rule.where.emplace_back(name, *text);
        else if (!map.document().describing())
          value.fail("a value of the attribute");
      },
      "only candidates whose attribute has this value");
  map.texts("values", rule.values, "only these groups");
  map.flag("optional", rule.optional, "true: off where the data lack the attribute or all of the values");
}

bool bounds_anything(const PolicyRule& rule) {
  return rule.min_batches > 0 || rule.max_batches >= 0 || rule.min_share > 0 || rule.max_share < 1 ||
         rule.min_enterprises > 0 || rule.max_visits_per_year >= 0 || rule.min_rate > 0 || rule.max_rate < 1;
}

void judge_per(const Map& map, const PolicyRule& rule, const StreamPolicy& streams) {
  if (!bounds_anything(rule)) map.fail("bounds nothing, must have a min_ or max_ key");
  if (rule.max_batches >= 0 && rule.min_batches > rule.max_batches)
    map.fail(fmt::format("min_batches {} is above max_batches {}", rule.min_batches, rule.max_batches));
  if (rule.min_share > rule.max_share)
    map.fail(fmt::format("min_share {} is above max_share {}", rule.min_share, rule.max_share));
  if (rule.min_rate > rule.max_rate)
    map.fail(fmt::format("min_rate {} is above max_rate {}", rule.min_rate, rule.max_rate));
  if (rule.min_rate > 0 && !streams.random) map.fail("min_rate needs streams.random, which the policy does not have");
  if (rule.min_rate > streams.random_ceiling && streams.random)
    map.fail(fmt::format("min_rate {} is above streams.random.ceiling {}", rule.min_rate, streams.random_ceiling));
  if (rule.max_rate < streams.random_floor)
    map.fail(fmt::format("max_rate {} is below streams.random.floor {}", rule.max_rate, streams.random_floor));
  if (rule.per == "enterprise") {
    if (rule.min_batches > 0 || rule.min_share > 0 || rule.max_share < 1 || rule.min_enterprises > 0)
      map.fail("per enterprise takes max_batches, max_visits_per_year, min_rate and max_rate only");
  } else if (rule.max_visits_per_year >= 0) {
    map.fail("max_visits_per_year needs per: enterprise");
  }
  if (rule.min_enterprises > 0 && rule.per != "category") map.fail("min_enterprises needs per: category");
}

void judge(const Map& map, const PolicyRule& rule, const StreamPolicy& streams) {
  if (rule.kind == RuleKind::per) judge_per(map, rule, streams);
  if (rule.kind == RuleKind::no_repeat && rule.months == 0) map.fail("no_repeat must be at least 1m");
  if (rule.kind == RuleKind::follow_up && rule.months == 0)
    map.fail("key 'within' is missing or 0 (how long ago the failure may be)");
  if (rule.kind == RuleKind::relief && rule.max_probability == 1)
    map.fail("key 'max_probability' is missing or 1, which relieves nobody");
  if (rule.kind == RuleKind::relief && rule.max_probability < streams.random_floor)
    map.fail(
        fmt::format("max_probability {} is below streams.random.floor {}", rule.max_probability, streams.random_floor));
}

}  // namespace

PolicyRule read_rule(Map& map, const StreamPolicy& streams, std::set<std::string>& ids) {
  PolicyRule rule;
  rule.line = map.line();
  const bool describing = map.document().describing();
  const bool kind_known = describing || find_kind(map, rule);
  read_general(map, rule, ids);
  read_history(map, rule);
  read_bounds(map, rule);
  read_except(map, rule);
  if (kind_known && !describing) judge(map, rule, streams);
  return rule;
}

}  // namespace sightline::planning
