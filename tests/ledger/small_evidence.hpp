// small_evidence.hpp: evidence written in a test as comma-separated text, without a file and without the reader.
#pragma once

#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sightline/evidence.hpp"

namespace sightline::testing {

class SmallEvidence {
 public:
  // text: a header line, then one line per row; no quoting. Types go by the column's name, else a column is a number
  // where every value parses.
  SmallEvidence& table(const std::string& name, std::string_view text) {
    auto table = std::make_shared<Table>();
    table->name = name;
    table->source = name + ".csv";
    std::vector<std::vector<std::string_view>> cells;
    for (std::string_view line : split(text, '\n'))
      if (!line.empty()) cells.push_back(split(line, ','));
    table->rows = cells.size() - 1;
    for (std::size_t row = 0; row < table->rows; ++row) table->lines.push_back(row + 2);
    for (std::size_t c = 0; c < cells[0].size(); ++c) {
      std::vector<std::string_view> values;
      for (std::size_t row = 1; row < cells.size(); ++row) values.push_back(cells[row].at(c));
      table->columns.push_back(column(std::string(cells[0][c]), values));
    }
    evidence_.tables.push_back(std::move(table));
    return *this;
  }
  SmallEvidence& declared(DeclaredTotal total) {
    evidence_.declared.push_back(std::move(total));
    return *this;
  }
  SmallEvidence& as_of(Date day) {
    evidence_.as_of = day;
    return *this;
  }
  Evidence build() {
    evidence_.pool = pool_;
    evidence_.name = "small";
    evidence_.hash = "0";
    return evidence_;
  }

 private:
  static std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (true) {
      const std::size_t at = text.find(by);
      parts.push_back(text.substr(0, at));
      if (at == std::string_view::npos) return parts;
      text.remove_prefix(at + 1);
    }
  }

  static ColumnType type_of(std::string_view name, const std::vector<std::string_view>& values) {
    if (name == "date" || name == "known_on" || name == "start" || name == "end" || name == "since" ||
        name == "until" || name.ends_with("_on") || name == "available_from" || name == "available_to")
      return ColumnType::date;
    if (name.ends_with("_id")) return ColumnType::id;
    if (name == "unit_cost" || name == "cost" || name == "price") return ColumnType::money;
    for (const char* text : {"name", "district", "kind", "result", "revised_result", "address", "credit_code", "size"})
      if (name == text) return ColumnType::text;
    for (const std::string_view value : values) {
      double number = 0;
      if (!value.empty() && std::from_chars(value.data(), value.data() + value.size(), number).ec != std::errc())
        return ColumnType::text;
    }
    return ColumnType::number;
  }

  Column column(std::string name, const std::vector<std::string_view>& values) {
    Column column;
    column.type = type_of(name, values);
    column.name = std::move(name);
    for (const std::string_view value : values) switch (column.type) {
        case ColumnType::date: column.dates.push_back(value.empty() ? Date{} : Date::parse(value).value()); break;
        case ColumnType::money:
          column.money.push_back(value.empty() ? missing_money : Money::parse(value).value());
          break;
        case ColumnType::id:
        case ColumnType::text: column.ids.push_back(value.empty() ? no_id : pool_->intern(value)); break;
        default: {
          double number = std::numeric_limits<double>::quiet_NaN();
          if (!value.empty()) std::from_chars(value.data(), value.data() + value.size(), number);
          column.numbers.push_back(number);
        }
      }
    return column;
  }

  std::shared_ptr<StringPool> pool_ = std::make_shared<StringPool>();
  Evidence evidence_;
};

}  // namespace sightline::testing
