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

// A way in which the outcome may already stand in what a model is shown.
struct Leak {
  std::string kind;     // signal-of-the-visit, event-after-the-fact, revised-from-the-start, ids-in-outcome-order
  std::string subject;  // the signal, table or column
  double statistic = 0, z = 0;  // an AUC or a rate ratio, and how many standard errors it lies from no leak
  std::string message;          // what was seen, and what to do about it
};

// Looks for leaks in a dataset and a model's signals; empty when none is found. It sees statistics, not intent:
//   signal-of-the-visit     a column of the inspection itself, or a signal whose single-signal AUC is above 0.95
//   event-after-the-fact    events of a table within 3 days before failing inspections are more than 3 times as
//   frequent,
//                           against the 30 days before those, as before conforming ones (log ratio of ratios, z > 4)
//   revised-from-the-start  results that a later retest contradicts stand with the retest's outcome from the first day
//   ids-in-outcome-order    ids or file order within a day tell the outcome (AUC beyond 0.5 +- 0.1, z > 6; van Elteren
//                           1960)
[[nodiscard]] SIGHTLINE_API std::vector<Leak> find_leaks(const Ledger& ledger, const std::vector<SignalSpec>& specs,
                                                         const Run& run = {});

// The same evidence with the outcomes (result, counts and all columns that come with them) dealt anew among the
// inspections of a category: nothing is left to learn, so every honest backtest gives AUC 0.5 and lift 1 within error.
[[nodiscard]] SIGHTLINE_API Evidence shuffle_outcomes(const Evidence& evidence, std::uint64_t seed);

}  // namespace sightline
