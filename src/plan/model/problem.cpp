#include "plan/model/problem.hpp"

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

struct Option {
  double gain = 0;
  std::uint32_t batches = 0;
  Uses uses;
};

void close_candidate(AllocationProblem& problem, bool exactly, Index block, std::uint64_t tie) {
  problem.first_option.push_back(problem.gain.size());
  problem.exactly.push_back(exactly ? 1 : 0);
  problem.block_of.push_back(block);
  problem.tie_key.push_back(tie);
}

void push_option(AllocationProblem& problem, const Option& option) {
  for (const auto& [row, amount] : option.uses) {
    problem.use_rule.push_back(row);
    problem.use_amount.push_back(amount);
  }
  problem.first_use.push_back(problem.use_rule.size());
  problem.gain.push_back(option.gain);
  problem.units.push_back(option.batches);
}

void set_rules(const RuleRows& rows, const Reference& reference, AllocationProblem& problem) {
  for (std::size_t r = 0; r < rows.rows.size(); ++r) {
    const Row& row = rows.rows[r];
    const double drawn_in = row.sense == Sense::at_least ? reference.margin[r] : -reference.margin[r];
    problem.rules.push_back({row.rule, row.sense, row.bound + drawn_in});
  }
}

// Blocks of the enterprises whose directed candidates could exceed what is left of its caps.
std::vector<Index> add_blocks(const Setup& setup, AllocationProblem& problem) {
  std::vector<Index> block(setup.ledger.enterprises.size(), no_index);
  if (setup.eligible.caps.empty()) return block;
  std::vector<std::uint32_t> lines(block.size()), batches(block.size());
  for (std::size_t c = 0; c < setup.part.size(); ++c)
    if (setup.part[c] == Part::directed) {
      ++lines[setup.ledger.frame.enterprise[c]];
      batches[setup.ledger.frame.enterprise[c]] += setup.most_batches(c);
    }
  for (std::size_t e = 0; e < block.size(); ++e) {
    const Cap& cap = setup.eligible.caps[e];
    if (lines[e] <= cap.visits && batches[e] <= cap.batches) continue;
    block[e] = static_cast<Index>(problem.max_chosen.size());
    problem.max_chosen.push_back(cap.visits);
    problem.max_units.push_back(cap.batches);
  }
  return block;
}

// Labs beyond the cheapest one without a capacity row are never better.
std::vector<std::uint32_t> useful_labs(const Setup& setup, const RuleRows& rows, std::size_t c) {
  const Index category = setup.ledger.frame.category[c];
  auto labs = allowed_labs(setup.labs, category, setup.last_lab[setup.ledger.frame.enterprise[c]]);
  for (std::size_t i = 0; i < labs.size(); ++i)
    if (rows.lab_rows[category][labs[i]] == no_index) labs.resize(i + 1);
  return labs;
}

// What a directed line takes from the candidate's cell.
double worth_in_cell(const Setup& setup, const Reference& reference, std::size_t c) {
  const Index cell = setup.random.cell_of[c];
  if (cell == no_index) return 0;
  return worth_at(setup.single_gain[c], unit(setup.eligible.floor[c]), unit(setup.random.ceiling[c]),
                  reference.lambda[cell], setup.policy.unpredictability);
}

void add_certain_candidates(const Setup& setup, const RuleRows& rows, const Reference& reference, BuiltProblem& built) {
  const std::vector<Index> block = add_blocks(setup, built.problem);
  for (Index c = 0; c < setup.part.size(); ++c) {
    if (setup.part[c] == Part::none) continue;
    const bool directed = setup.part[c] == Part::directed;
    const int mandatory = setup.eligible.mandatory[c];
    const int most = directed ? static_cast<int>(setup.most_batches(c)) : mandatory;
    const double lost = directed ? worth_in_cell(setup, reference, c) : 0;
    const auto labs = useful_labs(setup, rows, c);
    for (int n = directed ? 1 : mandatory; n <= most; ++n) {
      Option option{setup.gain(c, n) - lost, static_cast<std::uint32_t>(n), {}};
      for (std::uint32_t lab : labs) {
        option.uses.clear();
        add_certain_uses(setup, rows, c, lab, n, directed, option.uses);
        push_option(built.problem, option);
        built.lines.push_back({c, lab, static_cast<std::uint16_t>(n), directed});
      }
    }
    close_candidate(built.problem, !directed, directed ? block[setup.ledger.frame.enterprise[c]] : no_index,
                    setup.tie[c]);
    ++built.real;
  }
}

