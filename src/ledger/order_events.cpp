#include <algorithm>

#include "ledger/ledger_builder.hpp"

namespace sightline {
namespace {

struct Slot {
  std::uint64_t day;   // known, date
  std::uint64_t whom;  // enterprise, category
  std::uint32_t event;
};

constexpr std::uint64_t biased(Date date) { return static_cast<std::uint32_t>(date.days) ^ 0x8000'0000u; }

// < 0, 0 or > 0 as a's cell comes before, equals or comes after b's.
int compare_cells(const StringPool& pool, const Column& column, std::uint32_t a, std::uint32_t b) {
  const auto sign = [](auto order) { return order < 0 ? -1 : order > 0 ? 1 : 0; };
  if (!column.ids.empty())
    return column.ids[a] == column.ids[b] ? 0 : sign(pool.text(column.ids[a]).compare(pool.text(column.ids[b])));
  if (!column.dates.empty()) return sign(column.dates[a] <=> column.dates[b]);
  if (!column.money.empty()) return sign(column.money[a] <=> column.money[b]);
  if (!column.numbers.empty()) return sign(std::strong_order(column.numbers[a], column.numbers[b]));
  return 0;
}

// Columns in the order in which they break ties: the record's own id first, then by name, so that the order of the
// source's columns does not matter either.
std::vector<const Column*> tie_breakers(const Table& table) {
  std::vector<const Column*> columns;
  for (const Column& column : table.columns) columns.push_back(&column);
  const auto is_own_id = [](const Column* column) {
    return column->type == ColumnType::id && column->name != "enterprise_id" && column->name != "category_id" &&
           column->name.ends_with("_id");
  };
  std::sort(columns.begin(), columns.end(), [&](const Column* a, const Column* b) {
    if (is_own_id(a) != is_own_id(b)) return is_own_id(a);
    return a->name < b->name;
  });
  return columns;
}

}  // namespace

void order_events(const StringPool& pool, Events& events) {
  const std::size_t n = events.size();
  std::vector<Slot> slots(n);
  for (std::size_t i = 0; i < n; ++i)
    slots[i] = {biased(events.known[i]) << 32 | biased(events.date[i]),
                static_cast<std::uint64_t>(events.enterprise[i]) << 32 | events.category[i],
                static_cast<std::uint32_t>(i)};
  const auto before = [](const Slot& a, const Slot& b) { return a.day != b.day ? a.day < b.day : a.whom < b.whom; };
  if (!std::is_sorted(slots.begin(), slots.end(), before)) std::sort(slots.begin(), slots.end(), before);
  const std::vector<const Column*> columns = tie_breakers(*events.table);
  const auto tied_before = [&](const Slot& a, const Slot& b) {
    for (const Column* column : columns)
      if (const int order = compare_cells(pool, *column, events.row[a.event], events.row[b.event]); order != 0)
        return order < 0;
    return events.row[a.event] < events.row[b.event];
  };
  for (auto begin = slots.begin(); begin != slots.end();) {
    auto end = begin + 1;
    while (end != slots.end() && !before(*begin, *end)) ++end;
    if (end - begin > 1) std::sort(begin, end, tied_before);
    begin = end;
  }
  const auto reorder = [&](auto& column) {
    auto sorted = column;
    for (std::size_t i = 0; i < n; ++i) sorted[i] = column[slots[i].event];
    column = std::move(sorted);
  };
  reorder(events.row);
  reorder(events.date);
  reorder(events.known);
  reorder(events.enterprise);
  reorder(events.category);
}

}  // namespace sightline
