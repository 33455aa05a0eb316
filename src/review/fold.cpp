#include "review/fold.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {
namespace {

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

std::vector<Question> questions_of(const Ledger& past, const Ledger& final_ledger, const Events& inspections,
                                   const Fold& fold) {
  std::vector<Question> questions;
  questions.reserve(fold.inspection.size());
  for (const std::uint32_t i : fold.inspection) {
    Question question;
    const std::string_view enterprise = final_ledger.text(final_ledger.enterprises.id[inspections.enterprise[i]]);
    const std::string_view category = final_ledger.text(final_ledger.categories.id[inspections.category[i]]);
    question.enterprise = past.find_enterprise(enterprise);
    question.category = past.find_category(category);
    question.day = inspections.date[i].days;
    question.key = mix64(category, mix64(enterprise, static_cast<std::uint64_t>(question.day)));
    questions.push_back(question);
  }
  return questions;
}

// What the inspector who went adds to the logit: the sum of the nuisance effects of the inspection's levels.
std::vector<double> nuisance_of(const Ledger& final_ledger, const Fold& fold, const RiskFit& fit) {
  std::vector<double> extra(fold.inspection.size(), 0);
  for (const RiskGroup& group : fit.groups) {
    if (!group.nuisance || (group.name != "inspector" && group.name != "lab")) continue;
    const std::vector<Id>& who =
        group.name == "inspector" ? final_ledger.inspections.inspector : final_ledger.inspections.lab;
    std::map<Id, double> effect;
    for (std::size_t level = 0; level < group.level.size(); ++level) effect[group.level[level]] = group.effect[level];
    for (std::size_t q = 0; q < extra.size(); ++q)
      if (const auto it = effect.find(who[fold.inspection[q]]); it != effect.end())
        extra[q] += it->second * fit.calibration_slope;
  }
  return extra;
}

RiskModel variant_of(const RiskModel& model, NuisanceUse nuisance) {
  RiskModel variant = model;
  if (nuisance == NuisanceUse::without)
    std::erase_if(variant.groups, [](const GroupSpec& group) {
      return group.nuisance && group.by != std::vector<std::string>{"month"} &&
             group.by != std::vector<std::string>{"quarter"};
    });
  return variant;
}

Signals without_outcomes(Signals signals) {
  signals.inspection.clear();
  signals.enterprise.clear();
  signals.category.clear();
  signals.date.clear();
  signals.batches.clear();
  signals.nonconforming.clear();
  for (SignalValues& values : signals.values) values.training.clear();
  return signals;
}

// Folds of options.step_days or step_months; the k-th cut-off is counted from the first, so that months do not drift.
Date cutoff_of(const BacktestOptions& options, int k) {
  return options.step_days > 0 ? options.from + k * options.step_days
                               : options.from.plus_months(k * options.step_months);
}

}  // namespace

std::vector<Fold> make_folds(const Ledger& final_ledger, const BacktestOptions& options) {
  const Events* inspections = final_ledger.find_events("inspections");
  if (inspections == nullptr) throw Error(ErrorCode::usage, "backtest: the dataset has no inspections");
  if (!options.from.known() || !options.to.known() || options.from > options.to)
    throw Error(ErrorCode::usage, "backtest: --from must be a day not after --to");
  std::vector<Fold> folds;
  for (int k = 0; cutoff_of(options, k) <= options.to; ++k) {
    Fold fold{.cutoff = cutoff_of(options, k), .end = cutoff_of(options, k + 1), .inspection = {}};
    for (std::uint32_t i = 0; i < inspections->size(); ++i)
      if (inspections->date[i] >= fold.cutoff && inspections->date[i] < fold.end &&
          final_ledger.inspections.result_as_of(i, final_ledger.as_of) <= Result::nonconforming &&
          inspections->enterprise[i] != no_index && inspections->category[i] != no_index)
        fold.inspection.push_back(i);
    if (!fold.inspection.empty()) folds.push_back(std::move(fold));
  }
  if (folds.empty())
    throw Error(ErrorCode::usage,
                "backtest: no inspection with a result between " + options.from.to_string() + " and " +
                    cutoff_of(options, 1).to_string() + " or later",
                "choose --from and --to within the dates of the inspections");
  return folds;
}

