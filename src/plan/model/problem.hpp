// problem.hpp: a plan's choices as an allocation problem.
//
// Real candidates choose among certain lines (lab, batches); each cell of the random stream chooses its total T. The
// coupling of the two (a certain line takes its candidate out of its cell) is priced: with lambda the price of one
// batch of the cell and tilt the prices of the rules that cut across categories,
//
//   h_c = max over pi in [floor, ceiling] of (gain(1) + tilt_c - lambda) pi + rho H(pi)
//
// is what candidate c is worth to its cell, and a certain line of n batches counts gain(n) - h_c.
//
//   near    a cell's total counts the value of its best probabilities for T, without the candidates that are expected
//   to
//           be certain: right at the reference and, to first order, around it. Used to find plans.
//   above   a cell's total counts lambda T, and the sum of all h_c is added; rules that cut across categories are
//   dropped
//           and counted at their prices instead. By duality never less than the true value of any plan, whatever the
//           prices; equal to it at the best prices but for whole numbers. Used to prove a bound.
#pragma once

#include "plan/model/rule_rows.hpp"
#include "plan/random/probabilities.hpp"

namespace sightline::planning {

struct CertainLine {
  Index candidate = no_index;
  std::uint32_t lab = 0;  // position in Labs::of_category
  std::uint16_t batches = 0;
  bool directed = false;
};

struct Reference {
  std::vector<std::uint8_t> out;     // per candidate: expected to be certain, so not in its cell
  std::vector<std::uint32_t> total;  // per cell
  std::vector<std::uint32_t> most;   // per cell: totals above it proved impossible
  std::vector<double> lambda;        // per cell: price of a batch
  std::vector<double> tilt;          // per row that cuts across categories: minus its price
  std::vector<double> margin;        // per row: by how much the bound is drawn in
};
[[nodiscard]] Reference first_reference(const Setup& setup, const RuleRows& rows);

enum class Valuation { near, above };

struct BuiltProblem {
  AllocationProblem problem;
  std::vector<CertainLine> lines;     // per option of a real candidate; they come first
  std::size_t real = 0;               // candidates with certain lines
  std::vector<Index> cell;            // per further candidate: its cell
  std::vector<std::uint32_t> totals;  // per option of a cell: its total
  double constant = 0;                // to be added to the allocation's objective and bound
};
[[nodiscard]] BuiltProblem build_problem(const Setup& setup, const RuleRows& rows, const Reference& reference,
                                         Valuation valuation, const Run& run);

// Moves the reference to the prices of a solution of the `near` problem: lambda is what a batch of the cell uses at
// these prices; out are the candidates whose best certain line is worth more than their place in the cell; totals
// follow.
void reprice(const Setup& setup, const RuleRows& rows, const BuiltProblem& built, const std::vector<double>& price,
             Reference& reference);

// The tilt of one candidate: sum over its groups.
[[nodiscard]] double tilt_of(const RuleRows& rows, const std::vector<double>& tilt, Index candidate);
// What a candidate is worth to its cell; 0 when it is in none.
[[nodiscard]] double worth_in_cell(const Setup& setup, const RuleRows& rows, const Reference& reference,
                                   Index candidate);

// Appends an option to the problem's last, unfinished candidate, and finishes it.
void push_option(AllocationProblem& problem, double gain, std::uint32_t batches, const Uses& uses);
void close_candidate(AllocationProblem& problem, bool exactly, Index block, std::uint64_t tie);

}  // namespace sightline::planning
