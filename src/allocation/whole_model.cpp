#include "allocation/whole_model.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "allocation/conflict.hpp"
#include "allocation/problem_check.hpp"
#include "allocation/search/core_problem.hpp"
#include "allocation/search/loss_search.hpp"
#include "sightline/base/ids.hpp"

namespace sightline {

Milp whole_model(const AllocationProblem& problem) {
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
      milp.end_column(problem.gain[option], 1);
    }
  }
  return milp;
}

namespace {

constexpr double little_work = 4e7, much_work = 1.5e9;  // of the search by loss
constexpr double work_per_s = 1e8;                      // so that it takes a part of the time allowed
constexpr int few_nodes = 200;

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

// Settles small problems without a tree of linear programs; false when it takes more than that.
bool finish_by_loss(const AllocationProblem& problem, const LpSolution& relaxed, const AllocationOptions& options,
                    double most_work, Allocation& out) {
  const double unit = gain_unit(problem.gain);
  double gap = options.gap * std::max(1.0, std::abs(relaxed.objective)) * 0.999;
  LossSearch search = search_by_loss(problem, relaxed.row_price, gap, unit, most_work);
  for (; search.finished && search.found && gap > 0;
       search = search_by_loss(problem, relaxed.row_price, gap, unit, most_work)) {
    const double allowed = options.gap * std::max(1.0, std::abs(search.bound));
    if (search.bound - search.objective <= allowed) break;
    gap = std::min(allowed, gap / 8);  // the relaxation was worth more than any choice
    if (gap < allowed * 1e-3) gap = 0;
  }
  if (!search.finished) return false;
  if (!search.found) {
    name_conflict(problem, {}, options.run, out);
    return true;
  }
  if (!check_allocation(problem, search.choice).empty()) return false;
  out.choice = std::move(search.choice);
  out.bound = search.bound;
  judge(problem, options, out);
  return true;
}

// Few nodes, then much work without linear programs (into `out` when it settles the problem), then as many nodes as it takes.
MilpSolution search_in_turn(const AllocationProblem& problem, const Milp& milp, const LpSolution& relaxed,
                            const AllocationOptions& options, Allocation& out) {
  using Clock = std::chrono::steady_clock;
  const auto started = Clock::now();
  MilpSolution found = search_core(milp, relaxed, options, few_nodes);
  if (found.status == MilpStatus::optimal || found.status == MilpStatus::infeasible) return found;
  AllocationOptions rest = options;
  const auto limited = [&] {  // what is left of the time
    if (options.time_limit_s == 0) return false;
    rest.time_limit_s = options.time_limit_s - std::chrono::duration<double>(Clock::now() - started).count();
    return true;
  };
  const double work = limited() ? std::min(much_work, std::max(0.0, rest.time_limit_s) * work_per_s) : much_work;
  if (finish_by_loss(problem, relaxed, options, work, out)) return found;
  if (limited() && rest.time_limit_s <= 0) return found;
  MilpSolution last = search_core(milp, relaxed, rest);
  last.bound = std::min(last.bound, found.bound);
  if (last.status == MilpStatus::infeasible || found.x.empty() || last.objective >= found.objective) return last;
  found.bound = last.bound;
  return found;
}

}  // namespace

Allocation solve_whole_model(const AllocationProblem& problem, const AllocationOptions& options) {
  Allocation out;
  const Milp milp = whole_model(problem);
  options.run.report("linear relaxation", 0);
  const LpSolution relaxed = solve_lp(milp);
  if (relaxed.status == MilpStatus::infeasible) {
    name_conflict(problem, relaxed.farkas, options.run, out);
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
  if (!options.whole_model && finish_by_loss(problem, relaxed, options, little_work, out)) return out;
  const MilpSolution found = options.whole_model ? search_everything(milp, relaxed, options)
                                                 : search_in_turn(problem, milp, relaxed, options, out);
  if (!out.choice.empty()) return out;
  if (found.status == MilpStatus::infeasible) {
    name_conflict(problem, {}, options.run, out);
    return out;
  }
  out.iterations = found.nodes;
  out.bound = std::min(found.bound, relaxed.objective);
  if (found.status == MilpStatus::none_found) {
    out.note = "the time limit passed before any choice that keeps the rules was found";
    return out;
  }
  read_choice(problem, found.x, out);
  judge(problem, options, out);
  return out;
}

}  // namespace sightline
