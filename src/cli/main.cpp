#include <csignal>
#include <exception>
#include <new>

#include "cli/commands.hpp"
#include "cli/terminal/messages.hpp"

namespace sightline::cli {
namespace {

int run_program(int argc, char** argv) {
  CLI::App program{"from a bureau's evidence to a sampling plan that it can sign"};
  program.name("sightline");
  program.set_version_flag("--version", version_text());
  program.require_subcommand(0, 1);
  program.footer(
      "`sightline VERB --help` shows the flags of a verb and an example.\n"
      "exit codes: 0 done, 1 our bug, 2 usage, 3 input, 4 no plan fits the rules, 5 the solver failed");
  const std::vector<Verb> verbs{check_verb(program),    score_verb(program),    plan_verb(program),
                                draw_verb(program),     outcomes_verb(program), explain_verb(program),
                                backtest_verb(program), tune_verb(program),     simulate_verb(program),
                                allocate_verb(program), match_verb(program),    frontier_verb(program)};
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help and --version
    program.exit(asked);
    finish_output();
    return 0;
  } catch (const CLI::ParseError& failure) {
    throw usage_error(program, failure);
  }
  for (const Verb& verb : verbs)
    if (verb.app->parsed()) return verb.run();
  print(short_help(program));
  finish_output();
  return 0;
}

}  // namespace
}  // namespace sightline::cli

int main(int argc, char** argv) {
  using sightline::cli::print_error;
  std::signal(SIGPIPE, SIG_IGN);  // a reader that stops reading is told apart from a full disk when output ends
  try {
    return sightline::cli::run_program(argc, argv);
  } catch (const sightline::Error& error) {
    return print_error(error);
  } catch (const std::bad_alloc&) {
    print_error("there is not enough memory for this dataset", "use a machine with more, or fewer rows");
    return static_cast<int>(sightline::ErrorCode::input);
  } catch (const std::exception& error) {
    print_error(std::string("our bug, please report it: ") + error.what());
  } catch (...) {
    print_error("our bug, please report it: an unknown exception");
  }
  return static_cast<int>(sightline::ErrorCode::bug);
}
