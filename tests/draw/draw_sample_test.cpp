#include "plan/small_city.hpp"
#include "sightline/base/error.hpp"
#include "sightline/draw.hpp"

namespace sightline::testing {
namespace {

const char* const quarter_random =
    "budget: 20000\nobjective: {unpredictability: 0.05}\nstreams:\n"
    "  random: {min_share: 0.25, floor: 0.002, ceiling: 0.8}\n  directed: {needs: [complaint]}\n";

DrawOptions with_beacon() {
  DrawOptions options;
  options.beacon = "lottery 2022-01-01: 03 11 17";
  return options;
}

TEST(DrawSample, DrawsFromTheRegisterThatThePlanCommittedTo) {
  const Planned planned = plan_city(random_city(3, 40, 3, true), quarter_random);
  ASSERT_TRUE(planned.plan.usable()) << planned.plan.summary.full_report();
  const Draw draw = draw_sample(planned.ledger, planned.plan, with_beacon());
  EXPECT_EQ(draw.proof.commitment, planned.plan.commitment);
  EXPECT_EQ(to_csv_draw(draw), to_csv_draw(draw_register(plan_register(planned.ledger, planned.plan), with_beacon())));
  double batches = 0;
  for (const DrawLine& line : draw.lines) {
    batches += line.batches;
    ASSERT_LT(line.candidate, planned.ledger.frame.size());
    EXPECT_EQ(planned.ledger.text(planned.ledger.enterprises.id[planned.ledger.frame.enterprise[line.candidate]]),
              line.enterprise_id);
  }
  EXPECT_NEAR(batches, planned.plan.batches, 1e-6);
}

TEST(DrawSample, RefusesAPlanThatWasChangedAfterItsCommitment) {
  Planned planned = plan_city(random_city(4, 40, 3, true), quarter_random);
  ASSERT_TRUE(planned.plan.usable());
  planned.plan.lines.cost[0] = planned.plan.lines.cost[0] + Money::yuan(1);
  try {
    (void)draw_sample(planned.ledger, planned.plan, with_beacon());
    ADD_FAILURE() << "drawn from a changed plan";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
  }
}

TEST(DrawSample, RefusesAPlanThatIsNoPlan) {
  Planned planned = plan_city(random_city(4, 40, 3, true), quarter_random);
  planned.plan.outcome = PlanOutcome::infeasible;
  EXPECT_THROW((void)draw_sample(planned.ledger, planned.plan, with_beacon()), Error);
}

}  // namespace
}  // namespace sightline::testing
