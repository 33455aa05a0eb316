#include "plan/model/draft.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::planning {
namespace {

constexpr double kept_to = 1e-6;  // batches: sums of probabilities in billionths

void read_choices(const BuiltProblem& built, const std::vector<std::int32_t>& choice, Draft& draft) {
  const AllocationProblem& problem = built.problem;
  const std::size_t cells_first = built.lines.size();
  for (std::size_t i = 0; i < choice.size(); ++i) {
    if (choice[i] < 0) continue;
    const std::size_t option = problem.first_option[i] + static_cast<std::size_t>(choice[i]);
    if (i < built.real)
      draft.lines.push_back(built.lines[option]);
    else
      draft.totals[built.cell[i - built.real]] += built.totals[option - cells_first];
  }
  for (const CertainLine& line : draft.lines) draft.out[line.candidate] = 1;
}

// What directed lines leave of the caps, and the ceilings that follow for the enterprise's other candidates.
std::vector<std::uint32_t> fit_to_caps(const Setup& setup, Draft& draft) {
  std::vector<std::uint32_t> ceiling = setup.random.ceiling;
  if (setup.eligible.caps.empty()) return ceiling;
  const Frame& frame = setup.ledger.frame;
  for (std::size_t i = 0; i < draft.lines.size();) {
    const Index enterprise = frame.enterprise[draft.lines[i].candidate];
    Cap cap = setup.eligible.caps[enterprise];
    for (; i < draft.lines.size() && frame.enterprise[draft.lines[i].candidate] == enterprise; ++i) {
      if (!draft.lines[i].directed) continue;
      if (cap.visits != no_cap) --cap.visits;
      if (cap.batches != no_cap) cap.batches -= draft.lines[i].batches;
    }
    const auto [first, last] = std::equal_range(frame.enterprise.begin(), frame.enterprise.end(), enterprise);
    std::vector<Index> others;
    for (auto it = first; it != last; ++it) {
      const auto c = static_cast<Index>(it - frame.enterprise.begin());
      if (setup.random.cell_of[c] != no_index && draft.out[c] == 0) others.push_back(c);
    }
    if (fit_ceilings(others, cap.least(), setup.eligible.floor, ceiling)) continue;
    for (Index c : others) draft.out[c] = draft.full[c] = 1;
  }
  return ceiling;
}

void find_impossible(Draft& draft) {
  for (std::size_t j = 0; j < draft.pools.size(); ++j) {
    const std::uint32_t total = draft.totals[j];
    const CellMembers& members = draft.pools[j].members;
    const std::uint32_t least = members.least(), most = members.most();
    const bool drawable = least <= most && most > 0;
    if (total > 0 ? total < least || total > most : drawable && least > 0) draft.impossible.push_back(j);
  }
}

void add_uses(const Uses& uses, Draft& draft) {
  for (const auto& [row, amount] : uses) draft.used[row] += amount;
}

void spread_cells(const Setup& setup, const RuleRows& rows, Draft& draft) {
  Uses uses;
  for (const CertainLine& line : draft.lines) {
    uses.clear();
    add_certain_uses(setup, rows, line.candidate, line.lab, line.batches, line.directed, uses);
    add_uses(uses, draft);
    draft.gain += setup.gain(line.candidate, line.batches);
  }
  const std::size_t cells = draft.pools.size();
  CellMass nothing;
  nothing.of_family.resize(rows.families.size());
  for (std::size_t j = 0; j < cells; ++j) {
    uses.clear();
    add_random_uses(setup, rows, j, draft.totals[j], nothing, 0, uses);
    add_uses(uses, draft);
  }
  std::vector<double> need(rows.rows.size());
  for (std::size_t r = 0; r < need.size(); ++r) need[r] = rows.rows[r].bound - draft.used[r];
  TiltedCells tilted = tilt_cells(rows, draft.pools, draft.totals, need, setup.policy.unpredictability);
  draft.tilt = std::move(tilted.tilt);
  for (std::size_t j = 0; j < cells; ++j) {
    const Pool& pool = draft.pools[j];
    draft.lambda.push_back(tilted.spreads[j].lambda);
    draft.units.push_back(in_billionths(pool.members, tilted.spreads[j].pi, draft.totals[j]));
    std::vector<double> pi(draft.units[j].size());
    for (std::size_t i = 0; i < pi.size(); ++i) {
      pi[i] = draft.units[j][i] / double{units_per_batch};
      draft.gain += pi[i] * setup.single_gain[pool.candidates[i]];
      draft.entropy += entropy_of(pi[i]);
    }
    const CellMass mass = mass_of(rows, pool.candidates, pi);
    for (std::size_t f = 0; f < rows.families.size(); ++f)
      for (const auto& [g, batches] : mass.of_family[f])
        for (Index row : rows.families[f].rows[g])
          if (row != no_index) draft.used[row] += batches;
  }
}

}  // namespace

double excess_of(const Row& row, double used) {
  return row.sense == Sense::at_least ? row.bound - used : used - row.bound;
}

Draft draft_plan(const Setup& setup, const RuleRows& rows, const BuiltProblem& built,
                 const std::vector<std::int32_t>& choice) {
  Draft draft;
  draft.out.assign(setup.part.size(), 0);
  draft.full.assign(setup.part.size(), 0);
  draft.totals.assign(setup.random.cells.size(), 0);
  draft.used.assign(rows.rows.size(), 0);
  read_choices(built, choice, draft);
  const std::vector<std::uint32_t> ceiling = fit_to_caps(setup, draft);
  const std::vector<double> level(rows.rows.size());
  for (const Cell& cell : setup.random.cells)
    draft.pools.push_back(pool_of(setup, rows, cell, draft.out, ceiling, level));
  find_impossible(draft);
  if (!draft.impossible.empty()) return draft;
  spread_cells(setup, rows, draft);
  for (std::size_t r = 0; r < rows.rows.size(); ++r)
    if (rows.rows[r].kind != RowKind::cell_floors && rows.rows[r].kind != RowKind::cell_ceilings &&
        excess_of(rows.rows[r], draft.used[r]) > kept_to)
      draft.broken.push_back(r);
  return draft;
}

}  // namespace sightline::planning
