#include <memory>

#include "cli/commands.hpp"
#include "cli/round/published.hpp"
#include "cli/terminal/session.hpp"
#include "evidence/read_evidence.hpp"

namespace sightline::cli {
namespace {

struct OutcomesFlags {
  SharedFlags shared;
  std::string plan, draw, results, out;
  OutcomeOptions options;
};

// The results file as evidence; what is rejected is written before the verb fails.
Evidence read_rows(const OutcomesFlags& flags, const std::string& path, const char* table, Session& session,
                   OutputFolder& out) {
  EvidenceOptions options;
  options.max_rejected = flags.shared.max_rejected;
  options.run = session.run();
  std::vector<Problem> rejected;
  options.rejected = &rejected;
  try {
    return session.stage("read", [&] { return evidence::read_one_table(path, table, options); });
  } catch (const Error& failure) {
    if (rejected.empty()) throw;
    Evidence faulty;
    faulty.rejected = rejected;
    out.add("rejected.csv", to_csv_rejected(faulty));
    out.commit();
    throw Error(failure.code(), failure.what(),
                "read " + out.path() + "/rejected.csv and mend the rows, or allow more of them with --max-rejected");
  }
}

void add_files(OutputFolder& out, const Population& population, const Draw& draw, const Results& results,
               const Outcomes& outcomes, Session& session) {
  session.stage("report", [&] {
    out.add("estimates.csv", to_csv_estimates(outcomes));
    out.add("lines.csv", to_csv_lines(population, draw, results, outcomes));
    out.add("stand_ins.csv", to_csv_stand_ins(draw, outcomes));
    out.add("unmatched.csv", to_csv_unmatched(results, outcomes));
    out.add("outcomes.json", to_json_outcomes(population, outcomes));
    return 0;
  });
}

int outcomes(const OutcomesFlags& flags) {
  Session session("outcomes", flags.shared);
  OutputFolder out(flags.out);
  OutcomeOptions options = flags.options;
  options.run = session.run();
  if (const auto day = date_flag("--as-of", flags.shared.as_of)) options.as_of = *day;
  const Population population = session.stage("read", [&] { return read_population(flags.plan); });
  const Draw draw = session.stage("draw", [&] { return replayed_draw(flags.plan, flags.draw, session.run()); });
  const Evidence evidence = read_rows(flags, flags.results, "inspections", session, out);
  const Results results = read_results(evidence);
  const Outcomes made = session.stage("outcomes", [&] { return judge_outcomes(population, draw, results, options); });
  out.add("rejected.csv", to_csv_rejected(evidence));
  add_files(out, population, draw, results, made, session);
  session.write(out);
  Summary inputs;
  inputs.inputs = evidence.summary.inputs;
  const Summary all = session.summary(made.summary, {&inputs}, population.synthetic, {}, flags.out);
  session.answer(all, all.full_report() + "\n" + to_text_outcomes(population, made),
                 {{"synthetic", population.synthetic},
                  {"out", flags.out},
                  {"outcomes", nlohmann::ordered_json::parse(to_json_outcomes(population, made))}});
  return 0;
}

}  // namespace

Verb outcomes_verb(CLI::App& program) {
  const auto flags = std::make_shared<OutcomesFlags>();
  CLI::App* app = program.add_subcommand(
      "outcomes", "what became of a plan: the state of every batch, failure rates with intervals");
  app->add_option("PLAN_DIR", flags->plan, "output folder of plan")->required();
  app->add_option("DRAW_DIR", flags->draw, "output folder of draw")->required();
  app->add_option("RESULTS", flags->results, "results of the round: a .csv with the columns of inspections")
      ->required();
  app->add_option("--out", flags->out, "folder for the results")->type_name("DIR")->required();
  app->add_option("--small-domain", flags->options.small_domain,
                  "tested batches below which a rate is drawn towards the rest and marked so")
      ->type_name("BATCHES")
      ->capture_default_str();
  add_evidence_flags(*app, flags->shared);
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline outcomes plan draw results.csv --out outcomes\n"
      "  writes estimates.csv, lines.csv, stand_ins.csv, unmatched.csv, rejected.csv and outcomes.json");
  return {app, [flags] { return outcomes(*flags); }};
}

}  // namespace sightline::cli
