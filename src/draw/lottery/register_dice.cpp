#include "draw/lottery/register_dice.hpp"

#include <algorithm>
#include <unordered_map>

#include "sightline/base/error.hpp"

namespace sightline {
namespace {

// Numbers for names, in the order in which they come.
class Names {
 public:
  Index seen(std::string_view name) {
    const auto [at, fresh] = number_.try_emplace(name, static_cast<Index>(names_.size()));
    if (fresh) names_.push_back(name);
    return at->second;
  }
  [[nodiscard]] std::vector<std::string_view>& names() { return names_; }

 private:
  std::unordered_map<std::string_view, Index> number_;
  std::vector<std::string_view> names_;
};

// Rows as pairs (category, lab): the row of each line, what each row is.
void number_rows(Lottery& lottery, const std::vector<Index>& category, const std::vector<Index>& lab,
                 const std::vector<std::string_view>& labs) {
  std::vector<std::uint64_t> keys(category.size());
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = (static_cast<std::uint64_t>(category[i]) << 32) | lab[i];
  std::vector<std::uint64_t> rows = keys;
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  for (const std::uint64_t row : rows) {
    lottery.lines.row_class.push_back(static_cast<Index>(row >> 32));
    lottery.row_category.push_back(lottery.row_class[row >> 32]);
    lottery.row_lab.push_back(labs[row & 0xFFFF'FFFFu]);
  }
  lottery.lines.row.resize(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i)
    lottery.lines.row[i] = static_cast<Index>(std::lower_bound(rows.begin(), rows.end(), keys[i]) - rows.begin());
}

// The register is sorted by enterprise, so that an enterprise's random lines stand side by side.
void number_groups(Lottery& lottery, const RegisterLines& lines) {
  const std::size_t n = lottery.line.size();
  lottery.lines.group.assign(n, no_index);
  for (std::size_t i = 0, end; i < n; i = end) {
    const std::string_view enterprise = lines.enterprise[lottery.line[i]];
    for (end = i + 1; end < n && lines.enterprise[lottery.line[end]] == enterprise; ++end) {
    }
    if (end - i < 2) continue;
    std::fill(lottery.lines.group.begin() + static_cast<std::ptrdiff_t>(i),
              lottery.lines.group.begin() + static_cast<std::ptrdiff_t>(end), static_cast<Index>(lottery.group.size()));
    lottery.group.push_back(enterprise);
  }
  lottery.lines.groups = lottery.group.size();
}

// Lines by their place, then by their number: places are all different in a register as the plan writes it.
void set_order(Lottery& lottery, const RegisterLines& lines) {
  const std::size_t n = lottery.line.size();
  std::vector<std::uint64_t> keys(n);
  for (std::size_t i = 0; i < n; ++i)
    keys[i] = (static_cast<std::uint64_t>(lines.place[lottery.line[i]]) << 32) | static_cast<std::uint64_t>(i);
  std::sort(keys.begin(), keys.end());
  lottery.lines.order.resize(n);
  for (std::size_t i = 0; i < n; ++i) lottery.lines.order[i] = static_cast<Index>(keys[i]);
}

}  // namespace

Lottery lottery_of(const RegisterLines& lines) {
  Lottery lottery;
  Names categories, labs, districts;
  std::vector<Index> category, lab;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines.stream[i] != Stream::random) continue;
    lottery.line.push_back(static_cast<Index>(i));
    lottery.lines.units.push_back(lines.units[i]);
    lottery.lines.column.push_back(districts.seen(lines.district[i]));
    category.push_back(categories.seen(lines.category[i]));
    lab.push_back(labs.seen(lines.lab[i]));
  }
  lottery.lines.columns = districts.names().size();
  lottery.lines.row_classes = categories.names().size();
  lottery.row_class = std::move(categories.names());
  lottery.column = std::move(districts.names());
  number_rows(lottery, category, lab, labs.names());
  number_groups(lottery, lines);
  set_order(lottery, lines);
  return lottery;
}

Ticket line_ticket(const TicketBook& book, const RegisterLines& lines, std::size_t line) {
  return book.ticket("line", line + 1, {lines.enterprise[line], lines.category[line]});
}

bool RegisterDice::line(Index line, std::uint64_t favourable, std::uint64_t total) {
  return line_ticket(book_, lines_, lottery_.line[line]).below(total) < favourable;
}

bool RegisterDice::total(FlowKind kind, Index index, std::uint64_t favourable, std::uint64_t total) {
  const auto decide = [&](std::initializer_list<std::string_view> words) {
    return book_.ticket(words).below(total) < favourable;
  };
  const Index line = kind == FlowKind::cell ? lottery_.line[index] : 0;
  switch (kind) {
    case FlowKind::group: return decide({"enterprise", "1", lottery_.group[index]});
    case FlowKind::cell: return decide({"cell", "1", lines_.category[line], lines_.lab[line], lines_.district[line]});
    case FlowKind::row: return decide({"lab", "1", lottery_.row_category[index], lottery_.row_lab[index]});
    case FlowKind::row_class: return decide({"category", "1", lottery_.row_class[index]});
    case FlowKind::column: return decide({"district", "1", lottery_.column[index]});
    case FlowKind::line: break;
  }
  throw Error(ErrorCode::bug, "a line's edge was asked for as a total");
}

}  // namespace sightline
