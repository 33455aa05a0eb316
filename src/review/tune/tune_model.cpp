#include "sightline/review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>

#include "review/tune/knobs.hpp"
#include "review/tune/nested_choice.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

using tuning::Losses;
using tuning::Setting;

std::vector<Setting> list_settings(int depth) {
  Setting given;
  given.fill(1);
  std::vector<Setting> settings{given};
  for (std::size_t a = 0; a < tuning::knob_count; ++a)
    for (const double factor : {0.5, 2.0}) {
      Setting one = given;
      one[a] = factor;
      settings.push_back(one);
      for (std::size_t b = 0; depth > 1 && b < a; ++b)
        for (const double other : {0.5, 2.0}) {
          Setting two = one;
          two[b] = other;
          settings.push_back(two);
        }
    }
  return settings;
}

// loss[model][fold]: mean log loss over the first inspection of each enterprise in the fold.
Losses losses_of(const Backtest& backtest, std::size_t models) {
  const Events& inspections = *backtest.ledger.find_events("inspections");
  std::vector<std::uint32_t> order(backtest.predictions.size());
  for (std::uint32_t r = 0; r < order.size(); ++r) order[r] = r;
  const auto date = [&](std::uint32_t r) { return inspections.date[backtest.predictions.inspection[r]]; };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return date(a) < date(b); });
  const std::size_t folds = backtest.folds.size();
  Losses sum(models, std::vector<double>(folds, 0)), count = sum;
  std::vector<std::unordered_set<Index>> seen(models * folds);
  for (const std::uint32_t r : order) {
    const std::size_t model = backtest.predictions.model[r], fold = backtest.predictions.fold[r];
    const std::uint32_t i = backtest.predictions.inspection[r];
    if (model >= models || !seen[model * folds + fold].insert(inspections.enterprise[i]).second) continue;
    const double p = std::clamp(backtest.predictions.probability[r], 1e-6, 1 - 1e-6);
    sum[model][fold] -= std::log(backtest.outcome[i] != 0 ? p : 1 - p);
    count[model][fold] += 1;
  }
  for (std::size_t m = 0; m < models; ++m)
    for (std::size_t f = 0; f < folds; ++f) sum[m][f] /= std::max(count[m][f], 1.0);
  return sum;
}

// Mean over the folds after the warm-up of what the chosen trial of each fold got; folds without a value count not.
double mean_of_choices(const Losses& values, const std::vector<std::size_t>& choices, std::size_t warm_up) {
  double sum = 0, count = 0;
  for (std::size_t f = 0; f < choices.size(); ++f)
    if (const double value = values[choices[f]][warm_up + f]; !std::isnan(value)) sum += value, count += 1;
  return count > 0 ? sum / count : std::nan("");
}

Losses aucs_of(const Backtest& backtest) {
  std::map<std::string, std::size_t> model, fold;
  for (std::size_t m = 0; m < backtest.models.size(); ++m) model[backtest.models[m]] = m;
  for (std::size_t f = 0; f < backtest.folds.size(); ++f) fold[backtest.folds[f].to_string()] = f;
  Losses out(backtest.models.size(), std::vector<double>(backtest.folds.size(), std::nan("")));
  for (const BacktestMetric& metric : backtest.metrics)
    if (const auto at = fold.find(metric.fold); metric.metric == "auc" && at != fold.end())
      out[model.at(metric.model)][at->second] = metric.value;
  return out;
}

struct Trials {
  std::vector<Setting> settings;
  std::vector<Date> folds;
  Losses loss, auc;  // per trial, the manual card last
};

Trials run_trials(const Evidence& evidence, const RiskModel& model, const TuneOptions& options) {
  Trials trials;
  trials.settings = list_settings(options.depth);
  std::vector<RiskModel> models;
  for (const Setting& setting : trials.settings) {
    models.push_back(tuning::turn(model, setting));
    models.back().path = "trial-" + std::to_string(models.size());
  }
  BacktestOptions backtest_options;
  backtest_options.from = options.from;
  backtest_options.to = options.to;
  backtest_options.step_months = options.step_months;
  backtest_options.step_days = options.step_days;
  backtest_options.bootstrap = 0;
  backtest_options.baselines = false;
  backtest_options.run = options.run;
  const Backtest backtest = run_backtest(evidence, models, backtest_options);
  backtest_options.baselines = true;
  const Backtest card = run_backtest(evidence, {models[0]}, backtest_options);  // models: the model, its card, others
  trials.folds = backtest.folds;
  trials.loss = losses_of(backtest, models.size());
  trials.auc = aucs_of(backtest);
  trials.loss.push_back(losses_of(card, 2)[1]);
  trials.auc.push_back(aucs_of(card)[1]);
  return trials;
}

