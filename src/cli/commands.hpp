// commands.hpp: the verbs of the command line. Each is declared and run by one file, <verb>_command.cpp; none holds
// logic of its own: it reads flags, calls the library, writes files and prints.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace sightline::cli {

struct Verb {
  CLI::App* app;             // its flags and help
  std::function<int()> run;  // after parsing; gives the exit code
};

[[nodiscard]] Verb check_verb(CLI::App& program);
[[nodiscard]] Verb score_verb(CLI::App& program);
[[nodiscard]] Verb plan_verb(CLI::App& program);
[[nodiscard]] Verb frontier_verb(CLI::App& program);
[[nodiscard]] Verb draw_verb(CLI::App& program);
[[nodiscard]] Verb outcomes_verb(CLI::App& program);
[[nodiscard]] Verb explain_verb(CLI::App& program);
[[nodiscard]] Verb simulate_verb(CLI::App& program);
[[nodiscard]] Verb allocate_verb(CLI::App& program);
[[nodiscard]] Verb backtest_verb(CLI::App& program);
[[nodiscard]] Verb match_verb(CLI::App& program);
[[nodiscard]] Verb tune_verb(CLI::App& program);

}  // namespace sightline::cli
