// lawful_draw.hpp: which lines of the register are drawn, in whole numbers only.
//
// A line expects `units` billionths of a batch. It belongs to a row (category, or category and lab), a column
// (district) and, where an enterprise has several lines, to that enterprise's group. Every sample gives
//   each line, row, class of rows, group, cell (row x column) of lines without a group, and column
//                                     the whole number below or above its expectation (exactly it, where it is whole),
//   each line                         its expectation, over all samples, exactly.
// So a category planned with 12 batches has 12, a district with 7.3 has 7 or 8, and an enterprise whose chances add up
// to no more than one visit never gets a second.
//
// Stage 1  in each cell, the lines without a group meet in the published order: two undecided neighbours settle who
//          takes the batch (ordered pivotal sampling: Deville and Tillé 1998; Chauvet 2012). At most one stays
//          undecided.
// Stage 2  what is left (one line per cell, the groups, the totals) is a circulation, rounded at random
//          (circulation.hpp; Gandhi, Khuller, Parthasarathy and Srinivasan 2006).
// Totals first and names second, the order of the literature, has the same distribution: the undecided line of a cell is taken
// exactly when the cell's total is rounded up.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "draw/lottery/circulation.hpp"

namespace sightline {

struct LawfulLines {
  std::vector<std::uint64_t> units;  // per line: expected batches, in billionths
  std::vector<Index> row, column;    // per line: counted from 0 in the order of the public ids
  std::vector<Index> group;          // per line: no_index when its enterprise has this line only
  std::vector<Index> order;          // the lines in published order
  std::vector<Index> row_class;      // per row: the category of a (category, lab)
  std::size_t columns = 0, groups = 0, row_classes = 0;
  [[nodiscard]] std::size_t size() const { return units.size(); }
  [[nodiscard]] std::size_t rows() const { return row_class.size(); }
};

// What an edge of stage 2 stands for, so that its random number can name public ids.
enum class FlowKind : std::uint8_t { line, group, row, row_class, column };

// The random numbers: true with probability favourable / total.
class LawfulDice {
 public:
  virtual ~LawfulDice() = default;
  // Stage 1: the line that arrives, and the chance that the one before it is favoured.
  virtual bool duel(Index line, std::uint64_t favourable, std::uint64_t total) = 0;
  // Stage 2: the counter-th edge (from 1) that enters undecided; `index` is the line, group, row, class or column.
  virtual bool turn(std::uint64_t counter, FlowKind kind, Index index, std::uint64_t favourable,
                    std::uint64_t total) = 0;
};

// Batches per line.
[[nodiscard]] std::vector<std::uint16_t> draw_lawfully(const LawfulLines& lines, LawfulDice& dice);

}  // namespace sightline
