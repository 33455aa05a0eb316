// problem.hpp: a plan's choices as an allocation problem.
//
// Real candidates choose among certain lines (lab, batches); each cell of the random stream chooses its total T. Around
// a reference (which candidates are certain, so out of their cell; how the cells' probabilities lie) the objective is
//
//   sum over certain lines [ gain(n) - h_c(lambda) ] + sum over cells G(T)
//   h_c(lambda) = max over pi of (gain(1) - lambda) pi + rho H(pi): what the cell loses with the candidate
//
//   near    G(T) = value of the cell's best probabilities for T, without the candidates certain in the reference: right
//           at the reference and, to first order, around it. Used to find plans.
//   above   G(T) = lambda T + sum over members h_c(lambda): by duality never less than the cell's true value, whoever
//   is
//           certain and whatever T, and equal to it at the reference. Used to prove a bound.
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
  std::vector<std::uint8_t> out;     // per candidate: not in its cell (certain, or its enterprise is full)
  std::vector<std::uint32_t> total;  // per cell
  std::vector<std::uint32_t> most;   // per cell: totals above it proved impossible
  std::vector<double> lambda;        // per cell
  std::vector<double> tilt;          // per row: added to the gain of its group's members before they share out T
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

// The members of a cell that are not out, with the reference's tilt added to their gains when `tilted`.
struct Pool {
  std::vector<Index> candidates;
  CellMembers members;
};
[[nodiscard]] Pool pool_of(const Setup& setup, const RuleRows& rows, const Cell& cell,
                           const std::vector<std::uint8_t>& out, const std::vector<std::uint32_t>& ceiling,
                           const std::vector<double>& tilt);

}  // namespace sightline::planning