std::uint32_t highest_total(const Setup& setup, const RuleRows& rows, const Reference& reference, std::size_t j) {
  const Cell& cell = setup.random.cells[j];
  std::uint64_t ceilings = 0;
  for (Index c : cell.members) ceilings += setup.random.ceiling[c];
  double most = static_cast<double>(ceilings / units_per_batch);
  if (const Index row = rows.lab_rows[cell.category][cell.lab]; row != no_index)
    most = std::min(most, rows.rows[row].bound);
  if (setup.budget && setup.lab_of(cell).price.fen > 0)
    most = std::min(
        most, std::floor(static_cast<double>(setup.budget->fen) / static_cast<double>(setup.lab_of(cell).price.fen)));
  if (setup.policy.max_batches > 0) most = std::min(most, static_cast<double>(setup.policy.max_batches));
  return std::min(static_cast<std::uint32_t>(most), reference.most[j]);
}

// Options of one cell around the reference. Totals that the pool cannot hold are offered too, since other candidates
// may be certain: below, at the gain of its best member per batch; above, at that of its worst.
std::vector<Option> cell_options(const Setup& setup, const RuleRows& rows, const Reference& reference, std::size_t j,
                                 std::vector<std::uint32_t>& totals) {
  const Cell& cell = setup.random.cells[j];
  const double rho = setup.policy.unpredictability;
  const Pool pool = pool_of(setup, rows, cell, reference.out, setup.random.ceiling, reference.tilt);
  const std::uint32_t least = pool.members.least(), most = pool.members.most();
  double worst = setup.single_gain[cell.members.front()];
  for (Index c : cell.members) worst = std::min(worst, setup.single_gain[c]);
  std::vector<Option> options;
  double lambda = reference.lambda[j];
  totals = offered_totals(highest_total(setup, rows, reference, j), reference.total[j]);
  for (std::uint32_t total : totals) {
    Option option{0, total, {}};
    const std::uint32_t held = least <= most ? std::clamp(total, least, most) : 0;
    Spread spread = spread_batches(pool.members, held, rho, lambda);
    lambda = spread.lambda;
    double gain = rho * spread.entropy;
    for (std::size_t i = 0; i < spread.pi.size(); ++i) gain += setup.single_gain[pool.candidates[i]] * spread.pi[i];
    if (total > held) gain += worst * (total - held);
    if (total < held) gain *= static_cast<double>(total) / held;
    option.gain = gain;
    const double factor = held > 0 ? static_cast<double>(total) / held : 0;
    add_random_uses(setup, rows, j, total, mass_of(rows, pool.candidates, spread.pi), factor, option.uses);
    options.push_back(std::move(option));
  }
  return options;
}

void add_cells_near(const Setup& setup, const RuleRows& rows, const Reference& reference, const Run& run,
                    BuiltProblem& built) {
  const std::size_t cells = setup.random.cells.size();
  std::vector<std::vector<Option>> options(cells);
  std::vector<std::vector<std::uint32_t>> totals(cells);
  parallel_chunks(run, cells, 1, [&](std::size_t j, std::size_t, std::size_t) {
    options[j] = cell_options(setup, rows, reference, j, totals[j]);
  });
  for (std::size_t j = 0; j < cells; ++j) {
    for (const Option& option : options[j]) push_option(built.problem, option);
    built.totals.insert(built.totals.end(), totals[j].begin(), totals[j].end());
    built.cell.push_back(static_cast<Index>(j));
    close_candidate(built.problem, true, no_index, mix64(j));
  }
}

