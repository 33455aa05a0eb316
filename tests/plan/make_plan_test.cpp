#include "plan/small_city.hpp"

namespace sightline {
namespace {

using namespace testing;

TEST(MakePlan, TakesTheBestWithinTheBudget) {
  City city;
  city.category("k");
  for (const char* e : {"e1", "e2", "e3", "e4"}) city.enterprise(e);
  city.offer("e1", "k", 0.10).offer("e2", "k", 0.20).offer("e3", "k", 0.05).offer("e4", "k", 0.15);
  const Planned planned = plan_city(city, "budget: 2000\nbatches_per_candidate: 1\n");
  EXPECT_EQ(planned.plan.outcome, PlanOutcome::optimal);
  EXPECT_TRUE(planned.has("e2/k") && planned.has("e4/k"));
  EXPECT_EQ(planned.plan.lines.size(), 2u);
  EXPECT_EQ(planned.plan.spent, Money::yuan(2000));
  EXPECT_NEAR(planned.plan.objective, 0.35, 1e-12);
}

TEST(MakePlan, DrawsAtRandom) {
  const City city = random_city(3, 200, 5, true);
  const Planned planned = plan_city(city, R"(
budget: 60000
objective: {unpredictability: 0.01}
streams:
  random: {min_share: 0.3, floor: 0.002, ceiling: 0.8}
  directed: {needs: [complaint]}
rules:
  - {id: districts, per: district, min_share: 0.2}
)");
  std::cout << planned.plan.summary.full_report();
  EXPECT_TRUE(planned.plan.usable());
}

}  // namespace
}  // namespace sightline
