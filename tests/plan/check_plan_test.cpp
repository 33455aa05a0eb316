// A violation of each kind, planted in a plan that is sound, is found.
#include <functional>

#include "plan/small_city.hpp"

namespace sightline {
namespace {

using namespace testing;

City labelled_city() {
  City city;
  city.category("k").category("l", "1200").lab("a", "k", "900").lab("b", "k", "1000").lab("a", "l", "1100", "8");
  for (int e = 0; e < 30; ++e) {
    const std::string id = "e" + std::to_string(100 + e);
    city.enterprise(id, e % 2 == 0 ? "north" : "south", e % 3 == 0 ? "small" : "large");
    city.offer(id, "k", 0.05 + 0.005 * e).offer(id, "l", 0.10);
    if (e < 6) city.complaint(id, "", "2021-10-01");
    if (e == 7) city.inspection(id, "k", "2021-09-01", "nonconforming", "random", "b");
    if (e == 8) city.inspection(id, "k", "2021-11-01", "conforming", "random", "a");
    if (e == 9) city.other_plan(id, "l", "national");
    if (e == 10) city.inspection(id, "k", "2018-03-01", "conforming").inspection(id, "k", "2020-03-01", "conforming");
  }
  return city;
}

const char* const yaml = R"(
budget: 40000
objective: {unpredictability: 0.01}
streams:
  random: {min_share: 0.3, max_share: 0.95, floor: 0.01, ceiling: 0.8}
  directed: {needs: [complaint], max_share: 0.6}
round: {quarters: [0.5, 0.5]}
rules:
  - {id: six, no_repeat: 6m, except: follow_up}
  - {id: higher, skip: other_plans}
  - {id: back, follow_up: nonconforming, within: 1y, batches: 2}
  - {id: cats, per: category, min_batches: 3, max_share: 0.95}
  - {id: districts, per: district, min_share: 0.2}
  - {id: sizes, per: size, values: [small], max_batches: 30}
  - {id: firms, per: category, min_enterprises: 2}
  - {id: cap, per: enterprise, max_batches: 4, max_visits_per_year: 3, except: follow_up}
  - {id: rot, labs: no_consecutive}
  - {id: relief, after_conforming_years: 3, max_probability: 0.1}
)";

struct Sound : ::testing::Test {
  Planned planned = plan_city(labelled_city(), yaml);
  Plan& plan = planned.plan;
  Policy the_policy = policy(yaml);

