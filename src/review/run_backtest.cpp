#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "review/metrics/backtest_metrics.hpp"
#include "sightline/review.hpp"

namespace sightline {
namespace {

const BacktestMetric* find_metric(const Backtest& backtest, const std::string& model, const char* fold,
                                  const char* metric) {
  for (const BacktestMetric& m : backtest.metrics)
    if (m.model == model && m.fold == fold && m.metric == metric) return &m;
  return nullptr;
}

// What nobody can learn from these data, said in plain words.
std::vector<std::string> what_cannot_be_known(const std::vector<Fold>& folds, std::size_t inspected, double candidates,
                                              bool has_value) {
  std::vector<std::string> out;
  out.push_back(
      fmt::format("Results exist only where somebody looked: {} inspections in {} folds of about {:.0f} candidates. "
                  "How the others would have turned out is not known, so these figures say how much earlier the "
                  "same failures would have been found, not how many more.",
                  inspected, folds.size(), candidates));
  out.push_back(
      has_value ? "Inclusion probabilities are recorded for a part of the inspections; value_inverse_propensity and "
                  "value_doubly_robust correct for who was chosen, as far as those probabilities are true."
                : "No inclusion probabilities are recorded, so nothing corrects for who was chosen: a model that "
                  "agrees with the bureau's old habits looks better than one that does not.");
  out.push_back(
      "An enterprise that had been inspected earlier might have failed, or been put right, earlier too; the figures "
      "take its result as it was.");
  return out;
}

// A fold with hardly a failure, or with nothing else, has no order to judge.
std::string ranking_words(double auc, double days) {
  return std::isnan(auc) || std::isnan(days)
             ? fmt::format("no AUC: every fold has fewer than {:.0f} failing inspections, or no other", fewest_failures)
             : fmt::format("AUC {:.3f}, {:.1f} days earlier", auc, days);
}

// What looks as if the outcome already stood in what the models were shown.
void look_for_leaks(const Backtest& backtest, const std::vector<RiskModel>& models, const Run& run, Summary& summary) {
  std::vector<std::string> said;
  for (const RiskModel& model : models)
    for (const Leak& leak : find_leaks(backtest.ledger, model.signals, run))
      if (std::find(said.begin(), said.end(), leak.message) == said.end()) said.push_back(leak.message);
  summary.lines.push_back({"leaks", "", said.empty() ? "none found" : std::to_string(said.size()) + " found", ""});
  for (const std::string& message : said) summary.notes.push_back("leak: " + message);
}

void summarise(Backtest& backtest, const BacktestOptions& options, std::size_t inspected) {
  Summary& summary = backtest.summary;
  summary.verb = "run_backtest";
  summary.title = fmt::format("{} folds from {} to {}{}", backtest.folds.size(), backtest.folds.front().to_string(),
                              backtest.folds.back().to_string(), backtest.ledger.synthetic ? ", synthetic city" : "");
  summary.outcome =
      fmt::format("{} inspections predicted by {} models and baselines", inspected, backtest.models.size());
  for (const std::string& model : backtest.models) {
    const auto* auc = find_metric(backtest, model, "mean", "auc");
    const auto* days = find_metric(backtest, model, "mean", "days_earlier");
    const auto* slope = find_metric(backtest, model, "all", "slope");
    if (auc == nullptr || days == nullptr || slope == nullptr) continue;
    summary.lines.push_back({model, "", ranking_words(auc->value, days->value),
                             std::isnan(slope->value) ? "" : fmt::format("slope {:.2f}", slope->value)});
  }
  for (const std::string& sentence : backtest.cannot_know) summary.notes.push_back(sentence);
  summary.inputs.emplace_back("evidence", backtest.ledger.hash);
  summary.seed = options.seed;
}

}  // namespace

Backtest run_backtest(const Evidence& evidence, const std::vector<RiskModel>& models, const BacktestOptions& options) {
  Backtest out;
  out.ledger = build_ledger(evidence, {.as_of = {}, .also = {}, .run = options.run});
  const std::vector<Fold> folds = make_folds(out.ledger, options);
  const std::vector<Contender> contenders = list_contenders(models, options);
  for (const Contender& contender : contenders) out.models.push_back(contender.name);
  if (options.baselines)
    for (int baseline = 0; baseline < baseline_count; ++baseline) out.models.emplace_back(name_of_baseline(baseline));

  std::map<std::string, RiskFit> fits;
  std::vector<MeasuredFold> measured;
  std::size_t inspected = 0;
  double candidates = 0;
  bool has_value = false;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    options.run.report("backtest", static_cast<double>(f) / static_cast<double>(folds.size()));
    const Answers answers = answer_fold(evidence, out.ledger, folds[f], contenders, options, fits);
    out.folds.push_back(folds[f].cutoff);
    for (std::size_t m = 0; m < answers.probability.size(); ++m)
      for (std::size_t q = 0; q < folds[f].inspection.size(); ++q) {
        out.predictions.inspection.push_back(folds[f].inspection[q]);
        out.predictions.fold.push_back(static_cast<std::uint16_t>(f));
        out.predictions.model.push_back(static_cast<std::uint16_t>(m));
        out.predictions.probability.push_back(answers.probability[m][q]);
      }
    measured.push_back(measured_fold(out.ledger, folds[f], answers));
    inspected += folds[f].inspection.size();
    candidates += static_cast<double>(answers.candidates) / static_cast<double>(folds.size());
    has_value = has_value || answers.has_value;
  }
  const Events& inspections = *out.ledger.find_events("inspections");
  out.outcome.resize(inspections.size());
  for (std::size_t i = 0; i < out.outcome.size(); ++i)
    out.outcome[i] = out.ledger.inspections.result_as_of(i, out.ledger.as_of) == Result::nonconforming;
  out.metrics = measure_backtest(out.models, measured, out.ledger.enterprises.size(), options);
  out.cannot_know = what_cannot_be_known(folds, inspected, candidates, has_value);
  summarise(out, options, inspected);
  look_for_leaks(out, models, options.run, out.summary);
  return out;
}

}  // namespace sightline
