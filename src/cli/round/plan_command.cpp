#include <memory>

#include "cli/commands.hpp"
#include "cli/round/scored.hpp"
#include "cli/terminal/messages.hpp"

namespace sightline::cli {
namespace {

struct PlanFlags {
  ScoreFlags score;
  std::string policy, budget, language;
  double time_limit_s = 0;
};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// An honest "no": what stands against it, on stderr, and the exit code.
int refusal(const Plan& plan) {
  if (plan.outcome == PlanOutcome::infeasible) {
    print_error("no plan fits the rules; in conflict: " + joined(plan.conflicts),
                plan.repair.empty() ? "loosen one of these rules in the policy" : plan.repair);
    return static_cast<int>(ErrorCode::infeasible);
  }
  print_error("no plan was found before the search had to stop", "allow more time with --time");
  return static_cast<int>(ErrorCode::solver);
}

Summary summary_of(const Scored& scored, const Plan& plan, const Session& session, const PlanFlags& flags) {
  return session.summary(
      plan.summary, {&scored.evidence.summary, &scored.ledger.summary, &scored.signals.summary, &scored.risk.summary},
      scored.ledger.synthetic, flags.score.dataset, flags.score.out);
}

void add_plan_files(OutputFolder& out, const Scored& scored, const Plan& plan, Session& session,
                    const PlanFlags& flags) {
  session.stage("report", [&] {
    out.add("plan.csv", to_csv_plan(scored.ledger, scored.risk, plan));
    out.add("rules.csv", to_csv_rules(plan));
    out.add("left_out.csv", to_csv_left_out(plan));
    if (plan.usable()) out.add("register.txt", plan_register(scored.ledger, plan));
    if (plan.usable()) out.add("population.csv", to_csv_population(population_of(scored.ledger, scored.risk, plan)));
    out.add("plan.json", to_json_plan(scored.ledger, plan, session.seconds()));
    out.add("report.html", to_html_plan(scored.ledger, scored.risk, plan, summary_of(scored, plan, session, flags),
                                        language_flag(flags.language)));
    return 0;
  });
}

int plan(const PlanFlags& flags) {
  Session session("plan", flags.score.shared);
  PlanOptions options;
  options.budget = money_flag("--budget", flags.budget);
  options.time_limit_s = flags.time_limit_s;
  options.run = session.run();
  OutputFolder out(flags.score.out);
  const RiskModel model = load_risk_model(flags.score.model);
  const Policy policy = load_policy(flags.policy);
  const Scored scored = score_dataset(flags.score, model, session, out);
  const Plan made = session.stage("plan", [&] { return make_plan(scored.ledger, scored.risk, policy, options); });
  add_score_files(out, scored, model, session);
  add_plan_files(out, scored, made, session, flags);
  session.write(out);
  const Summary all = summary_of(scored, made, session, flags);
  std::string text = all.full_report();
  if (made.usable()) text += "\n" + to_text_plan(scored.ledger, scored.risk, made, 10);
  session.answer(all, text,
                 {{"synthetic", scored.ledger.synthetic},
                  {"out", flags.score.out},
                  {"plan", nlohmann::ordered_json::parse(to_json_plan(scored.ledger, made, session.seconds()))}});
  return made.usable() ? 0 : refusal(made);
}

}  // namespace

Verb plan_verb(CLI::App& program) {
  const auto flags = std::make_shared<PlanFlags>();
  CLI::App* app = program.add_subcommand("plan", "spend a budget on the samples that are worth most, within the rules");
  add_score_flags(*app, flags->score);
  app->add_option("--policy", flags->policy, "policy (sightline.policy/1)")->type_name("FILE")->required();
  app->add_option("--budget", flags->budget, "yuan, instead of the policy's")->type_name("YUAN");
  app->add_option("--time", flags->time_limit_s,
                  "seconds that the search may take, 0 = no limit; a plan stopped by it need not repeat")
      ->type_name("SECONDS")
      ->check(number_between(0, 1e7));
  add_language_flag(*app, flags->language);
  app->footer(
      "example:\n  sightline plan city --model model.yaml --policy policy.yaml --budget 607000 --out plan\n"
      "  writes plan.csv, rules.csv, left_out.csv, plan.json, register.txt, population.csv, the files of `score` and "
      "report.html, a page for people; exit code 4 when no plan fits the rules");
  return {app, [flags] { return plan(*flags); }};
}

}  // namespace sightline::cli
