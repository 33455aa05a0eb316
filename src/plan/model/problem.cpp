#include "plan/model/problem.hpp"

#include <algorithm>
#include <cmath>

#include "plan/random/cell_totals.hpp"

namespace sightline::planning {
namespace {

double unit(std::uint32_t units) { return units / double{units_per_batch}; }

// In `above`, rules that cut across categories are counted in the objective and bind nothing.
void set_rules(const RuleRows& rows, const Reference& reference, Valuation valuation, BuiltProblem& built) {
  for (std::size_t r = 0; r < rows.rows.size(); ++r) {
    const Row& row = rows.rows[r];
    if (valuation == Valuation::above && row.spread) {
      built.problem.rules.push_back({row.rule, Sense::at_most, 1});
      built.constant -= reference.tilt[r] * row.bound;
      continue;
    }
    const double margin = valuation == Valuation::above ? 0 : reference.margin[r];
    built.problem.rules.push_back({row.rule, row.sense, row.bound + (row.sense == Sense::at_least ? margin : -margin)});
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

void add_certain_candidates(const Setup& setup, const RuleRows& rows, const Reference& reference, Valuation valuation,
                            BuiltProblem& built) {
  const std::vector<Index> block = add_blocks(setup, built.problem);
  Uses uses;
  for (Index c = 0; c < setup.part.size(); ++c) {
    if (setup.part[c] == Part::none) continue;
    const bool directed = setup.part[c] == Part::directed;
    const int mandatory = setup.eligible.mandatory[c];
    const int most = directed ? static_cast<int>(setup.most_batches(c)) : mandatory;
    const double lost = directed ? worth_in_cell(setup, rows, reference, c) : 0;
    const auto labs = useful_labs(setup, rows, c);
    for (int n = directed ? 1 : mandatory; n <= most; ++n) {
      const double gain = setup.gain(c, n) - lost;
      for (std::uint32_t lab : labs) {
        uses.clear();
        add_certain_uses(setup, rows, c, lab, n, directed, uses);
        const double priced = valuation == Valuation::above ? take_spread_rows(rows, reference.tilt, uses) : 0;
        push_option(built.problem, gain + priced, static_cast<std::uint32_t>(n), uses);
        built.lines.push_back({c, lab, static_cast<std::uint16_t>(n), directed});
      }
    }
    close_candidate(built.problem, !directed, directed ? block[setup.ledger.frame.enterprise[c]] : no_index,
                    setup.tie[c]);
    ++built.real;
  }
}

// A guess at the totals: the random stream's least share of what the money buys, by the cells' sizes.
double guessed_batches_per_member(const Setup& setup) {
  double price = 0, members = 0;
  for (const Cell& cell : setup.random.cells) {
    price += setup.lab_of(cell).price.in_yuan() * static_cast<double>(cell.members.size());
    members += static_cast<double>(cell.members.size());
  }
  double batches = setup.policy.max_batches > 0 ? setup.policy.max_batches : 1e9;
  if (setup.budget && price > 0) batches = std::min(batches, setup.budget->in_yuan() * members / price);
  return batches * std::max(0.05, setup.policy.streams.random_min_share) / std::max(1.0, members);
}

// Which candidates a solution's prices would make certain.
void expect_certain(const Setup& setup, const RuleRows& rows, const BuiltProblem& built,
                    const std::vector<double>& price, const Reference& before, Reference& reference) {
  const AllocationProblem& problem = built.problem;
  for (std::size_t i = 0; i < built.real; ++i) {
    const CertainLine& line = built.lines[problem.first_option[i]];
    if (!line.directed) continue;
    double best = -std::numeric_limits<double>::infinity();
    for (std::size_t option = problem.first_option[i]; option < problem.first_option[i + 1]; ++option) {
      double value = problem.gain[option];
      for (std::size_t u = problem.first_use[option]; u < problem.first_use[option + 1]; ++u)
        value -= price[problem.use_rule[u]] * problem.use_amount[u];
      best = std::max(best, value);
    }
    best += worth_in_cell(setup, rows, before, line.candidate);
    reference.out[line.candidate] = best > worth_in_cell(setup, rows, reference, line.candidate) ? 1 : 0;
  }
}

}  // namespace

void push_option(AllocationProblem& problem, double gain, std::uint32_t batches, const Uses& uses) {
  for (const auto& [row, amount] : uses) {
    problem.use_rule.push_back(row);
    problem.use_amount.push_back(amount);
  }
  problem.first_use.push_back(problem.use_rule.size());
  problem.gain.push_back(gain);
  problem.units.push_back(batches);
}

void close_candidate(AllocationProblem& problem, bool exactly, Index block, std::uint64_t tie) {
  problem.first_option.push_back(problem.gain.size());
  problem.exactly.push_back(exactly ? 1 : 0);
  problem.block_of.push_back(block);
  problem.tie_key.push_back(tie);
}

double tilt_of(const RuleRows& rows, const std::vector<double>& tilt, Index candidate) {
  double sum = 0;
  for (const Family& family : rows.families) {
    if (family.groups->by_category || family.groups->of[candidate] == no_index) continue;
    for (Index row : family.rows[family.groups->of[candidate]])
      if (row != no_index) sum += tilt[row];
  }
  return sum;
}

double worth_in_cell(const Setup& setup, const RuleRows& rows, const Reference& reference, Index candidate) {
  const Index cell = setup.random.cell_of[candidate];
  if (cell == no_index) return 0;
  return worth_at(setup.single_gain[candidate] + tilt_of(rows, reference.tilt, candidate),
                  unit(setup.eligible.floor[candidate]), unit(setup.random.ceiling[candidate]), reference.lambda[cell],
                  setup.policy.unpredictability);
}

Reference first_reference(const Setup& setup, const RuleRows& rows) {
  Reference reference;
  const std::size_t cells = setup.random.cells.size();
  reference.out.assign(setup.part.size(), 0);
  reference.most.assign(cells, std::numeric_limits<std::uint32_t>::max());
  reference.tilt.assign(rows.rows.size(), 0);
  reference.margin.assign(rows.rows.size(), 0);
  const double per_member = guessed_batches_per_member(setup);
  for (const Cell& cell : setup.random.cells) {
    const Pool pool = pool_of(setup, rows, cell, reference.out, setup.random.ceiling, reference.tilt);
    const double guess = std::round(per_member * static_cast<double>(cell.members.size()));
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
  set_rules(rows, reference, valuation, built);
  add_certain_candidates(setup, rows, reference, valuation, built);
  if (valuation == Valuation::near)
    add_cells_near(setup, rows, reference, run, built);
  else
    add_cells_above(setup, rows, reference, built);
  return built;
}

void reprice(const Setup& setup, const RuleRows& rows, const BuiltProblem& built, const std::vector<double>& price,
             Reference& reference) {
  const Reference before = reference;
  for (std::size_t r = 0; r < rows.rows.size(); ++r)
    if (rows.rows[r].spread) reference.tilt[r] = -price[r];
  for (std::size_t j = 0; j < setup.random.cells.size(); ++j)
    reference.lambda[j] = price_of_batch(setup, rows, j, price);
  expect_certain(setup, rows, built, price, before, reference);
  for (std::size_t j = 0; j < setup.random.cells.size(); ++j)
    reference.total[j] = demand_at_price(setup, rows, reference, j);
}

}  // namespace sightline::planning
