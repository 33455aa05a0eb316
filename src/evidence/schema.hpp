// schema.hpp: the tables and columns of a dataset, declared once. Validation, messages and the reference page read this
// list.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sightline/evidence.hpp"

namespace sightline::evidence {

enum class Kind : std::uint8_t { id, word, text, number, date, money, flag };

struct ColumnRule {
  std::string name;
  Kind kind = Kind::text;
  bool required = false;
  std::string meaning = {};  // unit or what it says, for messages and the reference page
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool above_least = false;             // least itself is excluded
  bool whole = false;                   // an integer
  std::vector<std::string> words = {};  // of Kind::word
};

// A column whose value must be an id of another table; rows that break it are rejected.
struct ReferenceRule {
  std::string column, table;
};

struct TableRule {
  std::string name;
  std::string meaning = {};  // one row is ...
  bool required = false;
  std::vector<ColumnRule> columns = {};
  std::vector<std::string> key = {};  // at most one row per key; see whole_row
  bool whole_row = false;             // a repeated row says nothing new: the key is every column
  std::vector<ReferenceRule> references = {};
  std::vector<std::pair<std::string, std::string>> ordered = {};  // dates: first <= second
  [[nodiscard]] const ColumnRule* find(std::string_view column) const;
};

[[nodiscard]] const std::vector<TableRule>& contract();  // the tables of evidence.md, in its order
[[nodiscard]] const TableRule* find_contract(std::string_view table);
[[nodiscard]] TableRule event_table(std::string_view name);  // any further table with a date column
[[nodiscard]] ColumnType type_of(Kind kind);
[[nodiscard]] std::string expected(const ColumnRule& rule);  // "a number between 0 and 1", "one of conforming, ..."

}  // namespace sightline::evidence
