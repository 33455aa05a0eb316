#include "allocation/search/core_problem.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "allocation/problem_check.hpp"
#include "allocation/search/dive.hpp"

namespace sightline {
namespace {

constexpr std::size_t first_core_columns = 400;
constexpr double core_growth = 4;

struct Core {
  Milp milp;
  std::vector<std::size_t> column;  // of the whole, per column of the core
  double fixed_gain = 0;
};

// Columns with |reduced gain| > delta are fixed as their prices say: at their limit, or at 0.
Core cut_core(const Milp& whole, const LpSolution& relaxed, double delta) {
  Core core;
  std::vector<double> used(whole.rows());
  std::vector<char> touched(whole.rows());
  for (std::size_t j = 0; j < whole.columns(); ++j) {
    const bool open = std::abs(relaxed.reduced_gain[j]) <= delta;
    const bool fixed_up = !open && relaxed.reduced_gain[j] > 0;
    if (fixed_up) core.fixed_gain += whole.gain[j] * whole.upper[j];
    for (int e = whole.first_entry[j]; e < whole.first_entry[j + 1]; ++e) {
      const auto at = static_cast<std::size_t>(e);
      const auto row = static_cast<std::size_t>(whole.entry_row[at]);
      if (fixed_up) used[row] += whole.entry_amount[at] * whole.upper[j];
      if (open) touched[row] = 1;
    }
    if (open) core.column.push_back(j);
  }
  std::vector<std::size_t> row_of(whole.rows());
  for (std::size_t i = 0; i < whole.rows(); ++i) {
    const double slack = 1e-9 * std::max(1.0, std::abs(used[i]));
    const bool keeps = whole.row_lower[i] - used[i] <= slack && whole.row_upper[i] - used[i] >= -slack;
    if (touched[i] == 0 && keeps) continue;
    row_of[i] = core.milp.rows();
    core.milp.add_row(whole.row_lower[i] - used[i], whole.row_upper[i] - used[i]);
  }
  for (std::size_t j : core.column) {
    for (int e = whole.first_entry[j]; e < whole.first_entry[j + 1]; ++e) {
      const auto at = static_cast<std::size_t>(e);
      core.milp.add_entry(row_of[static_cast<std::size_t>(whole.entry_row[at])], whole.entry_amount[at]);
    }
    core.milp.end_column(whole.gain[j], whole.upper[j]);
  }
  return core;
}

// The loss within which about `columns` columns stay open.
double loss_for(const LpSolution& relaxed, std::size_t columns) {
  if (columns >= relaxed.reduced_gain.size()) return no_limit;
  std::vector<double> loss(relaxed.reduced_gain.size());
  for (std::size_t j = 0; j < loss.size(); ++j) loss[j] = std::abs(relaxed.reduced_gain[j]);
  std::nth_element(loss.begin(), loss.begin() + static_cast<std::ptrdiff_t>(columns), loss.end());
  return loss[columns];
}

std::vector<double> whole_solution(const Milp& whole, const LpSolution& relaxed, const Core& core,
                                   const std::vector<double>& x) {
  std::vector<double> out(whole.columns());
  for (std::size_t j = 0; j < out.size(); ++j) out[j] = relaxed.reduced_gain[j] > 0 ? whole.upper[j] : 0;
  for (std::size_t k = 0; k < core.column.size(); ++k) out[core.column[k]] = x[k];
  return out;
}

// The absolute gap that is within `gap` of any bound between a known objective and the relaxation's.
double allowed_between(double gap, double known, double relaxed) {
  if (!std::isfinite(known)) return no_limit;
  const double least = known * relaxed > 0 ? std::min(std::abs(known), std::abs(relaxed)) : 0;
  return gap * std::max(1.0, least) * 0.999;
}

}  // namespace

MilpSolution search_core(const Milp& milp, const LpSolution& relaxed, const AllocationOptions& options,
                         int node_limit) {
  using Clock = std::chrono::steady_clock;
  const auto started = Clock::now();
  const double unit = gain_unit(milp.gain);
  // Choices that differ in value differ by a unit: a gap just below it is none.
  const double within_unit = unit * (1 - 1e-5);
  double allowed = std::max(within_unit, options.gap * std::max(1.0, std::abs(relaxed.objective)) * 0.999);
  MilpSolution best;
  best.objective = -no_limit;
  double bound = whole_below(relaxed.objective, unit);
  double columns = static_cast<double>(std::max(first_core_columns, milp.columns() / 20));
  for (double delta = 0;; columns *= core_growth) {
    options.run.report("core problem", 0.5);
    // A choice better than the best known by more than the gap loses less than this.
    const double open_loss = relaxed.objective - best.objective - allowed;
    delta = std::min(loss_for(relaxed, static_cast<std::size_t>(columns)), std::max(open_loss, 0.0));
    MilpOptions search;
    search.gap = allowed;
    search.node_limit = node_limit;
    if (options.time_limit_s > 0) {
      search.time_limit_s = options.time_limit_s - std::chrono::duration<double>(Clock::now() - started).count();
      if (search.time_limit_s <= 0) break;
    }
    const Core core = cut_core(milp, relaxed, delta);
    const MilpSolution first = dive(core.milp);
    if (!first.x.empty() && first.objective + core.fixed_gain > best.objective) {
      best.objective = first.objective + core.fixed_gain;
      best.x = whole_solution(milp, relaxed, core, first.x);
    }
    allowed = std::min(allowed, std::max(within_unit, allowed_between(options.gap, best.objective, bound)));
    if (bound - best.objective <= allowed) break;
    search.gap = allowed;
    search.start = first.x;
    MilpSolution found = solve_milp(core.milp, search);
    // A start that nothing beats by more than the gap is sometimes lost by the solver, which then returns nothing.
    if (found.x.empty() && !search.start.empty() && search.time_limit_s == 0 && node_limit == 0) {
      search.start.clear();
      found = solve_milp(core.milp, search);
    }
    best.nodes += found.nodes;
    const double core_bound = found.status == MilpStatus::infeasible ? -no_limit : found.bound + core.fixed_gain;
    bound = std::min(bound, whole_below(std::max(core_bound, relaxed.objective - delta), unit));
    if (!found.x.empty() && found.objective + core.fixed_gain > best.objective) {
      best.objective = found.objective + core.fixed_gain;
      best.x = whole_solution(milp, relaxed, core, found.x);
    }
    if (delta == no_limit && found.status == MilpStatus::infeasible && best.x.empty()) {
      best.status = MilpStatus::infeasible;
      return best;
    }
    allowed = std::min(allowed, std::max(within_unit, allowed_between(options.gap, best.objective, bound)));
    if (bound - best.objective <= allowed * 1.001 + 1e-12 * std::abs(bound)) break;
    if (node_limit > 0 && found.status != MilpStatus::optimal && found.status != MilpStatus::infeasible) break;
    const bool everything = delta >= open_loss || delta >= no_limit;
    if (everything && allowed >= search.gap) break;  // else once more, for the gap that is known by now
  }
  best.bound = std::max(bound, best.objective);
  if (best.x.empty()) return best;
  best.status = best.bound - best.objective <= allowed * 1.001 + 1e-12 * std::abs(bound) ? MilpStatus::optimal
                                                                                         : MilpStatus::feasible;
  return best;
}

}  // namespace sightline
