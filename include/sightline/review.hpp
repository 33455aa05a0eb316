// review.hpp: how good a model would have been: walk-forward backtests against the bureau's own order and simple
// baselines.
//
// Fold     at cut-off D everything is built from what was known before D (ledger as of D - 1); the inspections in
//          [D, D + step) are predicted, then compared with their results as known at the end of the evidence.
// Metrics  over the first inspection of each enterprise in the fold. The inspections that took place are re-ordered by
//          probability, keeping the number per day; days_earlier = mean over failing ones of (real date - new date).
//          Ties: value is the mean over random orders, lower and upper of a tie-sensitive metric cover its tie bounds
//          and the bootstrap over enterprises (95 %).
// Errors   Error(usage) when from > to, no fold has an inspection, or no model is given.
// Repeats  same inputs and seed, same bytes at any thread count.
// Cost     one ledger, sweep and fit per fold and model; fits start from the last fold's (bench/review_bench.cpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sightline/plan.hpp"

namespace sightline {

enum class NuisanceUse : std::uint8_t {
  fitted,   // fitted, never scored: what a plan uses
  without,  // left out of the fit: effects of inspectors leak into what is scored
  scored,   // the effect of the inspector who went is scored too: an upper bound no plan can use
};

struct BacktestOptions {
  Date from, to;        // first and last cut-off
  int step_months = 3;  // length of a fold, when step_days is 0
  int step_days = 0;
  std::vector<NuisanceUse> nuisance{NuisanceUse::fitted};
  bool baselines = true;      // random, own order, last result, smoothed rate, expert card
  int bootstrap = 200;        // resamples of enterprises; 0 = no intervals
  double budget_share = 0.2;  // of the fold's inspection cost, for findings and harm per 10,000 yuan
  std::uint64_t seed = 1;
  EvidenceOptions evidence;
  Run run;
};

struct Predictions {                      // one row per inspection, fold and model
  std::vector<std::uint32_t> inspection;  // row of the final ledger's inspections
  std::vector<std::uint16_t> fold, model;
  std::vector<double> probability;
  [[nodiscard]] std::size_t size() const { return inspection.size(); }
};

struct BacktestMetric {
  std::string model, fold;  // fold: the cut-off's date, or "mean" (over folds), or "all" (rows of all folds together)
  std::string metric;       // auc, days_earlier, half, precision@0.1, recall@0.1, brier, log_loss, slope, ...
  double value = 0, lower = 0, upper = 0;  // NaN where there is no interval
};

struct Backtest {
  std::vector<std::string> models;  // the files' stems (with :without or :scored), then the baselines' names
  std::vector<Date> folds;
  Predictions predictions;
  std::vector<std::uint8_t> outcome;  // per row of the final ledger's inspections: 1 = nonconforming
  std::vector<BacktestMetric> metrics;
  std::vector<std::string> cannot_know;  // what the data cannot tell, in plain words
  Ledger ledger;                         // the final one, for ids and dates
  Summary summary;                       // run_backtest
};

[[nodiscard]] SIGHTLINE_API Backtest run_backtest(const Evidence& evidence, const std::vector<RiskModel>& models,
                                                  const BacktestOptions& options);

}  // namespace sightline