std::vector<Contender> list_contenders(const std::vector<RiskModel>& models, const BacktestOptions& options) {
  std::vector<Contender> contenders;
  for (const RiskModel& model : models) {
    const std::string stem = std::filesystem::path(model.path).stem().string();
    for (const NuisanceUse use : options.nuisance)
      contenders.push_back({stem + (use == NuisanceUse::without  ? ":without"
                                    : use == NuisanceUse::scored ? ":scored"
                                                                 : ""),
                            &model, use, false});
    if (options.baselines) contenders.push_back({"expert-card:" + stem, &model, NuisanceUse::fitted, true});
  }
  if (contenders.empty()) throw Error(ErrorCode::usage, "backtest: name at least one model with --model");
  return contenders;
}

Answers answer_fold(const Evidence& evidence, const Ledger& final_ledger, const Fold& fold,
                    const std::vector<Contender>& contenders, const BacktestOptions& options,
                    std::map<std::string, RiskFit>& fits) {
  const Events& inspections = *final_ledger.find_events("inspections");
  LedgerOptions ledger_options{.as_of = fold.cutoff - 1, .also = {}, .run = options.run};
  for (const std::uint32_t i : fold.inspection)
    ledger_options.also.emplace_back(final_ledger.enterprises.id[inspections.enterprise[i]],
                                     final_ledger.categories.id[inspections.category[i]]);
  const Ledger past = build_ledger(evidence, ledger_options);
  const std::vector<Question> questions = questions_of(past, final_ledger, inspections, fold);

  Answers answers;
  answers.candidates = past.frame.size();
  std::vector<Index> candidate(questions.size(), no_index);
  std::vector<std::uint8_t> failed(questions.size());
  std::vector<double> chance(questions.size());
  for (std::size_t q = 0; q < questions.size(); ++q) {
    if (questions[q].enterprise != no_index && questions[q].category != no_index)
      candidate[q] = past.find_candidate(questions[q].enterprise, questions[q].category);
    const std::uint32_t i = fold.inspection[q];
    failed[q] = final_ledger.inspections.result_as_of(i, final_ledger.as_of) == Result::nonconforming;
    chance[q] = final_ledger.inspections.inclusion_probability[i];
    answers.has_value = answers.has_value || chance[q] > 0;
  }

  const RiskModel* measured = nullptr;
  Signals signals;
  for (const Contender& contender : contenders) {
    if (measured != contender.model) {
      signals = measure_signals(past, contender.model->signals, signal_options(*contender.model, options.run));
      measured = contender.model;
    }
    RiskOptions risk_options;
    risk_options.run = options.run;
    const auto last = fits.find(contender.name);
    if (last != fits.end()) risk_options.start = &last->second;
    Risk risk = contender.expert_card
                    ? assess_risk(past, without_outcomes(signals), *contender.model, risk_options)
                    : assess_risk(past, signals, variant_of(*contender.model, contender.nuisance), risk_options);
    std::vector<double> extra(questions.size(), 0);
    if (contender.nuisance == NuisanceUse::scored) extra = nuisance_of(final_ledger, fold, risk.fit);
    double mean = 0;
    for (const double p : risk.probability) mean += p / static_cast<double>(risk.size());
    std::vector<double> probability(questions.size());
    for (std::size_t q = 0; q < questions.size(); ++q)
      probability[q] = candidate[q] == no_index ? mean
                       : extra[q] == 0          ? risk.probability[candidate[q]]
                                                : logistic(risk.logit[candidate[q]] + extra[q]);
    answers.probability.push_back(std::move(probability));
    answers.value.push_back(answers.has_value
                                ? value_of_choice(risk.probability, options.budget_share, candidate, failed, chance)
                                : ChosenValue{});
    fits[contender.name] = std::move(risk.fit);
  }
  if (options.baselines)
    for (int baseline = 0; baseline < baseline_count; ++baseline)
      answers.probability.push_back(ask_baseline(baseline, past, questions, options.seed));
  return answers;
}

}  // namespace sightline
