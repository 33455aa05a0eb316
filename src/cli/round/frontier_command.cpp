#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "cli/round/scored.hpp"
#include "cli/terminal/messages.hpp"

namespace sightline::cli {
namespace {

struct FrontierFlags {
  ScoreFlags score;
  std::string policy, budget;
};

int frontier(const FrontierFlags& flags) {
  Session session("frontier", flags.score.shared);
  FrontierOptions options;
  options.budget = money_flag("--budget", flags.budget);
  options.run = session.run();
  OutputFolder out(flags.score.out);
  const RiskModel model = load_risk_model(flags.score.model);
  const Policy policy = load_policy(flags.policy);
  const Scored scored = score_dataset(flags.score, model, session, out);
  const auto points =
      session.stage("frontier", [&] { return trace_frontier(scored.ledger, scored.risk, policy, options); });
  out.add("frontier.csv", to_csv_frontier(points));
  session.write(out);
  Summary own;
  own.verb = "trace_frontier";
  own.outcome = std::to_string(points.size()) + " plans";
  const Summary all = session.summary(
      own, {&scored.evidence.summary, &scored.ledger.summary, &scored.signals.summary, &scored.risk.summary},
      scored.ledger.synthetic, flags.score.dataset, flags.score.out);
  session.answer(all, all.full_report() + "\n" + to_text_frontier(points),
                 {{"synthetic", scored.ledger.synthetic},
                  {"out", flags.score.out},
                  {"frontier", nlohmann::ordered_json::parse(to_json_frontier(points))}});
  return 0;
}

}  // namespace

Verb frontier_verb(CLI::App& program) {
  const auto flags = std::make_shared<FrontierFlags>();
  CLI::App* app = program.add_subcommand("frontier", "what other budgets and more or less chance would find");
  add_score_flags(*app, flags->score);
  app->add_option("--policy", flags->policy, "policy (sightline.policy/1)")->type_name("FILE")->required();
  app->add_option("--budget", flags->budget, "yuan, instead of the policy's")->type_name("YUAN");
  app->footer(
      "example:\n  sightline frontier city --model model.yaml --policy policy.yaml --out frontier\n"
      "  writes frontier.csv: plans at half to twice the budget and at none to eight times the unpredictability, with "
      "what\n"
      "  each is expected to find and how precisely it would estimate the failure rate");
  return {app, [flags] { return frontier(*flags); }};
}

}  // namespace sightline::cli
