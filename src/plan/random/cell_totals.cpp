#include "plan/random/cell_totals.hpp"

#include <algorithm>
#include <cmath>

#include "sightline/base/hash.hpp"

namespace sightline::planning {
namespace {

double unit(std::uint32_t units) { return units / double{units_per_batch}; }

// Totals worth offering: all small ones, all near the reference, then steps of about 6 %.
std::vector<std::uint32_t> offered_totals(std::uint32_t most, std::uint32_t reference) {
  constexpr std::uint32_t every = 24, near = 8;
  std::vector<std::uint32_t> totals;
  for (std::uint32_t t = 0; t <= most;) {
    totals.push_back(t);
    const bool close = t + near >= reference && t < reference + near;
    std::uint32_t next = t < every || close ? t + 1 : t + 1 + t / 16;
    if (t + near < reference) next = std::min(next, reference - near);
    t = t < most ? std::min(next, most) : most + 1;
  }
  return totals;
}

// No total beyond what ceilings, laboratory, money and batches allow; but always one that the floors ask, so that a
// contradiction between them is one of rules that have names.
std::uint32_t highest_total(const Setup& setup, const RuleRows& rows, const Reference& reference, std::size_t j) {
  const Cell& cell = setup.random.cells[j];
  std::uint64_t floors = 0, ceilings = 0;
  for (Index c : cell.members) floors += setup.eligible.floor[c], ceilings += setup.random.ceiling[c];
  const double held = static_cast<double>(ceilings / units_per_batch);
  double most = held;
  if (const Index row = rows.lab_rows[cell.category][cell.lab]; row != no_index)
    most = std::min(most, rows.rows[row].bound);
  const Money price = setup.lab_of(cell).price;
  if (setup.budget && price.fen > 0)
    most = std::min(most, std::floor(static_cast<double>(setup.budget->fen) / static_cast<double>(price.fen)));
  if (setup.policy.max_batches > 0) most = std::min(most, static_cast<double>(setup.policy.max_batches));
  const double asked = static_cast<double>((floors + units_per_batch - 1) / units_per_batch);
  return std::min(static_cast<std::uint32_t>(std::min(held, std::max(most, asked))), reference.most[j]);
}

struct TotalOption {
  std::uint32_t total = 0;
  double gain = 0;
  Uses uses;
};

// Options of one cell around the reference. Totals that the pool cannot hold are offered too, since other candidates
// may be certain: below, at the gain of its best member per batch; above, at that of its worst.
std::vector<TotalOption> cell_options(const Setup& setup, const RuleRows& rows, const Reference& reference,
                                      std::size_t j) {
  const Cell& cell = setup.random.cells[j];
  const double rho = setup.policy.unpredictability;
  const Pool pool = pool_of(setup, rows, cell, reference.out, setup.random.ceiling, reference.tilt);
  const std::uint32_t least = pool.members.least(), most = pool.members.most();
  double worst = setup.single_gain[cell.members.front()];
  for (Index c : cell.members) worst = std::min(worst, setup.single_gain[c]);
  std::vector<TotalOption> options;
  double lambda = reference.lambda[j];
  for (std::uint32_t total : offered_totals(highest_total(setup, rows, reference, j), reference.total[j])) {
    TotalOption option{total, 0, {}};
    const std::uint32_t held = least <= most ? std::clamp(total, least, most) : 0;
    const Spread spread = spread_batches(pool.members, held, rho, lambda);
    lambda = spread.lambda;
    option.gain = rho * spread.entropy;
    for (std::size_t i = 0; i < spread.pi.size(); ++i)
      option.gain += setup.single_gain[pool.candidates[i]] * spread.pi[i];
    if (total > held) option.gain += worst * (total - held);
    if (total < held) option.gain *= static_cast<double>(total) / held;
    const double factor = held > 0 ? static_cast<double>(total) / held : 0;
    add_random_uses(setup, rows, j, total, mass_of(rows, pool.candidates, spread.pi), factor, option.uses);
    options.push_back(std::move(option));
  }
  return options;
}

CellMass no_mass(const RuleRows& rows) {
  CellMass mass;
  mass.of_family.resize(rows.families.size());
  return mass;
}

}  // namespace

Pool pool_of(const Setup& setup, const RuleRows& rows, const Cell& cell, const std::vector<std::uint8_t>& out,
             const std::vector<std::uint32_t>& ceiling, const std::vector<double>& tilt) {
  Pool pool;
  for (Index c : cell.members) {
    if (out[c] != 0) continue;
    pool.candidates.push_back(c);
    pool.members.gain.push_back(setup.single_gain[c] + tilt_of(rows, tilt, c));
    pool.members.floor.push_back(setup.eligible.floor[c]);
    pool.members.ceiling.push_back(ceiling[c]);
    pool.members.tie.push_back(setup.tie[c]);
  }
  return pool;
}

void add_cells_near(const Setup& setup, const RuleRows& rows, const Reference& reference, const Run& run,
                    BuiltProblem& built) {
  const std::size_t cells = setup.random.cells.size();
  std::vector<std::vector<TotalOption>> options(cells);
  parallel_chunks(run, cells, 1, [&](std::size_t j, std::size_t, std::size_t) {
    options[j] = cell_options(setup, rows, reference, j);
  });
  for (std::size_t j = 0; j < cells; ++j) {
    for (const TotalOption& option : options[j]) {
      push_option(built.problem, option.gain, option.total, option.uses);
      built.totals.push_back(option.total);
    }
    built.cell.push_back(static_cast<Index>(j));
    close_candidate(built.problem, true, no_index, mix64(j));
  }
}

// A total is a sum of powers of two, so that every whole number can be chosen.
void add_cells_above(const Setup& setup, const RuleRows& rows, const Reference& reference, BuiltProblem& built) {
  const CellMass nothing = no_mass(rows);
  Uses uses;
  for (std::size_t j = 0; j < setup.random.cells.size(); ++j) {
    for (Index c : setup.random.cells[j].members) {
      const double worth = worth_in_cell(setup, rows, reference, c);
      // The cell may lose members whose enterprise is full; that can only help where their worth is below 0.
      const bool may_leave = setup.part[c] == Part::none && !setup.eligible.caps.empty() &&
                             setup.eligible.caps[setup.ledger.frame.enterprise[c]].least() != no_cap;
      built.constant += may_leave ? std::max(0.0, worth) : worth;
    }
    const std::uint32_t most = highest_total(setup, rows, reference, j);
    for (std::uint32_t total = 1; total <= most; total *= 2) {
      uses.clear();
      add_random_uses(setup, rows, j, total, nothing, 0, uses);
      const double priced = take_spread_rows(rows, reference.tilt, uses);
      push_option(built.problem, reference.lambda[j] * total + priced, total, uses);
      built.totals.push_back(total);
      built.cell.push_back(static_cast<Index>(j));
      close_candidate(built.problem, false, no_index, mix64(j));
    }
  }
}

double price_of_batch(const Setup& setup, const RuleRows& rows, std::size_t cell, const std::vector<double>& price) {
  Uses uses;
  add_random_uses(setup, rows, cell, 1, no_mass(rows), 0, uses);
  double sum = 0;
  for (const auto& [row, amount] : uses) sum += price[row] * amount;
  return sum;
}

std::uint32_t demand_at_price(const Setup& setup, const RuleRows& rows, const Reference& reference, std::size_t cell) {
  const Pool pool = pool_of(setup, rows, setup.random.cells[cell], reference.out, setup.random.ceiling, reference.tilt);
  double wanted = 0;
  for (std::size_t i = 0; i < pool.members.size(); ++i)
    wanted += chosen_at(pool.members.gain[i], unit(pool.members.floor[i]), unit(pool.members.ceiling[i]),
                        reference.lambda[cell], setup.policy.unpredictability);
  const std::uint32_t least = pool.members.least(), most = std::max(least, pool.members.most());
  return std::clamp(static_cast<std::uint32_t>(std::llround(wanted)), least, most);
}

double take_spread_rows(const RuleRows& rows, const std::vector<double>& tilt, Uses& uses) {
  double priced = 0;
  std::size_t kept = 0;
  for (const auto& use : uses) {
    if (rows.rows[use.first].spread)
      priced += tilt[use.first] * use.second;
    else
      uses[kept++] = use;
  }
  uses.resize(kept);
  return priced;
}

}  // namespace sightline::planning
