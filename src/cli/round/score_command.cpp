#include <memory>

#include "cli/commands.hpp"
#include "cli/round/scored.hpp"

namespace sightline::cli {
namespace {

// Signals know the line of the model that they come from, not its file.
Error with_path_of_model(const Error& error, const std::string& path) {
  constexpr std::string_view line = "model line ";
  std::string what = error.what();
  for (std::size_t at = what.starts_with(line) ? 0 : what.find("\n" + std::string(line)); at != std::string::npos;
       at = what.find("\n" + std::string(line), at))
    what.replace(what[at] == '\n' ? at + 1 : at, line.size(), path + ":");
  return {error.code(), what, error.next()};
}

int score(const ScoreFlags& flags) {
  Session session("score", flags.shared);
  OutputFolder out(flags.out);
  const RiskModel model = load_risk_model(flags.model);
  const Scored scored = score_dataset(flags, model, session, out);
  add_score_files(out, scored, model, session);
  session.write(out);
  const Summary all =
      session.summary(scored.risk.summary, {&scored.evidence.summary, &scored.ledger.summary, &scored.signals.summary},
                      scored.ledger.synthetic, flags.dataset);
  session.answer(all, all.full_report(), {{"synthetic", scored.ledger.synthetic}, {"out", flags.out}});
  return 0;
}

}  // namespace

void add_score_flags(CLI::App& app, ScoreFlags& flags) {
  app.add_option("DATASET", flags.dataset, "folder of tables, or a dataset.yaml")->required();
  app.add_option("--model", flags.model, "risk model (sightline.risk/1)")->type_name("FILE")->required();
  app.add_option("--out", flags.out, "folder for the results")->type_name("DIR")->required();
  add_evidence_flags(app, flags.shared);
  add_threads_flag(app, flags.shared);
  add_output_flags(app, flags.shared);
}

Scored score_dataset(const ScoreFlags& flags, const RiskModel& model, Session& session, OutputFolder& out) {
  Scored scored;
  scored.evidence = session.read(flags.dataset, out);
  LedgerOptions ledger_options;
  ledger_options.run = session.run();
  scored.ledger = session.stage("ledger", [&] { return build_ledger(scored.evidence, ledger_options); });
  scored.signals = session.stage("signals", [&] {
    try {
      return measure_signals(scored.ledger, model.signals, signal_options(model, session.run()));
    } catch (const Error& error) {
      throw with_path_of_model(error, model.path);
    }
  });
  RiskOptions risk_options;
  risk_options.run = session.run();
  scored.risk = session.stage("risk", [&] { return assess_risk(scored.ledger, scored.signals, model, risk_options); });
  return scored;
}

void add_score_files(OutputFolder& out, const Scored& scored, const RiskModel& model, Session& session) {
  session.stage("report", [&] {
    out.add("rejected.csv", to_csv_rejected(scored.evidence));
    out.add("scores.csv", to_csv_scores(scored.ledger, scored.risk, &scored.signals, session.run()));
    out.add("categories.csv", to_csv_domains(scored.ledger, scored.risk.categories));
    out.add("districts.csv", to_csv_domains(scored.ledger, scored.risk.districts));
    out.add("terms.csv", to_csv_terms(scored.risk, model));
    out.add("fit.json", to_json_fit(scored.ledger, scored.risk, session.seconds()));
    return 0;
  });
}

Verb score_verb(CLI::App& program) {
  const auto flags = std::make_shared<ScoreFlags>();
  CLI::App* app = program.add_subcommand("score", "probability, interval and reasons for every candidate");
  add_score_flags(*app, *flags);
  app->footer(
      "example:\n  sightline score city --model model.yaml --as-of 2021-06-30 --out scores\n"
      "  writes scores.csv, categories.csv, districts.csv, terms.csv, fit.json and rejected.csv");
  return {app, [flags] { return score(*flags); }};
}

}  // namespace sightline::cli
