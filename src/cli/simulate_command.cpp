#include <limits>
#include <memory>

#include "cli/commands.hpp"
#include "cli/round/published.hpp"
#include "cli/terminal/session.hpp"
#include "sightline/simulate.hpp"

namespace sightline::cli {

Verb simulate_verb(CLI::App& program) {
  struct SimulateFlags {
    SharedFlags shared;
    std::string scenario, out, draw, until;
    std::uint64_t seed = 1;
  };
  const auto flags = std::make_shared<SimulateFlags>();
  CLI::App* app = program.add_subcommand("simulate", "make a synthetic city with a known truth");
  app->add_option("SCENARIO", flags->scenario, "scenario (sightline.scenario/1)")->required();
  app->add_option("--seed", flags->seed, "which of the possible cities; default 1")
      ->type_name("N")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()));
  app->add_option("--out", flags->out, "folder for the dataset")->type_name("DATASET")->required();
  app->add_option("--draw", flags->draw, "output folder of draw: the city lives on, is visited as drawn, and tested")
      ->type_name("DRAW_DIR");
  app->add_option("--until", flags->until, "with --draw: the day up to which the city lives on")->type_name("DATE");
  add_threads_flag(*app, flags->shared);
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline simulate scenario.yaml --seed 2021 --out city\n"
      "  then: sightline check city\n"
      "  sightline simulate scenario.yaml --seed 2021 --draw draw --until 2022-02-28 --out later\n"
      "  the same city after the round, with round/results.csv for `outcomes` and round/truth.csv to compare with");
  return {app, [flags] {
            Session session("simulate", flags->shared);
            SimulateOptions options;
            options.seed = flags->seed;
            options.run = session.run();
            const auto until = date_flag("--until", flags->until);
            if (flags->draw.empty() != !until)
              throw Error(ErrorCode::usage, "--draw and --until go together",
                          "give the folder of the draw and a day some weeks after its round");
            DrawnRound round;
            if (until) {
              round = drawn_round(flags->draw);
              round.until = *until;
              options.round = &round;
            }
            const Summary made =
                session.stage("simulate", [&] { return simulate_city(flags->scenario, flags->out, options); });
            const Summary all = session.summary(made, {}, true);
            session.answer(all, all.full_report(), {{"synthetic", true}, {"out", flags->out}});
            return 0;
          }};
}

}  // namespace sightline::cli
