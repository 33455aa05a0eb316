#include "sightline/review.hpp"

#include <cmath>
#include <map>

#include "review/leaky_city.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

using testing::honest_signals;
using testing::leaky_city;
using testing::Planted;

RiskModel small_model() {
  RiskModel model;
  model.name = model.path = "small";
  model.signals = honest_signals();
  model.intercept_mean = -1.5;
  model.recalibrate = false;
  return model;
}

BacktestOptions options_of(int bootstrap) {
  BacktestOptions options;
  options.from = Date(2019, 1, 1);
  options.to = Date(2020, 10, 1);
  options.bootstrap = bootstrap;
  return options;
}

BacktestMetric metric_of(const Backtest& backtest, const std::string& model, const std::string& metric) {
  for (const BacktestMetric& m : backtest.metrics)
    if (m.model == model && m.metric == metric && (m.fold == "mean" || m.fold == "all")) return m;
  ADD_FAILURE() << model << " has no " << metric;
  return {};
}

TEST(RunBacktest, FindsFailuresEarlierThanTheBaselinesWhereThereIsSomethingToLearn) {
  RiskModel recalibrated = small_model();
  recalibrated.recalibrate = true;
  const Backtest backtest = run_backtest(leaky_city(Planted::nothing, 5), {recalibrated}, options_of(100));
  const auto model = metric_of(backtest, "small", "auc"), random = metric_of(backtest, "random", "auc");
  EXPECT_GT(model.lower, 0.55);
  EXPECT_GT(model.lower, random.upper);
  EXPECT_GT(metric_of(backtest, "small", "days_earlier").value, 2);
  EXPECT_GT(metric_of(backtest, "small", "slope").value, 0.7);
  EXPECT_LT(metric_of(backtest, "small", "slope").value, 1.3);
}

TEST(RunBacktest, GivesLiftOneWithinTheIntervalForPlaceboOutcomes) {
  const Evidence placebo = shuffle_outcomes(leaky_city(Planted::nothing, 5), 9);
  const Backtest backtest = run_backtest(placebo, {small_model()}, options_of(200));
  for (const char* metric : {"lift@0.1", "lift_standardised@0.1"}) {
    const BacktestMetric lift = metric_of(backtest, "small", metric);
    EXPECT_LE(lift.lower, 1) << metric;
    EXPECT_GE(lift.upper, 1) << metric;
  }
}

// A 95 % interval misses once in twenty: of ten placebos at least eight must hold 0.5 (fewer by chance: 1 in 90).
TEST(RunBacktest, GivesAnAreaOfOneHalfForPlaceboOutcomes) {
  int held = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Evidence placebo = shuffle_outcomes(leaky_city(Planted::nothing, 20 + seed), seed);
    const Backtest backtest = run_backtest(placebo, {small_model()}, options_of(100));
    const BacktestMetric auc = metric_of(backtest, "small", "auc");
    held += auc.lower <= 0.5 && auc.upper >= 0.5;
  }
  EXPECT_GE(held, 8);
}

TEST(RunBacktest, SeesNothingOfTheFutureItPredicts) {
  // Outcomes of the last year are turned round: predictions of the folds before it must not move.
  const Evidence evidence = leaky_city(Planted::nothing, 6);
  Evidence turned = evidence;
  for (auto& table : turned.tables)
    if (table->name == "inspections") {
      auto copy = std::make_shared<Table>(*table);
      const Column* date = copy->find("date");
      for (Column& column : copy->columns)
        for (std::size_t row = 0; column.name == "result" && row < copy->rows; ++row)
          if (date->dates[row] >= Date(2020, 1, 1))
            column.ids[row] = turned.pool->text(column.ids[row]) == "conforming" ? turned.pool->find("nonconforming")
                                                                                 : turned.pool->find("conforming");
      table = copy;
    }
  BacktestOptions options = options_of(0);
  options.to = Date(2019, 10, 1);
  const Backtest a = run_backtest(evidence, {small_model()}, options);
  const Backtest b = run_backtest(turned, {small_model()}, options);
  EXPECT_EQ(a.predictions.probability, b.predictions.probability);
}

TEST(RunBacktest, PredictsEveryInspectionOfEveryFoldOnce) {
  const Backtest backtest = run_backtest(leaky_city(Planted::nothing, 7), {small_model()}, options_of(0));
  std::map<std::pair<std::uint16_t, std::uint32_t>, int> count;
  const Events& inspections = *backtest.ledger.find_events("inspections");
  for (std::size_t row = 0; row < backtest.predictions.size(); ++row) {
    ++count[{backtest.predictions.model[row], backtest.predictions.inspection[row]}];
    EXPECT_GT(backtest.predictions.probability[row], 0);
    EXPECT_LT(backtest.predictions.probability[row], 1);
  }
  std::size_t expected = 0;
  for (std::size_t i = 0; i < inspections.size(); ++i)
    expected += inspections.date[i] >= Date(2019, 1, 1) && inspections.date[i] < Date(2021, 1, 1);
  EXPECT_EQ(count.size(), expected * backtest.models.size());
  for (const auto& [key, n] : count) EXPECT_EQ(n, 1);
}

TEST(RunBacktest, GivesTheSameNumbersAtAnyThreadCount) {
  BacktestOptions one = options_of(50), two = options_of(50);
  one.run.threads = 1;
  two.run.threads = 2;
  const Evidence evidence = leaky_city(Planted::nothing, 8);
  const Backtest a = run_backtest(evidence, {small_model()}, one), b = run_backtest(evidence, {small_model()}, two);
  EXPECT_EQ(a.predictions.probability, b.predictions.probability);
  ASSERT_EQ(a.metrics.size(), b.metrics.size());
  for (std::size_t i = 0; i < a.metrics.size(); ++i)
    EXPECT_TRUE(a.metrics[i].value == b.metrics[i].value || std::isnan(a.metrics[i].value)) << a.metrics[i].metric;
}

TEST(RunBacktest, RefusesDatesWithoutInspections) {
  BacktestOptions options = options_of(0);
  options.from = Date(2030, 1, 1);
  options.to = Date(2031, 1, 1);
  EXPECT_THROW((void)run_backtest(leaky_city(Planted::nothing, 7), {small_model()}, options), Error);
}

}  // namespace
}  // namespace sightline
