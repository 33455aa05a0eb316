#include <memory>

#include "cli/commands.hpp"
#include "cli/terminal/messages.hpp"
#include "sightline/report.hpp"

namespace sightline::cli {

Verb explain_verb(CLI::App& program) {
  struct ExplainFlags {
    std::string folder, candidate;
    bool json = false;
  };
  const auto flags = std::make_shared<ExplainFlags>();
  CLI::App* app = program.add_subcommand("explain", "why one candidate stands where it stands, in a few lines");
  app->add_option("DIR", flags->folder, "output folder of score or plan")->required();
  app->add_option("CANDIDATE", flags->candidate, "ENTERPRISE/CATEGORY, both by id")->required();
  app->add_flag("--json", flags->json, "print one JSON object");
  app->footer("example:\n  sightline explain plan E0001/tyres");
  return {app, [flags] {
            const Explanation explanation = explain_candidate(flags->folder, flags->candidate);
            print(flags->json ? to_json(explanation) : to_text(explanation));
            finish_output();
            return 0;
          }};
}

}  // namespace sightline::cli
