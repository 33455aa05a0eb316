#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/terminal/session.hpp"
#include "sightline/review.hpp"

namespace sightline::cli {
namespace {

struct TuneFlags {
  SharedFlags shared;
  std::string dataset, model, out, from, to, step = "3m";
  int depth = 1, warm_up = 2;
  double margin = 0.01;
};

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw Error(ErrorCode::input, path + ": cannot be read");
  return text.str();
}

void write_model(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw Error(ErrorCode::input, path + ": cannot be written");
}

int tune(const TuneFlags& flags) {
  Session session("tune", flags.shared);
  TuneOptions options;
  options.from = *date_flag("--from", flags.from);
  options.to = *date_flag("--to", flags.to);
  step_flag(flags.step, options.step_months, options.step_days);
  options.depth = flags.depth;
  options.warm_up = flags.warm_up;
  options.margin = flags.margin;
  options.run = session.run();
  const RiskModel model = load_risk_model(flags.model);
  std::optional<Error> too_much;
  const Evidence evidence = session.read_all(flags.dataset, too_much);
  if (too_much) throw *too_much;
  const Tuned tuned =
      session.stage("tune", [&] { return tune_model(evidence, model, text_of(flags.model), flags.out, options); });
  write_model(flags.out, tuned.yaml);
  const Summary all = session.summary(tuned.summary, {&evidence.summary}, false);
  session.answer(all, all.full_report(), {{"choice", tuned.choice}, {"out", flags.out}});
  return 0;
}

}  // namespace

Verb tune_verb(CLI::App& program) {
  const auto flags = std::make_shared<TuneFlags>();
  CLI::App* app = program.add_subcommand("tune", "choose memories, prior scales and smoothness, walking forward");
  app->add_option("DATASET", flags->dataset, "folder of tables, or a dataset.yaml")->required();
  app->add_option("--model", flags->model, "risk model to start from")->type_name("FILE")->required();
  app->add_option("--from", flags->from, "first cut-off: predict from what was known before this day")
      ->type_name("DATE")
      ->required();
  app->add_option("--to", flags->to, "last cut-off")->type_name("DATE")->required();
  app->add_option("--step", flags->step, "length of a fold: 3m, 90d")->type_name("TIME")->capture_default_str();
  app->add_option("--depth", flags->depth, "knobs moved at once: 1 (9 trials) or 2 (33)")
      ->check(CLI::Range(1, 2))
      ->capture_default_str();
  app->add_option("--warm-up", flags->warm_up, "folds that only inform the first choice")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  app->add_option("--margin", flags->margin, "AUC by which tuning may fall short of the manual card")
      ->check(CLI::Range(0.0, 0.5))
      ->capture_default_str();
  app->add_option("--out", flags->out, "the new model file, with its provenance")->type_name("MODEL.yaml")->required();
  add_evidence_flags(*app, flags->shared);
  add_threads_flag(*app, flags->shared);
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline tune city --model models/risk/generic.yaml --from 2019-01-01 --to 2021-04-01 --out "
      "mine.yaml\n"
      "  writes mine.yaml; then: sightline backtest city --model mine.yaml --from 2021-07-01 --to 2022-01-01 --out "
      "review");
  return {app, [flags] { return tune(*flags); }};
}

}  // namespace sightline::cli