  void SetUp() override {
    ASSERT_TRUE(plan.usable()) << plan.summary.full_report();
    ASSERT_TRUE(check_plan(planned.ledger, the_policy, plan).empty());
    plan.commitment.clear();  // judged in a test of its own
  }
  std::size_t of(Stream stream, std::size_t skip = 0) const {
    for (std::size_t i = 0; i < plan.lines.size(); ++i)
      if (plan.lines.stream[i] == stream && skip-- == 0) return i;
    ADD_FAILURE() << "no such line";
    return 0;
  }
  std::size_t at(const std::string& candidate) const {
    EXPECT_TRUE(planned.has(candidate)) << candidate;
    return static_cast<std::size_t>(planned.line(candidate));
  }
  void expect_finding(const std::string& words) const {
    const auto findings = check_plan(planned.ledger, the_policy, plan);
    std::string all;
    for (const std::string& finding : findings) all += finding + "\n";
    EXPECT_NE(all.find(words), std::string::npos) << "expected: " << words << "\nfound: " << all;
  }
  void remove(std::size_t i) {
    PlanLines& lines = plan.lines;
    const auto erase = [&](auto& column) { column.erase(column.begin() + static_cast<std::ptrdiff_t>(i)); };
    erase(lines.candidate), erase(lines.lab), erase(lines.stream), erase(lines.batches);
    erase(lines.inclusion_probability), erase(lines.expected_nonconforming), erase(lines.gain), erase(lines.cost);
    erase(lines.evidence);
  }
  void add_directed(const std::string& candidate) {
    for (Index c = 0; c < planned.ledger.frame.size(); ++c) {
      if (City::name(planned.ledger, c) != candidate) continue;
      std::size_t i = 0;
      while (i < plan.lines.size() && plan.lines.candidate[i] < c) ++i;
      PlanLines& lines = plan.lines;
      const auto insert = [&](auto& column, auto value) {
        column.insert(column.begin() + static_cast<std::ptrdiff_t>(i), value);
      };
      insert(lines.candidate, c), insert(lines.lab, planned.ledger.pool->find("a")),
          insert(lines.stream, Stream::directed);
      insert(lines.batches, std::uint16_t{1}), insert(lines.inclusion_probability, 1.0);
      insert(lines.expected_nonconforming, 0.1), insert(lines.gain, 0.1), insert(lines.cost, Money::yuan(900));
      insert(lines.evidence, std::uint8_t{0});
    }
  }
};

using CheckPlan = Sound;

TEST_F(CheckPlan, FindsColumnsOfDifferentLength) {
  plan.lines.cost.pop_back();
  expect_finding("differ in length");
}
TEST_F(CheckPlan, FindsAnotherFrame) {
  plan.frame_fingerprint ^= 1;
  expect_finding("another frame");
}
TEST_F(CheckPlan, FindsAnotherRound) {
  plan.end = plan.end + 1;
  expect_finding("the round is");
}
TEST_F(CheckPlan, FindsLinesOutOfOrder) {
  std::swap(plan.lines.candidate[0], plan.lines.candidate[1]);
  expect_finding("frame order");
}
TEST_F(CheckPlan, FindsACertainLineThatIsNot) {
  plan.lines.inclusion_probability[of(Stream::directed)] = 0.5;
  expect_finding("probability 0.5 of a directed line");
}
TEST_F(CheckPlan, FindsARandomLineOfTwoBatches) {
  plan.lines.batches[of(Stream::random)] = 2;
  expect_finding("2 batches of a random line");
}
TEST_F(CheckPlan, FindsMoneyThatDoesNotAddUp) {
  plan.spent = plan.spent + Money{1};
  expect_finding("the lines cost");
}
TEST_F(CheckPlan, FindsACostThatIsNotThePrice) {
  plan.lines.cost[of(Stream::directed)] = Money::yuan(5);
  expect_finding("costs 5.00");
}
TEST_F(CheckPlan, FindsABudgetOverspent) {
  plan.budget = plan.spent - Money{1};
  expect_finding("budget: ");
}
TEST_F(CheckPlan, FindsBatchesThatDoNotAddUp) {
  plan.batches += 1;
  expect_finding("batches is");
}
TEST_F(CheckPlan, FindsTooManyBatches) {
  the_policy.max_batches = 1;
  expect_finding("max-batches");
}
TEST_F(CheckPlan, FindsARepeatWithinSixMonths) {
  EXPECT_FALSE(planned.has("e108/k"));
  add_directed("e108/k");
  expect_finding("six: forbids the directed line of e108/k");
}
TEST_F(CheckPlan, FindsWhatAnotherAuthorityCovers) {
  EXPECT_FALSE(planned.has("e109/l"));
  add_directed("e109/l");
  expect_finding("higher: forbids the directed line of e109/l");
}
TEST_F(CheckPlan, FindsAMissingFollowUp) {
  remove(at("e107/k"));
  expect_finding("e107/k: 2 mandatory batches are missing");
}
TEST_F(CheckPlan, FindsAFollowUpOfTheWrongSize) {
  plan.lines.batches[at("e107/k")] = 1;
  expect_finding("1 batches in stream follow_up, 2 mandatory");
}
TEST_F(CheckPlan, FindsAFollowUpOfWhatDidNotFail) {
  plan.lines.stream[of(Stream::directed)] = Stream::follow_up;
  expect_finding("in stream follow_up, 0 mandatory");
}
TEST_F(CheckPlan, FindsADirectedLineWithoutEvidence) {
  const std::size_t i = at("e120/k");
  ASSERT_EQ(plan.lines.evidence[i], 0);
  plan.lines.stream[i] = Stream::directed;
  plan.lines.inclusion_probability[i] = 1;
  expect_finding("no qualifying evidence");
}
TEST_F(CheckPlan, FindsEvidenceThatTheLedgerDoesNotHave) {
  plan.lines.evidence[of(Stream::directed)] = 0;
  expect_finding("evidence 0 is recorded");
}
TEST_F(CheckPlan, FindsACertainPlaceOfTheRelieved) {
  const std::size_t i = at("e110/k");
  plan.lines.stream[i] = Stream::directed;
  plan.lines.inclusion_probability[i] = 1;
  expect_finding("relief: forbids the directed line of e110/k");
}
TEST_F(CheckPlan, FindsAChanceAboveRelief) {
  plan.lines.inclusion_probability[at("e110/k")] = 0.2;
  expect_finding("is outside 0.01 to 0.1");
}
TEST_F(CheckPlan, FindsChancesBelowTheFloorAndAboveTheCeiling) {
  plan.lines.inclusion_probability[of(Stream::random)] = 0.005;
  expect_finding("probability 0.005 is outside");
  plan.lines.inclusion_probability[of(Stream::random)] = 0.9;
  expect_finding("probability 0.9 is outside");
}
TEST_F(CheckPlan, FindsAChanceThatIsNotInBillionths) {
  plan.lines.inclusion_probability[of(Stream::random)] += 3e-10;
  expect_finding("is not in whole billionths");
}
TEST_F(CheckPlan, FindsATotalThatIsNotWhole) {
  plan.lines.inclusion_probability[of(Stream::random)] += 1e-9;
  expect_finding("no whole number");
}
TEST_F(CheckPlan, FindsACandidateWithoutAnyChance) {
  remove(of(Stream::random));
  expect_finding("has no chance");
}
TEST_F(CheckPlan, FindsRandomLinesWithoutARandomStream) {
  the_policy.streams.random = false;
  expect_finding("no random stream");
}
TEST_F(CheckPlan, FindsALabThatIsNotQualified) {
  plan.lines.lab[at("e101/l")] = planned.ledger.pool->find("b");
  expect_finding("laboratory 'b' is not qualified for e101/l");
}
TEST_F(CheckPlan, FindsTheLabThatTestedLast) {
  plan.lines.lab[at("e107/k")] = planned.ledger.pool->find("b");
  expect_finding("labs: 'b' tested the enterprise of e107/k last");
}
TEST_F(CheckPlan, FindsALabBeyondItsCapacity) {
  for (std::size_t i = 0; i < plan.lines.size(); ++i)
    if (planned.ledger.text(planned.ledger.categories.id[planned.ledger.frame.category[plan.lines.candidate[i]]]) ==
            "l" &&
        plan.lines.stream[i] == Stream::directed)
      plan.lines.batches[i] = 9;
  if (plan.lines.stream[at("e100/l")] != Stream::directed) plan.lines.stream[at("e100/l")] = Stream::directed;
  plan.lines.batches[at("e100/l")] = 9;
  plan.lines.inclusion_probability[at("e100/l")] = 1;
  expect_finding("lab-capacity:a/l");
}
TEST_F(CheckPlan, FindsSharesOfStreams) {
  the_policy.streams.random_min_share = 0.99;
  expect_finding("random-min-share");
  the_policy = policy(yaml);
  the_policy.streams.random_max_share = 0.01;
  expect_finding("random-max-share");
  the_policy.streams.directed_max_share = 0.01;
  expect_finding("directed-max-share");
}
TEST_F(CheckPlan, FindsBoundsOfGroups) {
  const auto with = [&](const std::string& id, const std::function<void(PolicyRule&)>& change,
                        const std::string& words) {
    the_policy = policy(yaml);
    for (PolicyRule& rule : the_policy.rules)
      if (rule.id == id) change(rule);
    expect_finding(words);
  };
  with("cats", [](PolicyRule& rule) { rule.min_batches = 900; }, "cats:k");
  with("cats", [](PolicyRule& rule) { rule.max_batches = 1; }, "cats:l");
  with("cats", [](PolicyRule& rule) { rule.max_share = 0.1; }, "cats:k");
  with("districts", [](PolicyRule& rule) { rule.min_share = 0.9; }, "districts:south");
  with("sizes", [](PolicyRule& rule) { rule.max_batches = 1; }, "sizes:small");
  with("firms", [](PolicyRule& rule) { rule.min_enterprises = 500; }, "firms:k");
}
TEST_F(CheckPlan, FindsCapsOfEnterprises) {
  const auto with = [&](const std::function<void(PolicyRule&)>& change) {
    the_policy = policy(yaml);
    for (PolicyRule& rule : the_policy.rules)
      if (rule.id == "cap") change(rule);
    expect_finding("cap:e1");
  };
  with([](PolicyRule& rule) { rule.max_batches = 0; });
  with([](PolicyRule& rule) { rule.max_visits_per_year = 0; });
}
TEST_F(CheckPlan, FindsTooManyBatchesOfOneCandidate) {
  plan.lines.batches[of(Stream::directed)] = 3;
  expect_finding("batches_per_candidate");
}
TEST_F(CheckPlan, FindsQuartersThatDoNotAddUp) {
  plan.quarters[0].budget = plan.quarters[0].budget + Money{1};
  expect_finding("quarters: ");
}
TEST_F(CheckPlan, FindsACommitmentToAnotherRegister) {
  plan.commitment = std::string(64, '0');
  expect_finding("commitment");
}

}  // namespace
}  // namespace sightline
