#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "sightline/plan.hpp"

namespace sightline {
namespace {

std::string chicago() {
  const char* set = std::getenv("SIGHTLINE_SHARED_DATA");  // NOLINT(concurrency-mt-unsafe): one thread
  const std::string folder =
      (set != nullptr ? std::string(set) : SIGHTLINE_SOURCE_DIR "/../shared/data") + "/chicago-food";
  return std::filesystem::exists(folder) ? folder : "";
}

TEST(Examples, ChicagoPlansTheNext500Inspections) {
  if (chicago().empty())
    GTEST_SKIP() << "chicago-food is not there; set SIGHTLINE_SHARED_DATA to the folder that holds it";
  const std::string example = SIGHTLINE_SOURCE_DIR "/examples/chicago-food/";
  LedgerOptions options;
  options.as_of = Date(2014, 6, 30);
  const Ledger ledger = build_ledger(read_evidence(chicago()), options);
  const RiskModel model = load_risk_model(example + "model.yaml");
  const Signals signals = measure_signals(ledger, model.signals, signal_options(model));
  EXPECT_TRUE(signals.switched_off.empty()) << signals.switched_off.front();
  const Risk risk = assess_risk(ledger, signals, model);
  const Policy policy = load_policy(example + "policy.yaml");
  const Plan plan = make_plan(ledger, risk, policy);
  ASSERT_TRUE(plan.usable()) << plan.summary.full_report();
  EXPECT_EQ(check_plan(ledger, policy, plan), std::vector<std::string>{});
  EXPECT_NEAR(plan.batches, 500, 1e-6);
  EXPECT_GT(plan.expected_rate, 0.15);  // better than the city's rate of one in seven
}

}  // namespace
}  // namespace sightline
