#include "signals/attributes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace sightline::signals {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double days_per_year = 365.25;

double calendar_value(const std::string& name, Date date) {
  const double angle = 2 * std::numbers::pi * (date - Date(date.year(), 1, 1)) / days_per_year;
  if (name == "month") return date.month();
  if (name == "weekday") return date.weekday();
  if (name == "years") return (date - Date(2000, 1, 1)) / days_per_year;
  if (name == "sin1") return std::sin(angle);
  if (name == "cos1") return std::cos(angle);
  return name == "sin2" ? std::sin(2 * angle) : std::cos(2 * angle);
}

bool is_empty(const Column& column, std::size_t row) {
  if (!column.ids.empty()) return column.ids[row] == no_id;
  if (!column.dates.empty()) return !column.dates[row].known();
  return std::isnan(number_in(column, row));
}

// A cell as a number: 1 or 0 with `where`, the years since a date (nothing before it), else the number itself.
double cell_value(const Resolved& resolved, std::size_t row, Date day) {
  const Column& column = *resolved.column;
  if (row == no_index) return unknown;
  if (resolved.where.column != nullptr) {
    if (is_empty(*resolved.where.column, row)) return unknown;
    return resolved.where.takes(row) ? 1 : 0;
  }
  if (column.dates.empty()) return number_in(column, row);
  const Date since = column.dates[row];
  return since.known() && since <= day ? (day - since) / days_per_year : unknown;
}

// offers: the pair's cell; of several offers the largest value. Without an offer in the frame it is unknown.
std::vector<double> offer_values(const Ledger& ledger, const Resolved& resolved, const Rows& rows) {
  const Table& table = *resolved.table;
  std::vector<double> of_candidate(ledger.frame.size(), unknown);
  if (resolved.attribute == "volume" && resolved.where.column == nullptr) {
    of_candidate = ledger.frame.volume;
  } else {
    const Column* enterprises = table.find("enterprise_id");
    const Column* categories = table.find("category_id");
    for (std::size_t row = 0; row < table.rows && enterprises != nullptr && categories != nullptr; ++row) {
      const Index e = ledger.find_enterprise(ledger.text(enterprises->ids[row]));
      const Index c = ledger.find_category(ledger.text(categories->ids[row]));
      const Index at = e == no_index || c == no_index ? no_index : ledger.find_candidate(e, c);
      if (at == no_index) continue;
      if (const double value = cell_value(resolved, row, ledger.as_of); !(value <= of_candidate[at]))
        of_candidate[at] = std::isnan(value) ? of_candidate[at] : value;
    }
  }
  std::vector<double> values(rows.size(), unknown);
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (const Index at = ledger.find_candidate(rows.enterprise[r], rows.category[r]); at != no_index)
      values[r] = of_candidate[at];
  return values;
}

}  // namespace

std::vector<double> attribute_values(const Ledger& ledger, const Resolved& resolved, const Rows& rows) {
  if (resolved.table != nullptr && resolved.table->name == "offers") return offer_values(ledger, resolved, rows);
  std::vector<double> values(rows.size(), unknown);
  if (resolved.table == nullptr) {
    for (std::size_t r = 0; r < rows.size(); ++r)
      values[r] =
          r > 0 && rows.day[r] == rows.day[r - 1] ? values[r - 1] : calendar_value(resolved.attribute, rows.day[r] + 1);
  } else if (resolved.table->name == "inspections") {
    const Events& inspections = *ledger.find_events("inspections");
    for (std::size_t r = 0; r < rows.training(); ++r)
      values[r] = cell_value(resolved, inspections.row[rows.inspection[r]], rows.day[r]);
  } else {
    const bool by_category = resolved.table->name == "categories";
    const auto& source_row = by_category ? ledger.categories.source_row : ledger.enterprises.source_row;
    for (std::size_t r = 0; r < rows.size(); ++r)
      values[r] = cell_value(resolved, source_row[by_category ? rows.category[r] : rows.enterprise[r]], rows.day[r]);
  }
  return values;
}

namespace {

struct Interval {  // whom and when a row of the table covers; no_index = everyone
  Date from, to;   // unknown = no limit
  Index enterprise, district;
};

}  // namespace

// A row covers a day from start to end, once it is known (known_on, else from the start). A name that the ledger does
// not have covers nobody.
std::vector<double> active_values(const Ledger& ledger, const Resolved& resolved, const Rows& rows) {
  const Table& table = *resolved.table;
  const auto date = [&](const char* name, std::size_t row) {
    const Column* column = table.find(name);
    return column == nullptr || column->dates.empty() ? Date{} : column->dates[row];
  };
  const auto text = [&](const char* name, std::size_t row) {
    const Column* column = table.find(name);
    return column == nullptr || column->ids.empty() ? std::string_view{} : ledger.text(column->ids[row]);
  };
  const auto district = [&](std::string_view name) {
    for (Index d = 0; d < ledger.districts.size(); ++d)
      if (ledger.text(ledger.districts.id[d]) == name) return d;
    return no_index;
  };
  std::vector<std::vector<Interval>> of_category(ledger.categories.size() + 1);  // the last one: every category
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (!resolved.where.takes(row)) continue;
    const std::string_view e = text("enterprise_id", row), c = text("category_id", row), d = text("district", row);
    Interval interval{std::max(date("start", row), date("known_on", row)), date("end", row), no_index, no_index};
    Index category = static_cast<Index>(ledger.categories.size());
    if (!e.empty() && (interval.enterprise = ledger.find_enterprise(e)) == no_index) continue;
    if (!d.empty() && (interval.district = district(d)) == no_index) continue;
    if (!c.empty() && (category = ledger.find_category(c)) == no_index) continue;
    of_category[category].push_back(interval);
  }
  std::vector<double> values(rows.size(), 0);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto covers = [&](const Interval& each) {
      return (!each.from.known() || each.from <= rows.day[r]) && (!each.to.known() || rows.day[r] <= each.to) &&
             (each.enterprise == no_index || each.enterprise == rows.enterprise[r]) &&
             (each.district == no_index || each.district == ledger.district_of[rows.enterprise[r]]);
    };
    for (const auto* list : {&of_category[rows.category[r]], &of_category.back()})
      if (std::any_of(list->begin(), list->end(), covers)) values[r] = 1;
  }
  return values;
}

}  // namespace sightline::signals
