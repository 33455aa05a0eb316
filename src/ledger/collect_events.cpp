#include <algorithm>

#include "ledger/ledger_builder.hpp"

namespace sightline {
namespace {

constexpr Index ambiguous = no_index - 1;

bool is_event_table(const Table& table) {
  const Column* date = table.find("date");
  return date != nullptr && date->type == ColumnType::date;
}

// Appends the rows that are known by the as-of day; gives how many come later. An event is never known before it
// happened.
std::size_t take_visible(const Table& table, Date as_of, Events& events) {
  const auto dates = dates_of(&table, "date"), known_on = dates_of(&table, "known_on");
  std::size_t later = 0;
  events.row.reserve(dates.size());
  events.date.reserve(dates.size());
  events.known.reserve(dates.size());
  for (std::size_t row = 0; row < dates.size(); ++row) {
    if (!dates[row].known()) continue;
    const Date known = std::max(dates[row], date_at(known_on, row));
    if (known > as_of) {
      ++later;
      continue;
    }
    events.row.push_back(static_cast<std::uint32_t>(row));
    events.date.push_back(dates[row]);
    events.known.push_back(known);
  }
  return later;
}

}  // namespace

// The enterprise that alone has a name, by interned name.
const std::vector<Index>& LedgerBuilder::enterprise_by_name() const {
  if (!enterprise_by_name_.empty()) return enterprise_by_name_;
  enterprise_by_name_.assign(evidence_.pool->size() + 1, no_index);
  const auto names = ids_of(ledger_.enterprises.table.get(), "name");
  for (std::size_t e = 0; e < ledger_.enterprises.size(); ++e) {
    const std::uint32_t row = ledger_.enterprises.source_row[e];
    const Id name = row == no_index ? no_id : id_at(names, row);
    if (name == no_id) continue;
    Index& owner = enterprise_by_name_[name];
    owner = owner == no_index ? static_cast<Index>(e) : ambiguous;
  }
  std::replace(enterprise_by_name_.begin(), enterprise_by_name_.end(), ambiguous, no_index);
  return enterprise_by_name_;
}

// Fills enterprise and category. Without an enterprise_id the name or the inspection that the event is about decides.
// match: per row of the table, the chance that a name that is no enterprise's own means the one it is counted for.
void LedgerBuilder::resolve_names(const Table& table, Events& events, std::vector<double>& match) {
  const auto ids = ids_of(&table, "enterprise_id"), categories = ids_of(&table, "category_id");
  const auto names = ids_of(&table, "enterprise_name");
  const std::size_t n = events.size();
  events.enterprise.assign(n, no_index);
  events.category.assign(n, no_index);
  for (std::size_t i = 0; i < n; ++i) {
    events.enterprise[i] = enterprise_of(id_at(ids, events.row[i]));
    events.category[i] = category_of(id_at(categories, events.row[i]));
  }
  if (!names.empty()) {
    const std::vector<Index>& by_name = enterprise_by_name();
    for (std::size_t i = 0; i < n; ++i)
      if (const Id name = names[events.row[i]]; name != no_id && id_at(ids, events.row[i]) == no_id)
        events.enterprise[i] = by_name[name];
    match_names_of(table, events, match);
  }
  const auto about = ids_of(&table, "inspection_id");
  const Table* inspections = evidence_.find("inspections");
  if (about.empty() || inspections == nullptr || inspections == &table || !ids.empty()) return;
  const auto inspection_ids = ids_of(inspections, "inspection_id");
  std::vector<std::uint32_t> row_of(evidence_.pool->size(), no_index);
  for (std::size_t row = 0; row < inspection_ids.size(); ++row)
    if (inspection_ids[row] != no_id) row_of[inspection_ids[row]] = static_cast<std::uint32_t>(row);
  const auto enterprises = ids_of(inspections, "enterprise_id"), tested = ids_of(inspections, "category_id");
  for (std::size_t i = 0; i < n; ++i) {
    const Id id = about[events.row[i]];
    if (id == no_id || row_of[id] == no_index) continue;
    events.enterprise[i] = enterprise_of(id_at(enterprises, row_of[id]));
    events.category[i] = category_of(id_at(tested, row_of[id]));
  }
}

// Fills district and position: the event's own, else its enterprise's, else its monitoring point's.
void LedgerBuilder::place_events(const Table& table, Events& events) const {
  constexpr float nowhere = std::numeric_limits<float>::quiet_NaN();
  const auto districts = ids_of(&table, "district"), points = ids_of(&table, "point_id");
  const auto east = numbers_of(&table, "longitude"), north = numbers_of(&table, "latitude");
  const Table* point_table = points.empty() ? nullptr : evidence_.find("monitoring_points");
  const auto point_ids = ids_of(point_table, "point_id"), point_districts = ids_of(point_table, "district");
  const auto point_east = numbers_of(point_table, "longitude"), point_north = numbers_of(point_table, "latitude");
  std::vector<std::uint32_t> point_row(point_ids.empty() ? 0 : evidence_.pool->size(), no_index);
  for (std::size_t row = 0; row < point_ids.size(); ++row)
    if (point_ids[row] != no_id) point_row[point_ids[row]] = static_cast<std::uint32_t>(row);
  const std::size_t n = events.size();
  events.district.assign(n, no_index);
  events.x.assign(n, nowhere);
  events.y.assign(n, nowhere);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t row = events.row[i];
    const Index e = events.enterprise[i];
    const Id point = point_row.empty() ? no_id : id_at(points, row);
    const std::uint32_t at = point == no_id ? no_index : point_row[point];
    Index& district = events.district[i];
    if (const Id own = id_at(districts, row); own != no_id) {
      district = district_of(own);
    } else {
      if (e != no_index) district = ledger_.district_of[e];
      if (district == no_index && at != no_index) district = district_of(id_at(point_districts, at));
    }
    if (!std::isnan(number_at(east, row)) && !std::isnan(number_at(north, row)))
      place(east[row], north[row], events.x[i], events.y[i]);
    else if (e != no_index && !std::isnan(ledger_.x[e]))
      events.x[i] = ledger_.x[e], events.y[i] = ledger_.y[e];
    else if (at != no_index && !std::isnan(number_at(point_east, at)) && !std::isnan(number_at(point_north, at)))
      place(point_east[at], point_north[at], events.x[i], events.y[i]);
  }
}

Events LedgerBuilder::events_of(const std::shared_ptr<const Table>& table) {
  Events events;
  events.name = table->name;
  events.table = table;
  later_ += take_visible(*table, ledger_.as_of, events);
  std::vector<double> match;
  resolve_names(*table, events, match);
  order_events(*evidence_.pool, events);
  place_events(*table, events);
  set_worth(table, match, events);
  return events;
}

void LedgerBuilder::collect_events() {
  read_report_rules();
  for (const auto& table : evidence_.tables)
    if (is_event_table(*table)) ledger_.events.push_back(events_of(table));
}

}  // namespace sightline
