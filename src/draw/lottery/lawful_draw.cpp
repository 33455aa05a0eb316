#include "draw/lottery/lawful_draw.hpp"

#include <algorithm>

#include "sightline/base/error.hpp"

namespace sightline {
namespace {

struct Undecided {  // the line of a cell that is still open, and its chance
  Index line = no_index;
  std::uint32_t part = 0;
};

// Cells (row x column) as small numbers in (row, column) order: all of them when few, else those that have lines.
class Cells {
 public:
  explicit Cells(const LawfulLines& lines) : columns_(lines.columns) {
    const std::uint64_t all = static_cast<std::uint64_t>(lines.rows()) * columns_;
    dense_ = all <= std::max<std::uint64_t>(1024, 4 * lines.size());
    if (dense_) {
      count_ = static_cast<std::size_t>(all);
      return;
    }
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (lines.group[i] == no_index) keys_.push_back(key(lines.row[i], lines.column[i]));
    std::sort(keys_.begin(), keys_.end());
    keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
    count_ = keys_.size();
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t of(Index row, Index column) const {
    const std::uint64_t k = key(row, column);
    if (dense_) return static_cast<std::size_t>(k);
    return static_cast<std::size_t>(std::lower_bound(keys_.begin(), keys_.end(), k) - keys_.begin());
  }

 private:
  [[nodiscard]] std::uint64_t key(Index row, Index column) const {
    return static_cast<std::uint64_t>(row) * columns_ + column;
  }
  std::uint64_t columns_;
  bool dense_ = true;
  std::size_t count_ = 0;
  std::vector<std::uint64_t> keys_;
};

// The open line (chance a) meets the arriving one (chance b); both keep their expectation:
//   a + b <  1: one goes on with a + b, the open line with probability a / (a + b); the other is out
//   a + b >= 1: one is taken, the open line with probability (1 - b) / (2 - a - b); the other goes on with a + b - 1
void meet(Undecided& open, Index line, std::uint32_t part, LawfulDice& dice, std::vector<std::uint16_t>& batches) {
  if (part == 0) return;
  if (open.part == 0) {
    open = {line, part};
    return;
  }
  const std::uint64_t both = std::uint64_t{open.part} + part;
  if (both < whole_units) {
    if (!dice.duel(line, open.part, both)) open.line = line;
    open.part = static_cast<std::uint32_t>(both);
  } else {
    const bool open_is_taken = dice.duel(line, whole_units - part, 2 * std::uint64_t{whole_units} - both);
    ++batches[open_is_taken ? open.line : line];
    if (open_is_taken) open.line = line;
    open.part = static_cast<std::uint32_t>(both - whole_units);
  }
}

// The edges of stage 2: root → class → row → (group →) column → root, those that are not whole.
class Network {
 public:
  explicit Network(const LawfulLines& lines) : lines_(lines) {}

  struct Meaning {
    FlowKind kind;
    Index index;
  };

  void add_groups() {
    std::vector<Index> start(lines_.groups + 1, 0), member;
    for (const Index g : lines_.group)
      if (g != no_index) ++start[g + 1];
    for (std::size_t g = 0; g < lines_.groups; ++g) start[g + 1] += start[g];
    member.resize(start[lines_.groups]);
    std::vector<Index> next(start.begin(), start.end() - 1), sequence;
    for (const Index line : lines_.order) {
      const Index g = lines_.group[line];
      if (g == no_index) continue;
      if (next[g] == start[g]) sequence.push_back(g);
      member[next[g]++] = line;
    }
    for (const Index g : sequence) {
      std::uint64_t total = 0;
      for (Index k = start[g]; k < start[g + 1]; ++k) {
        const Index line = member[k];
        total += lines_.units[line];
        add(row(lines_.row[line]), group(g), lines_.units[line], {FlowKind::line, line});
      }
      add(group(g), column(lines_.column[member[start[g]]]), total, {FlowKind::group, g});
    }
  }

  void add_cells(const std::vector<Undecided>& cells) {
    for (const Undecided& open : cells)
      if (open.part > 0)
        add(row(lines_.row[open.line]), column(lines_.column[open.line]), open.part, {FlowKind::line, open.line});
  }

  void add_totals() {
    std::vector<std::uint64_t> of_row(lines_.rows()), of_class(lines_.row_classes), of_column(lines_.columns);
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      of_row[lines_.row[i]] += lines_.units[i];
      of_class[lines_.row_class[lines_.row[i]]] += lines_.units[i];
      of_column[lines_.column[i]] += lines_.units[i];
    }
    for (Index r = 0; r < of_row.size(); ++r)
      add(row_class(lines_.row_class[r]), row(r), of_row[r], {FlowKind::row, r});
    for (Index c = 0; c < of_class.size(); ++c) add(0, row_class(c), of_class[c], {FlowKind::row_class, c});
    for (Index c = 0; c < of_column.size(); ++c) add(column(c), 0, of_column[c], {FlowKind::column, c});
  }

  void round(LawfulDice& dice, std::vector<std::uint16_t>& batches) {
    const std::size_t vertices = 1 + lines_.row_classes + lines_.rows() + lines_.columns + lines_.groups;
    round_circulation(vertices, edges_, [&](std::size_t edge, std::uint64_t favourable, std::uint64_t total) {
      return dice.turn(edge + 1, meaning_[edge].kind, meaning_[edge].index, favourable, total);
    });
    for (std::size_t e = 0; e < edges_.size(); ++e)
      if (meaning_[e].kind == FlowKind::line && edges_[e].part == whole_units) ++batches[meaning_[e].index];
  }

 private:
  [[nodiscard]] Index row_class(Index c) const { return 1 + c; }
  [[nodiscard]] Index row(Index r) const { return static_cast<Index>(1 + lines_.row_classes + r); }
  [[nodiscard]] Index column(Index c) const { return static_cast<Index>(row(0) + lines_.rows() + c); }
  [[nodiscard]] Index group(Index g) const { return static_cast<Index>(column(0) + lines_.columns + g); }
  void add(Index tail, Index head, std::uint64_t units, Meaning meaning) {
    const auto part = static_cast<std::uint32_t>(units % whole_units);
    if (part == 0) return;
    edges_.push_back({tail, head, part});
    meaning_.push_back(meaning);
  }

  const LawfulLines& lines_;
  std::vector<FlowEdge> edges_;
  std::vector<Meaning> meaning_;
};

}  // namespace

std::vector<std::uint16_t> draw_lawfully(const LawfulLines& lines, LawfulDice& dice) {
  std::vector<std::uint16_t> batches(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::uint64_t certain = lines.units[i] / whole_units;
    if (certain >= 0xFFFF) throw Error(ErrorCode::usage, "a line of the register expects more than 65 534 batches");
    batches[i] = static_cast<std::uint16_t>(certain);
  }
  const Cells cells(lines);
  std::vector<Undecided> open(cells.count());
  for (const Index line : lines.order)
    if (lines.group[line] == no_index)
      meet(open[cells.of(lines.row[line], lines.column[line])], line,
           static_cast<std::uint32_t>(lines.units[line] % whole_units), dice, batches);
  Network network(lines);
  network.add_groups();
  network.add_cells(open);
  network.add_totals();
  network.round(dice, batches);
  return batches;
}

}  // namespace sightline
