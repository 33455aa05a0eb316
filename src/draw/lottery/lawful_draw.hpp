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
// The draw is the rounding of one circulation (circulation.hpp; Gandhi, Khuller, Parthasarathy and Srinivasan 2006):
//   root → class of rows → row → cell, or group → column → root
// A line is an edge from its row to its cell, or to its group. Edges enter in this order: the lines in their published
// order; then groups, cells, rows, classes and columns, each kind in the order in which the lines first name it.
// In a cell, that lets undecided neighbours in the published order settle who takes the batch: ordered pivotal sampling
// (Deville and Tillé 1998; Chauvet 2012), carried out here as the chain of duels that it is. The one line of a cell
// that stays undecided is taken exactly when the cell's total is rounded up.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "draw/lottery/circulation.hpp"

namespace sightline {

struct LawfulLines {
  std::vector<std::uint64_t> units;  // per line: expected batches, in billionths
  std::vector<Index> row, column;    // per line: counted from 0
  std::vector<Index> group;          // per line: no_index when its enterprise has this line only
  std::vector<Index> order;          // the lines in published order
  std::vector<Index> row_class;      // per row: the category of a (category, lab)
  std::size_t columns = 0, groups = 0, row_classes = 0;
  [[nodiscard]] std::size_t size() const { return units.size(); }
  [[nodiscard]] std::size_t rows() const { return row_class.size(); }
};

// What an edge that is no line stands for.
enum class FlowKind : std::uint8_t { line, group, cell, row, row_class, column };

// The random numbers: true with probability favourable / total. An edge is asked for when it enters and closes a cycle.
class LawfulDice {
 public:
  virtual ~LawfulDice() = default;
  virtual bool line(Index line, std::uint64_t favourable, std::uint64_t total) = 0;
  // index: of the group, row, class or column; of any line of the cell.
  virtual bool total(FlowKind kind, Index index, std::uint64_t favourable, std::uint64_t total) = 0;
};

// Batches per line.
[[nodiscard]] std::vector<std::uint16_t> draw_lawfully(const LawfulLines& lines, LawfulDice& dice);

}  // namespace sightline