std::string provenance_of(const Tuned& tuned, const RiskModel& model, const Evidence& evidence, const Trials& trials) {
  std::string text = fmt::format(
      "# Tuned from {} (sha256 {:.16}) on {}, {} cut-offs from {} to {}: {}.\n"
      "# Honest log loss {:.5f} and AUC {:.4f}; as given {:.5f} and {:.4f}; manual card {:.5f} and {:.4f}.\n"
      "# Trials, mean log loss and regret:\n",
      model.name, model.hash, evidence.name, trials.folds.size(), trials.folds.front().to_string(),
      trials.folds.back().to_string(), tuned.choice, tuned.honest.loss, tuned.honest.auc, tuned.given.loss,
      tuned.given.auc, tuned.card.loss, tuned.card.auc);
  for (const TuneTrial& trial : tuned.trials)
    text += fmt::format("#   {:<28} {:.5f} {:.5f}\n", trial.change, trial.loss, trial.regret);
  return text + "\n";
}

void check_options(const TuneOptions& options) {
  std::string wrong;
  if (options.depth < 1 || options.depth > 2)
    wrong += fmt::format("tune: depth is {}, must be 1 or 2\n", options.depth);
  if (options.warm_up < 2) wrong += fmt::format("tune: warm_up is {}, must be at least 2 folds\n", options.warm_up);
  if (!(options.margin >= 0 && options.margin <= 0.5))
    wrong += fmt::format("tune: margin is {}, must be between 0 and 0.5 (AUC)\n", options.margin);
  if (!wrong.empty()) throw Error(ErrorCode::usage, wrong.substr(0, wrong.size() - 1));
}

void summarise(Tuned& tuned, const Trials& trials, std::string guard) {
  Summary& summary = tuned.summary;
  summary.verb = "tune_model";
  summary.title = fmt::format("{} folds from {} to {}", trials.folds.size(), trials.folds.front().to_string(),
                              trials.folds.back().to_string());
  summary.outcome = "chosen: " + tuned.choice;
  const auto line = [&](const char* name, const TunedScore& score) {
    summary.lines.push_back(
        {name, "", fmt::format("log loss {:.5f}", score.loss), fmt::format("AUC {:.4f}", score.auc)});
  };
  line("tuning, walking forward", tuned.honest);
  line("model as given", tuned.given);
  line("manual card", tuned.card);
  for (const TuneTrial& trial : tuned.trials)
    summary.lines.push_back({trial.change, "", fmt::format("regret {:.5f}", trial.regret),
                             fmt::format("chosen for {} folds", trial.chosen)});
  if (!guard.empty()) summary.notes.push_back(std::move(guard));
}

}  // namespace

Tuned tune_model(const Evidence& evidence, const RiskModel& model, const std::string& yaml, const std::string& out_path,
                 const TuneOptions& options) {
  check_options(options);
  const Trials trials = run_trials(evidence, model, options);
  const std::size_t folds = trials.folds.size(), count = trials.settings.size();
  const auto warm_up = static_cast<std::size_t>(options.warm_up);
  if (folds <= warm_up)
    throw Error(ErrorCode::usage, fmt::format("tune: {} folds, needs more than the {} of the warm-up", folds, warm_up),
                "choose --from earlier, --to later or --step shorter");
  const Losses loss(trials.loss.begin(), trials.loss.end() - 1);
  const std::vector<std::size_t> choices = tuning::choose_walking_forward(loss, warm_up);
  std::size_t choice = tuning::choose(loss, folds);

  Tuned tuned;
  const auto score = [&](const std::vector<std::size_t>& of) {
    return TunedScore{mean_of_choices(trials.loss, of, warm_up), mean_of_choices(trials.auc, of, warm_up)};
  };
  tuned.honest = score(choices);
  tuned.given = score(std::vector<std::size_t>(choices.size(), 0));
  tuned.card = score(std::vector<std::size_t>(choices.size(), count));
  for (std::size_t v = 0; v < count; ++v) {
    double mean = 0;
    for (const double each : loss[v]) mean += each / static_cast<double>(folds);
    tuned.trials.push_back({tuning::describe(trials.settings[v]), mean, tuning::mean_regret(loss, v, folds),
                            static_cast<int>(std::count(choices.begin(), choices.end(), v))});
  }
  std::string guard;
  if (choice != 0 && tuned.honest.loss > tuned.given.loss) {
    guard =
        tuned.trials[choice].change + " looked best, but choosing so, walking forward, lost against the model as given";
    choice = 0;
  }
  if (tuned.honest.auc < tuned.card.auc - options.margin) {
    guard = fmt::format(
        "the manual card ranks better by {:.4f} AUC, more than the margin of {:g}: the model stays as "
        "given; consider scoring by the card",
        tuned.card.auc - tuned.honest.auc, options.margin);
    choice = 0;
  }
  tuned.choice = tuned.trials[choice].change;
  tuned.yaml =
      tuning::rewrite(model, yaml, trials.settings[choice], out_path, provenance_of(tuned, model, evidence, trials));
  tuned.model = parse_risk_model(tuned.yaml, out_path);
  summarise(tuned, trials, std::move(guard));
  tuned.summary.inputs = {{"model " + model.name, model.hash}};
  tuned.summary.next = "sightline backtest DATASET --model " + out_path + " --from DATE --to DATE --out DIR";
  return tuned;
}

}  // namespace sightline
