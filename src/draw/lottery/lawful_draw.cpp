#include "draw/lottery/lawful_draw.hpp"

#include <algorithm>

#include "sightline/base/error.hpp"

namespace sightline {
namespace {

struct Undecided {  // the line of a cell that is still open, and its chance
  Index line = no_index;
  std::uint32_t part = 0;
};

// Cells (row x column) as small numbers: all of them when few, else those that have lines.
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
//   a + b <  1: one goes on with a + b, the arriving one with probability b / (a + b); the other is out
//   a + b >= 1: one is taken, the arriving one with probability (1 - a) / (2 - a - b); the other goes on with a + b - 1
void meet(Undecided& open, Index line, std::uint32_t part, LawfulDice& dice, std::vector<std::uint16_t>& batches) {
  if (part == 0) return;
  if (open.part == 0) {
    open = {line, part};
    return;
  }
  const std::uint64_t both = std::uint64_t{open.part} + part;
  if (both < whole_units) {
    if (dice.line(line, part, both)) open.line = line;
    open.part = static_cast<std::uint32_t>(both);
  } else {
    const bool taken = dice.line(line, whole_units - open.part, 2 * std::uint64_t{whole_units} - both);
    ++batches[taken ? line : open.line];
    if (!taken) open.line = line;
    open.part = static_cast<std::uint32_t>(both - whole_units);
  }
}

// Numbers in the order in which they first come.
class FirstSeen {
 public:
  explicit FirstSeen(std::size_t count) : seen_(count) {}
  void see(std::size_t number) {
    if (seen_[number] != 0) return;
    seen_[number] = 1;
    order_.push_back(static_cast<Index>(number));
  }
  [[nodiscard]] const std::vector<Index>& order() const { return order_; }

 private:
  std::vector<std::uint8_t> seen_;
  std::vector<Index> order_;
};

// What is left when the duels are over: root → class → row → (group →) column → root, the edges that are not whole. A
// cell's open line and its total are undecided alike, so that one edge stands for both.
class Network {
 public:
  explicit Network(const LawfulLines& lines) : lines_(lines) {}

  void add_lines_of_groups() {
    for (const Index line : lines_.order)
      if (lines_.group[line] != no_index)
        add(row(lines_.row[line]), group(lines_.group[line]), lines_.units[line], FlowKind::line, line);
  }

  void add_totals(const std::vector<Undecided>& open, const std::vector<Index>& cells) {
    std::vector<std::uint64_t> of_group(lines_.groups), of_row(lines_.rows()), of_class(lines_.row_classes),
        of_column(lines_.columns);
    std::vector<Index> home(lines_.groups);
    FirstSeen groups(lines_.groups), rows(lines_.rows()), classes(lines_.row_classes), columns(lines_.columns);
    for (const Index line : lines_.order) {
      const Index g = lines_.group[line], r = lines_.row[line], c = lines_.column[line];
      const std::uint64_t units = lines_.units[line];
      if (g != no_index) {
        groups.see(g);
        of_group[g] += units;
        home[g] = c;
      }
      rows.see(r);
      classes.see(lines_.row_class[r]);
      columns.see(c);
      of_row[r] += units;
      of_class[lines_.row_class[r]] += units;
      of_column[c] += units;
    }
    for (const Index g : groups.order()) add(group(g), column(home[g]), of_group[g], FlowKind::group, g);
    for (const Index cell : cells) {
      const auto [line, part] = open[cell];
      if (part > 0) add(row(lines_.row[line]), column(lines_.column[line]), part, FlowKind::cell, line);
    }
    for (const Index r : rows.order()) add(row_class(lines_.row_class[r]), row(r), of_row[r], FlowKind::row, r);
    for (const Index c : classes.order()) add(0, row_class(c), of_class[c], FlowKind::row_class, c);
    for (const Index c : columns.order()) add(column(c), 0, of_column[c], FlowKind::column, c);
  }

  void round(LawfulDice& dice, std::vector<std::uint16_t>& batches) {
    const std::size_t vertices = 1 + lines_.row_classes + lines_.rows() + lines_.columns + lines_.groups;
    round_circulation(vertices, edges_, [&](std::size_t edge, std::uint64_t favourable, std::uint64_t total) {
      const auto [kind, index] = meaning_[edge];
      return kind == FlowKind::line ? dice.line(index, favourable, total) : dice.total(kind, index, favourable, total);
    });
    for (std::size_t e = 0; e < edges_.size(); ++e)
      if (edges_[e].part == whole_units && (meaning_[e].kind == FlowKind::line || meaning_[e].kind == FlowKind::cell))
        ++batches[meaning_[e].index];
  }

 private:
  struct Meaning {
    FlowKind kind;
    Index index;
  };
  [[nodiscard]] static Index row_class(Index c) { return 1 + c; }
  [[nodiscard]] Index row(Index r) const { return static_cast<Index>(1 + lines_.row_classes + r); }
  [[nodiscard]] Index column(Index c) const { return static_cast<Index>(row(0) + lines_.rows() + c); }
  [[nodiscard]] Index group(Index g) const { return static_cast<Index>(column(0) + lines_.columns + g); }
  void add(Index tail, Index head, std::uint64_t units, FlowKind kind, Index index) {
    const auto part = static_cast<std::uint32_t>(units % whole_units);
    if (part == 0) return;
    edges_.push_back({tail, head, part});
    meaning_.push_back({kind, index});
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
  FirstSeen met(cells.count());
  for (const Index line : lines.order) {
    if (lines.group[line] != no_index) continue;
    const std::size_t cell = cells.of(lines.row[line], lines.column[line]);
    met.see(cell);
    meet(open[cell], line, static_cast<std::uint32_t>(lines.units[line] % whole_units), dice, batches);
  }
  Network network(lines);
  network.add_lines_of_groups();
  network.add_totals(open, met.order());
  network.round(dice, batches);
  return batches;
}

}  // namespace sightline
