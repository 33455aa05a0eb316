#include <algorithm>
#include <cmath>
#include <limits>

#include "ledger/reports/worth_column.hpp"
#include "signals/resolved.hpp"

namespace sightline::signals {

double number_in(const Column& column, std::size_t row) {
  if (column.type == ColumnType::money)
    return column.money[row] == missing_money ? std::numeric_limits<double>::quiet_NaN() : column.money[row].in_yuan();
  return column.numbers.empty() ? std::numeric_limits<double>::quiet_NaN() : column.numbers[row];
}

bool Where::takes(std::size_t row) const {
  if (column == nullptr) return true;
  if (!column->ids.empty()) {
    const Id id = column->ids[row];
    return id != no_id && (std::find(texts.begin(), texts.end(), id) != texts.end()) != negated;
  }
  const double value = number_in(*column, row);
  if (std::isnan(value)) return false;
  bool holds = false;
  switch (compare) {
    case Compare::equal: holds = std::find(numbers.begin(), numbers.end(), value) != numbers.end(); break;
    case Compare::less: holds = value < numbers[0]; break;
    case Compare::at_most: holds = value <= numbers[0]; break;
    case Compare::more: holds = value > numbers[0]; break;
    case Compare::at_least: holds = value >= numbers[0]; break;
  }
  return holds != negated;
}

bool in_set(EventSet set, Result result) {
  switch (set) {
    case EventSet::table: return true;
    case EventSet::tested: return result == Result::conforming || result == Result::nonconforming;
    case EventSet::nonconforming: return result == Result::nonconforming;
    case EventSet::conforming: return result == Result::conforming;
    case EventSet::not_available: return result == Result::not_available;
    case EventSet::refused: return result == Result::refused;
    case EventSet::closed: return result == Result::closed;
  }
  return false;
}

namespace {

// What inspection i adds while its result is `result` with `failed` nonconforming batches.
Share share_of_result(const Resolved& resolved, const InspectionColumns& inspections, std::size_t i, double value,
                      Result result, std::uint32_t failed) {
  const bool history = resolved.kind == Kind::history;
  if (resolved.spec.aggregate == Aggregate::rate) {
    if (!in_set(EventSet::tested, result)) return {};
    const std::uint32_t batches = inspections.batches[i];
    return {static_cast<double>(batches),
            static_cast<double>(resolved.set == EventSet::nonconforming ? failed : batches - failed)};
  }
  if (!in_set(resolved.set, result)) return {};
  if (resolved.outcome) value = result == Result::nonconforming ? 1 : 0;
  return {1, history || resolved.column != nullptr || resolved.outcome ? value : 0};
}

}  // namespace

Source source_of(const Ledger& ledger, const Resolved& resolved) {
  const Events& events = *resolved.events;
  const bool by_result = resolved.set != EventSet::table || resolved.outcome;
  // Events without a value do not enter sum, mean and trend; `last` shows that the nth last one has none.
  const bool needs_value = resolved.column != nullptr && resolved.spec.aggregate != Aggregate::last;
  const Column* worth = events.table->find(worth_column);
  Source source;
  source.share.resize(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!resolved.where.takes(events.row[i])) continue;
    const double value = resolved.column == nullptr ? 0 : number_in(*resolved.column, events.row[i]);
    if (needs_value && std::isnan(value)) continue;
    if (!by_result) {
      const double mass = worth == nullptr ? 1 : worth->numbers[events.row[i]];
      if (mass > 0) source.share[i] = resolved.kind == Kind::history ? Share{1, value} : Share{mass, mass * value};
      continue;
    }
    const InspectionColumns& inspections = ledger.inspections;
    source.share[i] =
        share_of_result(resolved, inspections, i, value, inspections.result[i], inspections.nonconforming[i]);
    if (!inspections.revised_on[i].known()) continue;
    const Share after = share_of_result(resolved, inspections, i, value, inspections.revised_result[i],
                                        inspections.revised_nonconforming[i]);
    if (after.mass != source.share[i].mass || after.amount != source.share[i].amount)
      source.revisions.push_back({inspections.revised_on[i], static_cast<std::uint32_t>(i), after});
  }
  std::stable_sort(source.revisions.begin(), source.revisions.end(),
                   [](const Revision& a, const Revision& b) { return a.day < b.day; });
  return source;
}

}  // namespace sightline::signals