// A total is a sum of powers of two, so that every whole number can be chosen.
void add_cells_above(const Setup& setup, const RuleRows& rows, const Reference& reference, BuiltProblem& built) {
  const double rho = setup.policy.unpredictability;
  for (std::size_t j = 0; j < setup.random.cells.size(); ++j) {
    const Cell& cell = setup.random.cells[j];
    for (Index c : cell.members) {
      const double worth = worth_at(setup.single_gain[c], unit(setup.eligible.floor[c]), unit(setup.random.ceiling[c]),
                                    reference.lambda[j], rho);
      // The cell may lose members whose enterprise is full; that can only help where their worth is below 0.
      const bool may_leave = setup.part[c] == Part::none && !setup.eligible.caps.empty() &&
                             setup.eligible.caps[setup.ledger.frame.enterprise[c]].least() != no_cap;
      built.constant += may_leave ? std::max(0.0, worth) : worth;
    }
    const Pool pool = pool_of(setup, rows, cell, reference.out, setup.random.ceiling, reference.tilt);
    const std::uint32_t held =
        pool.members.least() <= pool.members.most()
            ? std::clamp(std::max(1u, reference.total[j]), pool.members.least(), std::max(1u, pool.members.most()))
            : 0;
    const Spread spread = spread_batches(pool.members, held, rho, reference.lambda[j]);
    const CellMass mass = mass_of(rows, pool.candidates, spread.pi);
    const std::uint32_t most = highest_total(setup, rows, reference, j);
    for (std::uint32_t total = 1; total <= most; total *= 2) {
      Option option{reference.lambda[j] * total, total, {}};
      add_random_uses(setup, rows, j, total, mass, held > 0 ? static_cast<double>(total) / held : 0, option.uses);
      push_option(built.problem, option);
      built.totals.push_back(total);
      built.cell.push_back(static_cast<Index>(j));
      close_candidate(built.problem, false, no_index, mix64(j));
    }
  }
}

}  // namespace

Reference first_reference(const Setup& setup, const RuleRows& rows) {
  Reference reference;
  const std::size_t cells = setup.random.cells.size();
  reference.out.assign(setup.part.size(), 0);
  reference.most.assign(cells, std::numeric_limits<std::uint32_t>::max());
  reference.tilt.assign(rows.rows.size(), 0);
  reference.margin.assign(rows.rows.size(), 0);
  // A guess at the totals: the random stream's least share of what the money buys, by the cells' sizes.
  double price = 0, members = 0;
  for (const Cell& cell : setup.random.cells) {
    price += setup.lab_of(cell).price.in_yuan() * static_cast<double>(cell.members.size());
    members += static_cast<double>(cell.members.size());
  }
  double batches = setup.policy.max_batches > 0 ? setup.policy.max_batches : 1e9;
  if (setup.budget && price > 0) batches = std::min(batches, setup.budget->in_yuan() * members / price);
  const double share = std::max(0.05, setup.policy.streams.random_min_share);
  for (const Cell& cell : setup.random.cells) {
    const Pool pool = pool_of(setup, rows, cell, reference.out, setup.random.ceiling, reference.tilt);
    const double guess = std::round(batches * share * static_cast<double>(cell.members.size()) / members);
    const std::uint32_t least = std::max(1u, pool.members.least()), most = std::max(least, pool.members.most());
    reference.total.push_back(static_cast<std::uint32_t>(std::clamp<double>(guess, least, most)));
    reference.lambda.push_back(
        spread_batches(pool.members, reference.total.back(), setup.policy.unpredictability).lambda);
  }
  return reference;
}

BuiltProblem build_problem(const Setup& setup, const RuleRows& rows, const Reference& reference, Valuation valuation,
                           const Run& run) {
  BuiltProblem built;
  set_rules(rows, reference, built.problem);
  add_certain_candidates(setup, rows, reference, built);
  if (valuation == Valuation::near)
    add_cells_near(setup, rows, reference, run, built);
  else
    add_cells_above(setup, rows, reference, built);
  return built;
}

Pool pool_of(const Setup& setup, const RuleRows& rows, const Cell& cell, const std::vector<std::uint8_t>& out,
             const std::vector<std::uint32_t>& ceiling, const std::vector<double>& tilt) {
  Pool pool;
  for (Index c : cell.members) {
    if (out[c] != 0) continue;
    double gain = setup.single_gain[c];
    for (const Family& family : rows.families) {
      if (family.groups->by_category || family.groups->of[c] == no_index) continue;
      for (Index row : family.rows[family.groups->of[c]])
        if (row != no_index) gain += tilt[row];
    }
    pool.candidates.push_back(c);
    pool.members.gain.push_back(gain);
    pool.members.floor.push_back(setup.eligible.floor[c]);
    pool.members.ceiling.push_back(ceiling[c]);
    pool.members.tie.push_back(setup.tie[c]);
  }
  return pool;
}

}  // namespace sightline::planning
