#include <limits>
#include <memory>

#include "cli/commands.hpp"
#include "cli/terminal/session.hpp"
#include "sightline/simulate.hpp"

namespace sightline::cli {

Verb simulate_verb(CLI::App& program) {
  struct SimulateFlags {
    SharedFlags shared;
    std::string scenario, out;
    std::uint64_t seed = 1;
  };
  const auto flags = std::make_shared<SimulateFlags>();
  CLI::App* app = program.add_subcommand("simulate", "make a synthetic city with a known truth");
  app->add_option("SCENARIO", flags->scenario, "scenario (sightline.scenario/1)")->required();
  app->add_option("--seed", flags->seed, "which of the possible cities; default 1")
      ->type_name("N")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()));
  app->add_option("--out", flags->out, "folder for the dataset")->type_name("DATASET")->required();
  add_threads_flag(*app, flags->shared);
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline simulate scenario.yaml --seed 2021 --out city\n"
      "  then: sightline check city");
  return {app, [flags] {
            Session session("simulate", flags->shared);
            SimulateOptions options;
            options.seed = flags->seed;
            options.run = session.run();
            const Summary made =
                session.stage("simulate", [&] { return simulate_city(flags->scenario, flags->out, options); });
            const Summary all = session.summary(made, {}, true);
            session.answer(all, all.full_report(), {{"synthetic", true}, {"out", flags->out}});
            return 0;
          }};
}

}  // namespace sightline::cli
