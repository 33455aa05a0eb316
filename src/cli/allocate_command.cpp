#include <fmt/format.h>

#include <memory>

#include "cli/commands.hpp"
#include "cli/terminal/messages.hpp"
#include "cli/terminal/session.hpp"
#include "config/document.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline::cli {
namespace {

struct AllocateFlags {
  SharedFlags shared;
  std::string problem, mps;
  AllocationOptions options;
};

const char* word_of(AllocationOutcome outcome) {
  switch (outcome) {
    case AllocationOutcome::optimal: return "optimal";
    case AllocationOutcome::feasible: return "feasible";
    case AllocationOutcome::infeasible: return "infeasible";
    case AllocationOutcome::none_found: return "none_found";
  }
  return "none_found";
}

std::vector<std::string> conflict_names(const AllocationProblem& problem, const Allocation& answer) {
  std::vector<std::string> names;
  for (const std::uint32_t rule : answer.conflict) names.push_back(problem.rules[rule].name);
  return names;
}

nlohmann::ordered_json answer_json(const AllocationProblem& problem, const Allocation& answer, double seconds) {
  nlohmann::ordered_json json;
  json["outcome"] = word_of(answer.outcome);
  json["objective"] = answer.objective;
  json["bound"] = answer.bound;
  json["gap"] = answer.gap;
  json["seconds"] = seconds;
  json["note"] = answer.note;
  json["choices"] = answer.choice;
  json["prices"] = answer.price;
  json["used"] = answer.used;
  if (answer.outcome == AllocationOutcome::infeasible) json["conflict"] = conflict_names(problem, answer);
  return json;
}

std::string answer_text(const AllocationProblem& problem, const Allocation& answer, double seconds) {
  std::string text = fmt::format(
      "outcome    {}{}\nobjective  {}\nbound      {}\ngap        {:.3g}\nseconds    {:.3f}\n", word_of(answer.outcome),
      answer.note.empty() ? "" : " (" + answer.note + ")", answer.objective, answer.bound, answer.gap, seconds);
  if (answer.outcome == AllocationOutcome::infeasible) return text;
  for (std::size_t r = 0; r < problem.rules.size(); ++r) {
    constexpr std::size_t most = 40;
    if (r == most)
      return text + fmt::format("           and {} more rules (--json has all)\n", problem.rules.size() - most);
    text += fmt::format("{:<11}{} uses {} of {}, price {:.6g}\n", r == 0 ? "rules" : "", problem.rules[r].name,
                        answer.used[r], problem.rules[r].bound, answer.price[r]);
  }
  return text;
}

// `path` as the folder that holds a file and the file's name.
void write_beside(const std::string& path, std::string content) {
  const std::size_t slash = path.rfind('/');
  OutputFolder folder(slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash));
  folder.add(slash == std::string::npos ? path : path.substr(slash + 1), std::move(content));
  folder.commit();
}

int exit_code(const AllocationProblem& problem, const Allocation& answer) {
  if (answer.outcome == AllocationOutcome::infeasible) {
    std::string names;
    for (const std::string& name : conflict_names(problem, answer)) names += (names.empty() ? "" : ", ") + name;
    print_error("no choice keeps every rule; in conflict: " + (names.empty() ? "(none named)" : names));
    return static_cast<int>(ErrorCode::infeasible);
  }
  if (answer.outcome == AllocationOutcome::none_found) {
    print_error("nothing was found before the search had to stop", "allow more time with --time");
    return static_cast<int>(ErrorCode::solver);
  }
  for (const std::string& broken : check_allocation(problem, answer.choice))
    throw Error(ErrorCode::solver, "the solver's choice breaks a rule: " + broken);
  return 0;
}

int allocate(const AllocateFlags& flags) {
  Session session("allocate", flags.shared);
  const AllocationProblem problem = session.stage("read", [&] {
    constexpr std::size_t most_bytes = std::size_t{1} << 36;
    return parse_allocation(config::read_text_file(flags.problem, most_bytes), flags.problem);
  });
  if (!flags.mps.empty()) write_beside(flags.mps, to_mps(problem));
  AllocationOptions options = flags.options;
  options.run = session.run();
  const double before = session.seconds();
  const Allocation answer = session.stage("solve", [&] { return solve_allocation(problem, options); });
  const double seconds = session.seconds() - before;
  if (flags.shared.json)
    print(answer_json(problem, answer, seconds).dump() + "\n");
  else if (!flags.shared.quiet)
    print(answer_text(problem, answer, seconds));
  finish_output();
  return exit_code(problem, answer);
}

}  // namespace

Verb allocate_verb(CLI::App& program) {
  const auto flags = std::make_shared<AllocateFlags>();
  CLI::App* app = program.add_subcommand("allocate", "solve an allocation problem on its own");
  app->add_option("PROBLEM", flags->problem, "problem in text form (`allocation 1`, rules, candidates)")->required();
  app->add_option("--gap", flags->options.gap, "proven relative gap at which to stop; default 1e-4")
      ->type_name("GAP")
      ->check(number_between(0, 1));
  app->add_option("--time", flags->options.time_limit_s, "seconds that the search may take, 0 = no limit")
      ->type_name("SECONDS")
      ->check(number_between(0, 1e7));
  app->add_option("--mps", flags->mps, "write the problem as free-format MPS, too")->type_name("FILE");
  app->add_flag("--whole-model", flags->options.whole_model, "hand the whole problem to the MILP solver");
  add_threads_flag(*app, flags->shared);
  add_output_flags(*app, flags->shared);
  app->footer(
      "example:\n  sightline allocate problem.txt --gap 1e-6 --json\n"
      "  exit code 4 when no choice keeps every rule");
  return {app, [flags] { return allocate(*flags); }};
}

}  // namespace sightline::cli
