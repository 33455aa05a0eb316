// cell_totals.hpp: the totals of the random stream's cells as candidates of the allocation problem (problem.hpp).
#pragma once

#include "plan/model/problem.hpp"

namespace sightline::planning {

// The members of a cell that are not out, with their tilt added to their gains.
struct Pool {
  std::vector<Index> candidates;
  CellMembers members;
};
[[nodiscard]] Pool pool_of(const Setup& setup, const RuleRows& rows, const Cell& cell,
                           const std::vector<std::uint8_t>& out, const std::vector<std::uint32_t>& ceiling,
                           const std::vector<double>& tilt);

void add_cells_near(const Setup& setup, const RuleRows& rows, const Reference& reference, const Run& run,
                    BuiltProblem& built);
void add_cells_above(const Setup& setup, const RuleRows& rows, const Reference& reference, BuiltProblem& built);

// What one batch of a cell uses at these prices, rules that cut across categories counted by the tilt of the members.
[[nodiscard]] double price_of_batch(const Setup& setup, const RuleRows& rows, std::size_t cell,
                                    const std::vector<double>& price);
// The whole number of batches nearest to what the cell's members want at its lambda.
[[nodiscard]] std::uint32_t demand_at_price(const Setup& setup, const RuleRows& rows, const Reference& reference,
                                            std::size_t cell);

// Removes the rows that cut across categories and returns their amounts times the tilt.
double take_spread_rows(const RuleRows& rows, const std::vector<double>& tilt, Uses& uses);

}  // namespace sightline::planning
