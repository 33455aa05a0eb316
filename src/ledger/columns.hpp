// columns.hpp: the columns of a table by name and type. An absent table, an absent column and a column of another type
// all read as an empty span, whose every cell is missing.
#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <string_view>

#include "sightline/evidence.hpp"

namespace sightline {

inline std::span<const Id> ids_of(const Table* table, std::string_view name) {
  const Column* column = table == nullptr ? nullptr : table->find(name);
  return column == nullptr ? std::span<const Id>{} : std::span<const Id>(column->ids);
}
inline std::span<const double> numbers_of(const Table* table, std::string_view name) {
  const Column* column = table == nullptr ? nullptr : table->find(name);
  return column == nullptr ? std::span<const double>{} : std::span<const double>(column->numbers);
}
inline std::span<const Date> dates_of(const Table* table, std::string_view name) {
  const Column* column = table == nullptr ? nullptr : table->find(name);
  return column == nullptr ? std::span<const Date>{} : std::span<const Date>(column->dates);
}
inline std::span<const Money> money_of(const Table* table, std::string_view name) {
  const Column* column = table == nullptr ? nullptr : table->find(name);
  return column == nullptr ? std::span<const Money>{} : std::span<const Money>(column->money);
}

inline constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();
inline Id id_at(std::span<const Id> cells, std::size_t row) { return cells.empty() ? no_id : cells[row]; }
inline double number_at(std::span<const double> cells, std::size_t row) {
  return cells.empty() ? missing_number : cells[row];
}
inline Date date_at(std::span<const Date> cells, std::size_t row) { return cells.empty() ? Date{} : cells[row]; }
inline Money money_at(std::span<const Money> cells, std::size_t row) {
  return cells.empty() ? missing_money : cells[row];
}

}  // namespace sightline
