#include <algorithm>

#include "plan/small_city.hpp"

namespace sightline {
namespace {

using namespace testing;

City shops() {
  City city;
  city.category("k").category("l");
  for (int e = 1; e <= 5; ++e) city.enterprise("e" + std::to_string(e)).offer("e" + std::to_string(e), "k", 0.1);
  city.enterprise("f1", "south").enterprise("f2", "south").offer("f1", "l", 0.1).offer("f2", "l", 0.1);
  return city;
}

std::vector<std::string> conflicts(const Planned& planned) {
  EXPECT_EQ(planned.plan.outcome, PlanOutcome::infeasible);
  EXPECT_EQ(planned.plan.lines.size(), 0u);
  std::vector<std::string> names = planned.plan.conflicts;
  std::sort(names.begin(), names.end());
  return names;
}

using Names = std::vector<std::string>;

TEST(Infeasible, NamesAMinimumAboveWhatThereIs) {
  const Planned planned =
      plan_city(shops(), "budget: 90000\nrules: [{id: cats, per: category, values: [l], min_batches: 5}]\n");
  EXPECT_EQ(conflicts(planned), Names{"cats:l"});
  EXPECT_EQ(planned.plan.repair,
            "cats:l: asks at least 5 batches, at most 4 batches can be had when the other rules are kept");
}

TEST(Infeasible, SaysWhatTheCheapestPlanCosts) {
  const Planned planned =
      plan_city(shops(), "budget: 2500\nrules: [{id: cats, per: category, values: [k], min_batches: 4}]\n");
  EXPECT_EQ(conflicts(planned), (Names{"budget", "cats:k"}));
  EXPECT_NE(planned.plan.repair.find("costs 4 000.00 yuan, 1 500.00 yuan more than there is"), std::string::npos)
      << planned.plan.repair;
  EXPECT_NE(planned.plan.repair.find("cats:k: asks at least 4 batches, at most 2 batches can be had"),
            std::string::npos)
      << planned.plan.repair;
}

TEST(Infeasible, NamesTwoRulesThatContradictEachOther) {
  const Planned planned = plan_city(shops(), R"(budget: 90000
rules:
  - {id: much, per: category, values: [k], min_batches: 6}
  - {id: little, per: district, values: [north], max_batches: 4}
  - {id: harmless, per: category, values: [l], max_batches: 3}
)");
  EXPECT_EQ(conflicts(planned), (Names{"little:north", "much:k"}));
  EXPECT_NE(planned.plan.summary.full_report().find("in conflict: "), std::string::npos);
}

TEST(Infeasible, NamesFollowUpsThatExceedACap) {
  City city = shops();
  city.inspection("e1", "k", "2021-06-01", "nonconforming");
  const Planned planned = plan_city(city, R"(budget: 90000
rules:
  - {id: back, follow_up: nonconforming, within: 1y, batches: 3}
  - {id: cap, per: enterprise, max_batches: 2}
)");
  EXPECT_EQ(conflicts(planned), (Names{"back", "cap"}));
  EXPECT_NE(planned.plan.repair.find("e1 has 1 batches too many"), std::string::npos) << planned.plan.repair;
}

TEST(Infeasible, NamesFollowUpsThatTheBudgetCannotPay) {
  City city = shops();
  city.inspection("e1", "k", "2021-06-01", "nonconforming");
  const Planned planned =
      plan_city(city, "budget: 1999\nrules: [{id: back, follow_up: nonconforming, within: 1y, batches: 2}]\n");
  EXPECT_EQ(conflicts(planned), Names{"budget"});
  EXPECT_NE(planned.plan.repair.find("costs 2 000.00 yuan, 1.00 yuan more"), std::string::npos) << planned.plan.repair;
}

TEST(Infeasible, NamesAFloorAboveACeiling) {
  City city = shops();
  city.inspection("e1", "k", "2018-01-01", "conforming").inspection("e1", "k", "2020-01-01", "conforming");
  const Planned planned = plan_city(city, R"(budget: 90000
streams: {random: {floor: 0.01, ceiling: 0.8}}
rules:
  - {id: low, per: size, values: [small], min_rate: 0.3}
  - {id: relief, after_conforming_years: 3, max_probability: 0.1}
)");
  EXPECT_EQ(conflicts(planned), (Names{"low", "relief"}));
}

TEST(Infeasible, NamesALabThatCannotHoldTheFloors) {
  City city = shops();
  city.lab("small", "k", "100", "1").lab("small", "l", "100", "9");
  const Planned planned =
      plan_city(city, "budget: 90000\nstreams: {random: {floor: 0.3, ceiling: 0.8}, directed: {max_share: 0}}\n");
  EXPECT_EQ(conflicts(planned), (Names{"lab-capacity:small/k", "random-floor:k/small"}));
}

TEST(Infeasible, IsNotClaimedWhereTheRandomStreamCanLean) {
  City city;
  city.category("k");
  for (int e = 0; e < 40; ++e) {
    const std::string id = "e" + std::to_string(100 + e);
    city.enterprise(id, e < 36 ? "big" : "tiny", e % 2 == 0 ? "small" : "large").offer(id, "k", e < 36 ? 0.2 : 0.001);
  }
  const Planned planned = plan_city(city, R"(max_batches: 10
objective: {unpredictability: 0.001}
streams: {random: {floor: 0.002, ceiling: 0.8}, directed: {max_share: 0}}
rules:
  - {id: tiny, per: district, values: [tiny], min_batches: 3}
  - {id: sizes, per: size, min_share: 0.45}
)");
  EXPECT_TRUE(planned.plan.usable()) << planned.plan.summary.full_report();
}

}  // namespace
}  // namespace sightline
