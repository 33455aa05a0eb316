#include <limits>
#include <memory>

#include "cli/commands.hpp"
#include "cli/terminal/session.hpp"

namespace sightline::cli {
namespace {

struct BacktestFlags {
  SharedFlags shared;
  std::string dataset, out, from, to, step = "3m", nuisance = "fitted";
  std::vector<std::string> models;
  int bootstrap = 200;
  double budget_share = 0.2;
  std::uint64_t seed = 1;
  bool no_baselines = false, placebo = false;
};

void read_nuisance(const std::string& text, BacktestOptions& options) {
  if (text == "fitted") return;
  if (text == "without")
    options.nuisance = {NuisanceUse::without};
  else if (text == "scored")
    options.nuisance = {NuisanceUse::scored};
  else if (text == "all")
    options.nuisance = {NuisanceUse::fitted, NuisanceUse::without, NuisanceUse::scored};
  else
    throw Error(ErrorCode::usage, "--nuisance is '" + text + "', must be one of fitted, without, scored, all");
}

int backtest(const BacktestFlags& flags) {
  Session session("backtest", flags.shared);
  OutputFolder out(flags.out);
  BacktestOptions options;
  options.from = *date_flag("--from", flags.from);
  options.to = *date_flag("--to", flags.to);
  step_flag(flags.step, options.step_months, options.step_days);
  read_nuisance(flags.nuisance, options);
  options.baselines = !flags.no_baselines;
  options.bootstrap = flags.bootstrap;
  options.budget_share = flags.budget_share;
  options.seed = flags.seed;
  options.run = session.run();
  std::vector<RiskModel> models;
  for (const std::string& path : flags.models) models.push_back(load_risk_model(path));
  const Evidence evidence = session.read(flags.dataset, out);
  Backtest result = session.stage("backtest", [&] {
    return run_backtest(flags.placebo ? shuffle_outcomes(evidence, flags.seed) : evidence, models, options);
  });
  if (flags.placebo)
    result.summary.notes.insert(result.summary.notes.begin(),
                                "placebo: outcomes were dealt anew within categories, so an AUC far from 0.5 or a lift "
                                "far from 1 would be a fault of the method");
  out.add("rejected.csv", to_csv_rejected(evidence));
  out.add("predictions.csv", to_csv_predictions(result));
  out.add("backtest.csv", to_csv_backtest(result));
  session.write(out);
  const Summary all = session.summary(result.summary, {&evidence.summary}, result.ledger.synthetic);
  session.answer(all, all.full_report(), {{"synthetic", result.ledger.synthetic}, {"out", flags.out}});
  return 0;
}

}  // namespace

Verb backtest_verb(CLI::App& program) {
  const auto flags = std::make_shared<BacktestFlags>();
  CLI::App* app =
      program.add_subcommand("backtest", "how good models would have been, walking forward through the past");
  app->add_option("DATASET", flags->dataset, "folder of tables, or a dataset.yaml")->required();
  app->add_option("--model", flags->models, "risk model (sightline.risk/1); may be given several times")
      ->type_name("FILE")
      ->required();
  app->add_option("--from", flags->from, "first cut-off: predict from what was known before this day")
      ->type_name("DATE")
      ->required();
  app->add_option("--to", flags->to, "last cut-off")->type_name("DATE")->required();
  app->add_option("--step", flags->step, "length of a fold: 3m, 90d")->type_name("TIME")->capture_default_str();
  app->add_option("--nuisance", flags->nuisance, "inspector and lab effects: fitted, without, scored, all")
      ->type_name("WORD")
      ->capture_default_str();
  app->add_option("--bootstrap", flags->bootstrap, "resamples of enterprises for the intervals; 0 = none")
      ->type_name("N")
      ->check(whole_between(0, 10'000))
      ->capture_default_str();
  app->add_option("--budget-share", flags->budget_share, "of a fold's inspection cost, for findings per 10 000 yuan")
      ->type_name("SHARE")
      ->check(number_between(0, 1))
      ->capture_default_str();
  app->add_option("--seed", flags->seed, "of the random order and the bootstrap")
      ->type_name("N")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()))
      ->capture_default_str();
  app->add_flag("--placebo", flags->placebo, "deal the outcomes anew (by --seed): nothing is left to learn");
  app->add_flag("--no-baselines", flags->no_baselines,
                "leave out random, own order, last result, smoothed rate, expert card");
  app->add_option("--out", flags->out, "folder for the results")->type_name("DIR")->required();
  add_evidence_flags(*app, flags->shared);
  add_threads_flag(*app, flags->shared);
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline backtest city --model generic.yaml --model mine.yaml --from 2020-01-01 --to 2021-04-01 "
      "--out review\n"
      "  writes predictions.csv, backtest.csv and rejected.csv");
  return {app, [flags] { return backtest(*flags); }};
}

}  // namespace sightline::cli
