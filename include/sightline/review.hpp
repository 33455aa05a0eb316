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
// Cost     one ledger, sweep and fit per fold and model; fits start from the last fold's.
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

// Tuning: half-lives, prior scales and smoothness of a risk model, chosen by nested walk-forward.
//
// Trials   the model as given, and the model with one knob (depth 2: or two knobs) at half or twice its value:
//            memory      half-lives and windows of all signals       ageing      half-life of past results
//            priors      prior sds of weights and scales of groups   smoothness  basis functions of all splines
// Regret   of trial v in fold f: loss(v, f) - min over trials of loss(., f); loss = mean log loss of the first
//          inspection of each enterprise in the fold, predicted from what was known before it (Fold).
// Choice   after folds 1..f: the trial of least mean regret over them, when it beats the given model by more than one
//          standard error of their paired differences; else the given model.
// Nested   fold f + 1 is predicted by the choice after folds 1..f: `honest` is what the procedure would have given,
//          never looking at a fold before it is over. The first `warm_up` folds only inform the first choice.
// Guards   the given model stays when the honest loss of the procedure is above its own, or when the honest AUC falls
//          more than `margin` below that of the manual card (the model's prior means alone).
// Gives    the chosen model, the text of its file with the chosen numbers in place (comments kept) and its provenance
//          above them, and every trial.
// Errors   Error(usage) when a knob's numbers cannot be found in the text, from > to, or there are too few folds.
// Repeats  same inputs, same bytes at any thread count.
// Cost     one backtest of all trials: 9 models at depth 1, 33 at depth 2.
// Source   nested validation: Varma and Simon 2006; one standard error: Breiman, Friedman, Olshen and Stone 1984, 3.4.3.
struct TuneOptions {
  Date from, to;        // first and last cut-off
  int step_months = 3;  // length of a fold, when step_days is 0
  int step_days = 0;
  int depth = 1;         // knobs moved at once, 1 or 2
  int warm_up = 2;       // folds before the first choice, >= 2
  double margin = 0.01;  // AUC by which the procedure may fall short of the manual card
  Run run;
};

struct TuneTrial {
  std::string change;           // "as given", "memory x 2", "memory x 0.5, priors x 2"
  double loss = 0, regret = 0;  // means over all folds
  int chosen = 0;               // folds that it was chosen for
};

struct TunedScore {  // over the folds after the warm-up
  double loss = 0, auc = 0;
};

struct Tuned {
  RiskModel model;     // as chosen
  std::string yaml;    // its file
  std::string choice;  // the chosen trial's change
  std::vector<TuneTrial> trials;
  TunedScore honest, given, card;
  Summary summary;  // tune_model
};

// `yaml` is the text of the model's file, `out_path` where the new one will stand (prior files are named from there).
[[nodiscard]] SIGHTLINE_API Tuned tune_model(const Evidence& evidence, const RiskModel& model, const std::string& yaml,
                                             const std::string& out_path, const TuneOptions& options);

}  // namespace sightline
