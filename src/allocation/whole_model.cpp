#include "allocation/whole_model.hpp"

#include <algorithm>
#include <cmath>

#include "allocation/milp.hpp"
#include "allocation/problem_check.hpp"
#include "allocation/search/core_problem.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/ids.hpp"

namespace sightline {
namespace {

// Rows: the rules first, then one per candidate, then the two of every block.
Milp build(const AllocationProblem& problem, bool with_gain) {
  Milp milp;
  for (const AllocationRule& rule : problem.rules)
    milp.add_row(rule.sense == Sense::at_most ? -no_limit : rule.bound,
                 rule.sense == Sense::at_least ? no_limit : rule.bound);
  const std::size_t first_candidate = milp.rows();
  for (std::size_t c = 0; c < problem.candidates(); ++c)
    milp.add_row(!problem.exactly.empty() && problem.exactly[c] != 0 ? 1 : -no_limit, 1);
  const std::size_t first_chosen = milp.rows();
  for (std::uint32_t limit : problem.max_chosen) milp.add_row(-no_limit, limit);
  const std::size_t first_units = milp.rows();
  for (std::uint32_t limit : problem.max_units) milp.add_row(-no_limit, limit);
  for (std::size_t c = 0; c < problem.candidates(); ++c) {
    const std::uint32_t block = problem.block_of.empty() ? no_index : problem.block_of[c];
    for (std::size_t option = problem.first_option[c]; option < problem.first_option[c + 1]; ++option) {
      for (const auto& [rule, amount] : uses_of(problem, option)) milp.add_entry(rule, amount);
      milp.add_entry(first_candidate + c, 1);
      if (block != no_index && !problem.max_chosen.empty()) milp.add_entry(first_chosen + block, 1);
      if (block != no_index && !problem.max_units.empty())
        milp.add_entry(first_units + block, problem.units.empty() ? 1 : problem.units[option]);
      milp.end_column(with_gain ? problem.gain[option] : 0, 1);
    }
  }
  return milp;
}

void free_row(Milp& milp, std::size_t row) {
  milp.row_lower[row] = -no_limit;
  milp.row_upper[row] = no_limit;
}

bool feasible(const Milp& milp) {
  if (solve_lp(milp).status == MilpStatus::infeasible) return false;
  return solve_milp(milp, {}).status != MilpStatus::infeasible;
}

// Deletion filter (Chinneck and Dravnieks 1991): a rule without which the rest is still impossible is dropped for good;
// what stays is minimal. The Farkas ray of the relaxation, where there is one, names the few rules to start from.
std::vector<std::uint32_t> minimal_conflict(Milp milp, std::size_t rules, const std::vector<double>& farkas) {
  std::vector<std::uint32_t> suspects;
  for (std::uint32_t r = 0; r < rules; ++r)
    if (farkas.empty() || std::abs(farkas[r]) > 1e-9) suspects.push_back(r);
  Milp narrowed = milp;
  for (std::uint32_t r = 0, s = 0; r < rules; ++r)
    s < suspects.size() && suspects[s] == r ? void(++s) : free_row(narrowed, r);
  if (!farkas.empty() && feasible(narrowed)) return minimal_conflict(std::move(milp), rules, {});
  std::vector<std::uint32_t> kept;
  for (std::uint32_t r : suspects) {
    Milp without = narrowed;
    free_row(without, r);
    if (feasible(without))
      kept.push_back(r);
    else
      narrowed = std::move(without);
  }
  return kept;
}

void name_conflict(const AllocationProblem& problem, const std::vector<double>& farkas, Allocation& out) {
  out.outcome = AllocationOutcome::infeasible;
  out.conflict = minimal_conflict(build(problem, false), problem.rules.size(), farkas);
  out.note = out.conflict.empty() ? "candidates that must pick an option and the limits of blocks contradict each other"
                                  : "the rules named in conflict contradict each other";
}

MilpSolution search_everything(const Milp& milp, const LpSolution& relaxed, const AllocationOptions& options) {
  MilpOptions search;
  search.gap = options.gap * std::max(1.0, std::abs(relaxed.objective)) * 0.999;
  search.time_limit_s = options.time_limit_s;
  return solve_milp(milp, search);
}

void read_choice(const AllocationProblem& problem, const std::vector<double>& x, Allocation& out) {
  out.choice.assign(problem.candidates(), -1);
  for (std::size_t c = 0; c < problem.candidates(); ++c)
    for (std::size_t option = problem.first_option[c]; option < problem.first_option[c + 1]; ++option)
      if (x[option] > 0.5) out.choice[c] = static_cast<std::int32_t>(option - problem.first_option[c]);
}

}  // namespace

Allocation solve_whole_model(const AllocationProblem& problem, const AllocationOptions& options) {
  Allocation out;
  const Milp milp = build(problem, true);
  options.run.report("linear relaxation", 0);
  const LpSolution relaxed = solve_lp(milp);
  if (relaxed.status == MilpStatus::infeasible) {
    name_conflict(problem, relaxed.farkas, out);
    return out;
  }
  out.price.assign(relaxed.row_price.begin(),
                   relaxed.row_price.begin() + static_cast<std::ptrdiff_t>(problem.rules.size()));
  for (std::size_t r = 0; r < out.price.size(); ++r) {
    if (problem.rules[r].sense == Sense::at_most) out.price[r] = std::max(0.0, out.price[r]);
    if (problem.rules[r].sense == Sense::at_least) out.price[r] = std::min(0.0, out.price[r]);
  }
  if (options.relaxation_only) {
    out.bound = relaxed.objective;
    out.note = "only the relaxation was asked for";
    return out;
  }
  options.run.report("branch and bound", 0.1);
  const MilpSolution found =
      options.whole_model ? search_everything(milp, relaxed, options) : search_core(milp, relaxed, options);
  if (found.status == MilpStatus::infeasible) {
    name_conflict(problem, {}, out);
    return out;
  }
  out.iterations = found.nodes;
  out.bound = std::min(found.bound, relaxed.objective);
  if (found.status == MilpStatus::none_found) {
    out.note = "the time limit passed before any choice that keeps the rules was found";
    return out;
  }
  read_choice(problem, found.x, out);
  if (const auto broken = check_allocation(problem, out.choice); !broken.empty())
    throw Error(ErrorCode::solver, "the MILP solver's choice breaks a rule: " + broken.front());
  out.objective = gain_of(problem, out.choice);
  out.bound = std::max(out.bound, out.objective);
  out.gap = (out.bound - out.objective) / std::max(1.0, std::abs(out.bound));
  out.used = use_of(problem, out.choice);
  out.outcome = out.gap <= options.gap + 1e-12 ? AllocationOutcome::optimal : AllocationOutcome::feasible;
  out.note = out.outcome == AllocationOutcome::optimal ? "" : "the time limit passed before the gap was reached";
  return out;
}

}  // namespace sightline
