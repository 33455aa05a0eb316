// rule_rows.hpp: the policy's global rules as linear rows over certain lines and random totals.
//
//   batches of a group >= or <= bound              amount n of a line in the group
//   share of a group >= or <= s of all batches     amount n [in the group] - s n, bound 0
//
// A random cell with a total of T batches uses what its probabilities put into each group: exactly T where the group
// holds the whole category.
#pragma once

#include <array>

#include "plan/model/setup.hpp"

namespace sightline::planning {

enum class RowKind : std::uint8_t {
  money,           // fen, in units of the greatest common divisor of all prices
  batches,         // of the whole plan
  random_share,    // of the random stream
  directed_share,  // of the directed stream
  group_batches,   // of a group: counts and shares
  group_size,      // distinct enterprises of a category
  lab_batches,     // of one lab in one category
  cell_floors,     // a cell's total >= the floors of its members without a certain place
  cell_ceilings,   // a cell's total <= the ceilings of its members without a certain place
};

struct Row {
  std::string rule{}, article{}, unit{};
  RowKind kind = RowKind::batches;
  Sense sense = Sense::at_most;
  double bound = 0;                           // of the allocation rule
  double share = 0;                           // of all batches, for shares
  double scale = 1;                           // reported units per unit of the row
  Index family = no_index, group = no_index;  // of a group; cell or category and lab otherwise
  bool spread = false;                        // what a cell uses depends on how its probabilities are spread
};

struct Family {  // the rows of one per-rule
  std::size_t rule = 0;
  const Grouping* groups = nullptr;
  // Per group: its row of each kind, no_index = none.
  std::vector<std::array<Index, 5>> rows;  // min_batches, max_batches, min_share, max_share, min_enterprises
};

struct RuleRows {
  std::vector<Row> rows;
  std::vector<Family> families;
  std::vector<Index> shares;  // rows that every line uses, in proportion to its batches
  std::int64_t fen_per_unit = 1;
  Index budget = no_index;
  std::vector<std::vector<Index>> lab_rows;     // per category and position of the lab: its row, no_index = none
  std::vector<std::array<Index, 2>> cell_rows;  // per cell: floors, ceilings
};

[[nodiscard]] RuleRows build_rows(const Setup& setup);

using Uses = std::vector<std::pair<Index, double>>;

// What a certain line of so many batches uses. A directed line takes its candidate out of its cell.
void add_certain_uses(const Setup& setup, const RuleRows& rows, Index candidate, std::uint32_t lab, int batches,
                      bool directed, Uses& uses);

// Expected batches that a cell puts into the groups of each family whose groups do not follow the category.
struct CellMass {
  std::vector<std::vector<std::pair<Index, double>>> of_family;  // (group, batches)
};
[[nodiscard]] CellMass mass_of(const RuleRows& rows, const std::vector<Index>& members, const std::vector<double>& pi);

// What `total` batches of a cell use, its groups getting `factor` times `mass`.
void add_random_uses(const Setup& setup, const RuleRows& rows, std::size_t cell, double total, const CellMass& mass,
                     double factor, Uses& uses);

}  // namespace sightline::planning
