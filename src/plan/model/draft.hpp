// draft.hpp: a plan as the model knows it: certain lines, totals, exact probabilities, and what every row uses of it.
#pragma once

#include "plan/random/tilt.hpp"

namespace sightline::planning {

struct Draft {
  std::vector<CertainLine> lines;                 // in frame order
  std::vector<std::uint8_t> out;                  // per candidate: certain, or its enterprise is full
  std::vector<std::uint8_t> full;                 // per candidate: not drawn because its enterprise is full
  std::vector<std::uint32_t> totals;              // per cell
  std::vector<Pool> pools;                        // per cell
  std::vector<std::vector<std::uint32_t>> units;  // per cell and member of its pool: probability in billionths
  std::vector<double> lambda, tilt;               // per cell, per row
  std::vector<double> used;                       // per row
  double gain = 0, entropy = 0;
  std::vector<std::size_t> impossible;  // cells whose total their pool cannot hold
  std::vector<std::size_t> broken;      // rows that are not kept
  [[nodiscard]] bool valid() const { return impossible.empty() && broken.empty(); }
};

// Reads the choices of an allocation, spreads the cells' totals and measures every row.
[[nodiscard]] Draft draft_plan(const Setup& setup, const RuleRows& rows, const BuiltProblem& built,
                               const std::vector<std::int32_t>& choice);

// By how much a row's use breaks its bound, in the row's units; 0 or less when it is kept.
[[nodiscard]] double excess_of(const Row& row, double used);

}  // namespace sightline::planning
