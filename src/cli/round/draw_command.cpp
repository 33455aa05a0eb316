#include <memory>

#include "cli/commands.hpp"
#include "cli/round/published.hpp"
#include "cli/terminal/messages.hpp"
#include "cli/terminal/session.hpp"
#include "sightline/base/hash.hpp"
#include "sightline/draw.hpp"

namespace sightline::cli {
namespace {

struct DrawFlags {
  SharedFlags shared;
  std::string plan, beacon, out;
  DrawOptions options;
  bool verify = false;
};

int verify(const DrawFlags& flags, const std::string& text, const std::string& commitment) {
  Session session("draw", flags.shared);
  const std::string seed = json_text_of(flags.out, "draw.json", "seed"), draw_csv = file_of(flags.out, "draw.csv"),
                    reserves_csv = file_of(flags.out, "reserves.csv");
  const auto faults = session.stage(
      "verify", [&] { return verify_draw({text, commitment, flags.beacon, draw_csv, reserves_csv, seed}); });
  if (!faults.empty()) refuse(faults);
  Summary summary;
  summary.title = flags.out;
  summary.outcome = "the draw is what commitment and beacon make it";
  summary.lines = {{"commitment", "", commitment, ""}, {"beacon", "", flags.beacon, ""}, {"seed", "", seed, ""}};
  const Summary all = session.summary(summary, {}, synthetic_plan(flags.plan));
  session.answer(all, all.full_report());
  return 0;
}

int draw(const DrawFlags& flags) {
  const std::string text = file_of(flags.plan, "register.txt");
  const std::string commitment = json_text_of(flags.plan, "plan.json", "commitment");
  if (flags.verify) return verify(flags, text, commitment);
  Session session("draw", flags.shared);
  if (to_hex(sha256(text)) != commitment) refuse(verify_draw({text, commitment, flags.beacon, {}, {}, {}}));
  OutputFolder out(flags.out);
  DrawOptions options = flags.options;
  options.beacon = flags.beacon;
  options.run = session.run();
  const Draw made = session.stage("draw", [&] { return draw_register(text, options); });
  out.add("draw.csv", to_csv_draw(made));
  out.add("reserves.csv", to_csv_reserves(made));
  out.add("draw.json", to_json_draw(made));
  session.write(out);
  const Summary all = session.summary(made.summary, {}, synthetic_plan(flags.plan));
  session.answer(all, all.full_report(),
                 {{"out", flags.out}, {"draw", nlohmann::ordered_json::parse(to_json_draw(made))}});
  return 0;
}

}  // namespace

Verb draw_verb(CLI::App& program) {
  const auto flags = std::make_shared<DrawFlags>();
  CLI::App* app =
      program.add_subcommand("draw", "names, reserves, inspectors and dates by a lottery that anyone can replay");
  app->add_option("PLAN_DIR", flags->plan, "output folder of plan")->required();
  app->add_option("--beacon", flags->beacon, "the public randomness that was announced beforehand, as one line of text")
      ->type_name("TEXT")
      ->required();
  app->add_option("--out", flags->out, "folder for draw.csv, reserves.csv and draw.json")->type_name("DIR")->required();
  app->add_option("--reserves", flags->options.reserves, "reserves listed per drawn line of a stratum")
      ->type_name("COUNT")
      ->capture_default_str();
  app->add_flag("--verify", flags->verify, "write nothing: check that the folder of --out is what the beacon makes it");
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline draw plan --beacon \"lottery 2021-07-01: 03 11 17\" --out draw\n"
      "  sightline draw plan --beacon \"lottery 2021-07-01: 03 11 17\" --out draw --verify");
  return {app, [flags] { return draw(*flags); }};
}

}  // namespace sightline::cli
