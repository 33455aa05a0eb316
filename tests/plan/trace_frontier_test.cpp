#include <algorithm>

#include "plan/small_city.hpp"

namespace sightline {
namespace {

using namespace testing;

City thirty_shops() {
  City city;
  city.category("k");
  for (int e = 10; e < 40; ++e) {
    const std::string id = "e" + std::to_string(e);
    city.enterprise(id).offer(id, "k", 0.01 * e);
    if (e % 3 == 0) city.complaint(id, "k", "2021-11-01");
  }
  return city;
}

constexpr const char* chancy =
    "budget: 8000\nobjective: {unpredictability: 0.05}\nbatches_per_candidate: 1\n"
    "streams:\n  random: {min_share: 0.2, floor: 0.02, ceiling: 0.9}\n  directed: {needs: [complaint], max_share: "
    "0.6}\n";

TEST(TraceFrontier, MoreMoneyFindsMoreAndMoreChanceFindsLessButEstimatesBetter) {
  const Planned planned = plan_city(thirty_shops(), chancy);
  ASSERT_TRUE(planned.plan.usable());
  FrontierOptions options;
  options.budget_factors = {0.5, 1, 2};
  options.unpredictability_factors = {0, 1, 8};
  const auto points = trace_frontier(planned.ledger, planned.risk, policy(chancy), options);
  ASSERT_EQ(points.size(), 6u);
  for (const FrontierPoint& point : points) EXPECT_TRUE(point.outcome == PlanOutcome::optimal) << point.factor;
  for (std::size_t i : {1u, 2u}) EXPECT_GT(points[i].expected_nonconforming, points[i - 1].expected_nonconforming);
  EXPECT_GE(points[3].expected_nonconforming, points[4].expected_nonconforming);
  EXPECT_GT(points[4].expected_nonconforming, points[5].expected_nonconforming);
  EXPECT_GT(points[3].standard_error, points[5].standard_error);
  EXPECT_EQ(points[1].expected_nonconforming, planned.plan.expected_nonconforming);
  EXPECT_EQ(points[4].expected_nonconforming, planned.plan.expected_nonconforming);
  EXPECT_EQ(points[2].budget, Money::yuan(16000));
}

TEST(TraceFrontier, SaysWhereNoPlanFits) {
  const Policy strict = policy(std::string(chancy) + "rules:\n  - {id: k, per: category, min_batches: 6}\n");
  const Planned planned = plan_city(thirty_shops(), strict);
  ASSERT_TRUE(planned.plan.usable());
  FrontierOptions options;
  options.budget_factors = {0.5, 1};
  options.unpredictability_factors = {};
  const auto points = trace_frontier(planned.ledger, planned.risk, strict, options);
  EXPECT_EQ(points[0].outcome, PlanOutcome::infeasible);
  EXPECT_NE(points[1].outcome, PlanOutcome::infeasible);
}

TEST(TraceFrontier, RefusesFactorsThatAreNoNumbers) {
  const Planned planned = plan_city(thirty_shops(), chancy);
  FrontierOptions options;
  options.budget_factors = {-1};
  EXPECT_THROW((void)trace_frontier(planned.ledger, planned.risk, policy(chancy), options), Error);
}

}  // namespace
}  // namespace sightline
