#include <fmt/format.h>

#include <memory>

#include "cli/commands.hpp"
#include "cli/round/published.hpp"
#include "cli/terminal/session.hpp"
#include "evidence/read_evidence.hpp"

namespace sightline::cli {
namespace {

struct OutcomesFlags {
  SharedFlags shared;
  std::string plan, draw, results, dataset, out;
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

// Results of earlier rounds and the steps of their cases, and those of this round that the dataset does not have yet.
struct Handled {
  Results results;
  Cases cases;
};

Handled handled(const OutcomesFlags& flags, const Results& round, Date as_of, Session& session, Summary& inputs) {
  Handled all;
  CaseEvents events;
  CaseOptions options;
  options.as_of = as_of;
  if (!flags.dataset.empty()) {
    EvidenceOptions reading;
    reading.max_rejected = flags.shared.max_rejected;
    reading.run = session.run();
    const Evidence evidence = session.stage("read", [&] { return read_evidence(flags.dataset, reading); });
    inputs.inputs.insert(inputs.inputs.end(), evidence.summary.inputs.begin(), evidence.summary.inputs.end());
    if (evidence.find("inspections") != nullptr) all.results = read_results(evidence);
    events = read_case_events(evidence);
    if (!as_of.known()) options.as_of = evidence.as_of;
  }
  add_missing(all.results, round);
  all.cases = session.stage("cases", [&] { return follow_cases(all.results, events, options); });
  return all;
}

void add_cases(const Cases& cases, Summary& summary) {
  summary.lines.push_back(
      {"cases", "", fmt::format("{}", cases.cases.size()),
       fmt::format("{} open, {} closed, {} overturned by a retest; {} steps overdue on {}", cases.open, cases.closed,
                   cases.overturned, cases.overdue, cases.as_of.to_string())});
  summary.lines.push_back({"follow-ups", "", fmt::format("{}", cases.follow_ups.size()),
                           "a policy's follow_up rule makes them mandatory; follow_ups.csv"});
}

void add_files(OutputFolder& out, const Population& population, const Draw& draw, const Results& results,
               const Outcomes& outcomes, Session& session) {
  session.stage("report", [&] {
    out.add("estimates.csv", to_csv_estimates(outcomes));
    out.add("lines.csv", to_csv_lines(population, draw, results, outcomes));
    out.add("stand_ins.csv", to_csv_stand_ins(draw, outcomes));
    out.add("unmatched.csv", to_csv_unmatched(results, outcomes));
    out.add("drift.csv", to_csv_drift(outcomes));
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
  Outcomes made = session.stage("outcomes", [&] { return judge_outcomes(population, draw, results, options); });
  out.add("rejected.csv", to_csv_rejected(evidence));
  add_files(out, population, draw, results, made, session);
  Summary inputs;
  inputs.inputs = evidence.summary.inputs;
  const Handled all_results = handled(flags, results, options.as_of, session, inputs);
  add_cases(all_results.cases, made.summary);
  out.add("cases.csv", to_csv_cases(all_results.results, all_results.cases));
  out.add("follow_ups.csv", to_csv_follow_ups(all_results.results, all_results.cases));
  session.write(out);
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
  app->add_option("--dataset", flags->dataset,
                  "dataset with earlier inspections and case_events: where every failure's case stands")
      ->type_name("DATASET");
  app->add_option("--out", flags->out, "folder for the results")->type_name("DIR")->required();
  app->add_option("--small-domain", flags->options.small_domain,
                  "tested batches below which a rate is drawn towards the rest and marked so")
      ->type_name("BATCHES")
      ->capture_default_str();
  add_evidence_flags(*app, flags->shared);
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline outcomes plan draw results.csv --dataset city --out outcomes\n"
      "  writes estimates.csv, lines.csv, stand_ins.csv, unmatched.csv, drift.csv, cases.csv, follow_ups.csv,\n"
      "  rejected.csv and outcomes.json");
  return {app, [flags] { return outcomes(*flags); }};
}

}  // namespace sightline::cli
