#include <cstdlib>
#include <fstream>
#include <sstream>

#include "plan/small_city.hpp"

namespace sightline {
namespace {

const std::string source_dir = SIGHTLINE_SOURCE_DIR;

std::string file_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string failure(const std::string& yaml) {
  try {
    (void)parse_policy("policy: sightline.policy/1\n" + yaml, "policy.yaml");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  return "";
}

TEST(LoadPolicy, ReadsEveryKey) {
  const Policy policy = parse_policy(R"(policy: sightline.policy/1
name: everything
authority: municipal
budget: 607000.50
max_batches: 900
round: {start: 2022-01-01, end: 2022-12-31, quarters: [0.2, 0.3, 0.3, 0.2]}
objective: {value: findings, information: 0.1, unpredictability: 0.05}
streams:
  random: {min_share: 0.2, max_share: 0.9, floor: 0.002, ceiling: 0.8}
  directed: {needs: [complaint, campaign], evidence_within: 1y, max_share: 0.7}
batches_per_candidate: 3
gap: 0.001
rules:
  - {id: six, no_repeat: 6m, after: any, except: [follow_up, directed], article: "some law, 2012, art. 12", note: hm}
  - {id: higher, skip: other_plans, on: false}
  - {id: back, follow_up: nonconforming, within: 1y, batches: 2}
  - {id: cats, per: category, min_batches: 5, max_batches: 9, max_share: 0.2, min_share: 0.1, min_enterprises: 2,
     where: {catalogue: true, line: fuel}, values: [a, b]}
  - {id: cap, per: enterprise, max_batches: 4, max_visits_per_year: 2, except: follow_up}
  - {id: class, per: credit_class, min_rate: 0.1, max_rate: 0.5, optional: true}
  - {id: rot, labs: no_consecutive}
  - {id: relief, after_conforming_years: 3, max_probability: 0.1}
)",
                                     "dir/policy.yaml");
  EXPECT_EQ(policy.name, "everything");
  EXPECT_EQ(policy.authority, "municipal");
  EXPECT_TRUE(policy.has_budget);
  EXPECT_EQ(policy.budget.fen, 60700050);
  EXPECT_EQ(policy.max_batches, 900);
  EXPECT_EQ(policy.start, Date(2022, 1, 1));
  EXPECT_EQ(policy.quarters.size(), 4u);
  EXPECT_FALSE(policy.value_harm);
  EXPECT_EQ(policy.information, 0.1);
  EXPECT_EQ(policy.unpredictability, 0.05);
  EXPECT_TRUE(policy.streams.random);
  EXPECT_EQ(policy.streams.random_min_share, 0.2);
  EXPECT_EQ(policy.streams.random_max_share, 0.9);
  EXPECT_EQ(policy.streams.evidence_months, 12);
  EXPECT_EQ(policy.streams.directed_max_share, 0.7);
  EXPECT_EQ(policy.streams.directed_needs, (std::vector<std::string>{"complaint", "campaign"}));
  EXPECT_EQ(policy.batches_per_candidate, 3);
  EXPECT_EQ(policy.mip_gap, 0.001);
  ASSERT_EQ(policy.rules.size(), 8u);
  EXPECT_EQ(policy.rules[0].months, 6);
  EXPECT_FALSE(policy.rules[0].after_conforming_only);
  EXPECT_EQ(policy.rules[0].except, (std::vector<std::string>{"follow_up", "directed"}));
  EXPECT_EQ(policy.rules[0].article, "some law, 2012, art. 12");
  EXPECT_FALSE(policy.rules[1].on);
  EXPECT_EQ(policy.rules[1].kind, RuleKind::skip);
  EXPECT_EQ(policy.rules[2].months, 12);
  EXPECT_EQ(policy.rules[2].batches, 2);
  EXPECT_EQ(policy.rules[3].where.size(), 2u);
  EXPECT_EQ(policy.rules[3].where[0], (std::pair<std::string, std::string>{"catalogue", "true"}));
  EXPECT_EQ(policy.rules[3].values, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(policy.rules[4].max_visits_per_year, 2);
  EXPECT_TRUE(policy.rules[5].optional);
  EXPECT_TRUE(policy.rules[6].no_consecutive);
  EXPECT_EQ(policy.rules[7].after_conforming_years, 3);
  EXPECT_GT(policy.rules[7].line, policy.rules[6].line);
}

TEST(LoadPolicy, TakesItsNameFromTheFile) {
  EXPECT_EQ(parse_policy("policy: sightline.policy/1\nbudget: 1\n", "a/b/county.yaml").name, "county");
}

TEST(LoadPolicy, ListsAllViolationsAtOnceWithTheirLines) {
  const std::string message = failure(R"(budgte: 5
gap: -1
streams: {random: {floor: 0.9, ceiling: 0.8}}
rules:
  - {id: a, per: category, min_share: 1.4}
  - {id: a, no_repeat: six}
  - {id: c}
)");
  EXPECT_NE(message.find("policy.yaml:2: budgte is no known key, did you mean 'budget'?"), std::string::npos)
      << message;
  EXPECT_NE(message.find("policy.yaml:3: gap"), std::string::npos) << message;
  EXPECT_NE(message.find("policy.yaml:4: streams.random: floor 0.9 must be below ceiling 0.8"), std::string::npos)
      << message;
  EXPECT_NE(message.find("policy.yaml:6: rules[0].min_share is '1.4', must be a number between 0 and 1"),
            std::string::npos)
      << message;
  EXPECT_NE(message.find("policy.yaml:7: rules[1].no_repeat is 'six'"), std::string::npos) << message;
  EXPECT_NE(message.find("policy.yaml:7: rules[1]: id 'a' is taken"), std::string::npos) << message;
  EXPECT_NE(message.find("policy.yaml:8: rules[2]: must have one of"), std::string::npos) << message;
}

TEST(LoadPolicy, RefusesContradictions) {
  const std::pair<const char*, const char*> cases[] = {
      {"rules: [{id: a, per: category, min_batches: 5, max_batches: 4}]", "min_batches 5 is above max_batches 4"},
      {"rules: [{id: a, per: category, min_share: 0.5, max_share: 0.4}]", "min_share 0.5 is above max_share 0.4"},
      {"rules: [{id: a, per: category}]", "bounds nothing"},
      {"rules: [{id: a, per: size, min_rate: 0.5}]", "min_rate needs streams.random"},
      {"streams: {random: {ceiling: 0.5}}\nrules: [{id: a, per: size, min_rate: 0.6}]", "above streams.random.ceiling"},
      {"streams: {random: {floor: 0.2}}\nrules: [{id: a, after_conforming_years: 3, max_probability: 0.1}]",
       "below streams.random.floor"},
      {"streams: {random: {min_share: 0.5, max_share: 0.4}}", "min_share 0.5 is above max_share 0.4"},
      {"rules: [{id: a, per: enterprise, min_batches: 1}]", "per enterprise takes"},
      {"rules: [{id: a, per: district, max_visits_per_year: 1}]", "max_visits_per_year needs per: enterprise"},
      {"rules: [{id: a, per: district, min_enterprises: 1}]", "min_enterprises needs per: category"},
      {"rules: [{id: a, no_repeat: 6m, skip: other_plans}]", "has both 'no_repeat' and 'skip'"},
      {"rules: [{id: a, no_repeat: 6m, min_batches: 2}]", "'min_batches' is no key of a rule with 'no_repeat'"},
      {"rules: [{id: a, no_repeat: 6m, except: chance}]", "except is 'chance'"},
      {"rules: [{id: a, follow_up: nonconforming}]", "'within' is missing"},
      {"rules: [{id: budget, skip: other_plans}]", "id 'budget' is taken"},
      {"rules: [{id: 'a:b', skip: other_plans}]", "must not hold ':'"},
      {"round: {start: 2022-02-01, end: 2022-01-01}", "ends on 2022-01-01, before it starts"},
      {"round: {quarters: [0.5, 0.4]}", "quarters add up to 0.9"},
      {"streams: {directed: {needs: [rumour]}}", "needs is 'rumour'"},
      {"authority: village", "must be one of national, provincial, municipal, county"},
      {"policy2: x", "policy2 is no known key"},
  };
  for (const auto& [yaml, expected] : cases)
    EXPECT_NE(failure(yaml).find(expected), std::string::npos) << yaml << "\n" << failure(yaml);
}

TEST(LoadPolicy, NeedsItsFormat) {
  EXPECT_THROW((void)parse_policy("budget: 5\n", "p.yaml"), Error);
  EXPECT_THROW((void)parse_policy("policy: sightline.policy/2\n", "p.yaml"), Error);
  EXPECT_THROW((void)load_policy("no/such/policy.yaml"), Error);
}

TEST(LoadPolicy, SchemaFileIsWhatTheLoaderAccepts) {
  const std::string path = source_dir + "/models/schema/policy.json";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << policy_schema();
  EXPECT_EQ(file_text(path), policy_schema()) << "run with UPDATE_GOLDEN=1";
}

TEST(LoadPolicy, ShippedPolicyCitesArticlesAndLeavesUnreadRulesOff) {
  const Policy policy = load_policy(source_dir + "/models/policy/annual.yaml");
  EXPECT_GE(policy.rules.size(), 10u);
  for (const PolicyRule& rule : policy.rules) {
    EXPECT_FALSE(rule.article.empty()) << rule.id;
    if (rule.note.find("confirm with the local text") != std::string::npos) {
      EXPECT_FALSE(rule.on) << rule.id;
    }
  }
}

}  // namespace
}  // namespace sightline
