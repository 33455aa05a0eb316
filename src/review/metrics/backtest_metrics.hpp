// backtest_metrics.hpp: metrics with intervals, per fold, over folds and over all rows together.
#pragma once

#include <vector>

#include "review/fold.hpp"
#include "review/metrics/ranking.hpp"

namespace sightline {

inline constexpr double fewest_failures = 5;  // a fold with fewer says nothing about an order

// What one fold gives for the metrics: the first inspection of each enterprise, and each model's answers for it.
struct MeasuredFold {
  Date cutoff;
  FoldRows rows;
  std::vector<std::vector<double>> probability;  // [model][row]
  std::vector<ChosenValue> value;                // per contender
  bool has_value = false;
};
[[nodiscard]] MeasuredFold measured_fold(const Ledger& final_ledger, const Fold& fold, const Answers& answers);

// Per model: every rank metric per fold and as "mean" over the folds with at least five failures; brier, log_loss,
// slope and intercept over all rows ("all"). Intervals: 2.5 and 97.5 % of a bootstrap over enterprises (one weight per
// enterprise and replicate for all folds, Poisson(1)), widened to the tie bounds.
[[nodiscard]] std::vector<BacktestMetric> measure_backtest(const std::vector<std::string>& models,
                                                           const std::vector<MeasuredFold>& folds,
                                                           std::size_t enterprises, const BacktestOptions& options);

}  // namespace sightline
