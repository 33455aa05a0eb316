#include "sightline/plan.hpp"
#include "simulate/simulated_city.hpp"

namespace sightline {
namespace {

const std::string example = SIGHTLINE_SOURCE_DIR "/examples/yangquan/";

TEST(Examples, YangquanPlanKeepsItsBudgetAndEveryRule) {
  const SimulatedCity city(example + "scenario.yaml", {.seed = 2021});
  const Ledger ledger = build_ledger(read_evidence(city.path()));
  const RiskModel model = load_risk_model(example + "model.yaml");
  const Risk risk = assess_risk(ledger, measure_signals(ledger, model.signals, signal_options(model)), model);
  const Policy policy = load_policy(example + "policy.yaml");
  const Plan plan = make_plan(ledger, risk, policy);
  ASSERT_TRUE(plan.usable()) << plan.summary.full_report();
  EXPECT_EQ(check_plan(ledger, policy, plan), std::vector<std::string>{});
  EXPECT_LE(plan.spent, Money::yuan(430600));
  EXPECT_GT(plan.spent, Money::yuan(400000));
  EXPECT_TRUE(ledger.synthetic);
}

}  // namespace
}  // namespace sightline
