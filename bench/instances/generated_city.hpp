// generated_city.hpp: evidence of any size, straight in columns: enterprises in clusters, inspections, complaints.
#pragma once

#include <cmath>
#include <cstdio>
#include <memory>
#include <string>

#include "sightline/base/rng.hpp"
#include "sightline/evidence.hpp"

namespace sightline::bench {

// `events` rows in all, half inspections and half complaints; a quarter as many enterprises, each with one or two
// offers.
class GeneratedCity {
 public:
  explicit GeneratedCity(std::size_t events, std::uint64_t seed = 7) : rng_(seed) {
    const std::size_t enterprises = events / 4 + 10;
    add_enterprises(enterprises);
    add_offers(enterprises);
    add_inspections(enterprises, events / 2);
    add_complaints(enterprises, events - events / 2);
    evidence_.pool = pool_;
    evidence_.name = "generated";
    evidence_.as_of = Date(2021, 12, 31);
  }
  Evidence take() { return std::move(evidence_); }

 private:
  Id word(const char* stem, std::uint64_t number) {
    char text[32];
    std::snprintf(text, sizeof text, "%s%llu", stem, static_cast<unsigned long long>(number));
    return pool_->intern(text);
  }
  static Column column(const char* name, ColumnType type, std::size_t rows) {
    Column column;
    column.name = name;
    column.type = type;
    if (type == ColumnType::id || type == ColumnType::text) column.ids.resize(rows, no_id);
    if (type == ColumnType::number) column.numbers.resize(rows);
    if (type == ColumnType::date) column.dates.resize(rows);
    return column;
  }
  void add(const char* name, std::size_t rows, std::vector<Column> columns) {
    auto table = std::make_shared<Table>();
    table->name = name;
    table->source = std::string(name) + ".csv";
    table->rows = rows;
    table->columns = std::move(columns);
    table->lines.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) table->lines[row] = row + 2;
    evidence_.tables.push_back(std::move(table));
  }
  Date day() { return Date(2016, 1, 1) + static_cast<std::int32_t>(rng_.below(2190)); }

  // Places lie in one cluster per 200 enterprises, 1 km wide, in a square that grows with the city.
  void add_enterprises(std::size_t rows) {
    std::vector<Column> columns{
        column("enterprise_id", ColumnType::id, rows), column("district", ColumnType::text, rows),
        column("name", ColumnType::text, rows),        column("address", ColumnType::text, rows),
        column("opened_on", ColumnType::date, rows),   column("longitude", ColumnType::number, rows),
        column("latitude", ColumnType::number, rows)};
    const std::size_t clusters = rows / 200 + 1;
    const double side = 0.02 * std::sqrt(static_cast<double>(clusters));  // degrees; about 2 km per cluster
    std::vector<std::pair<double, double>> centre(clusters);
    for (auto& [x, y] : centre) x = 113 + side * rng_.uniform(), y = 37 + side * rng_.uniform();
    for (std::size_t e = 0; e < rows; ++e) {
      const std::size_t cluster = rng_.below(clusters);
      columns[0].ids[e] = word("E", e);
      columns[1].ids[e] = word("district ", cluster % 50);
      columns[2].ids[e] = word("trade name ", rng_.below(rows / 3 + 1));
      columns[3].ids[e] = word("street ", rng_.below(rows / 10 + 1));
      columns[4].dates[e] = Date(2010, 1, 1) + static_cast<std::int32_t>(rng_.below(3000));
      columns[5].numbers[e] = centre[cluster].first + 0.005 * rng_.normal();
      columns[6].numbers[e] = centre[cluster].second + 0.005 * rng_.normal();
    }
    add("enterprises", rows, std::move(columns));
  }
  void add_offers(std::size_t enterprises) {
    std::vector<Column> columns{column("enterprise_id", ColumnType::id, 0), column("category_id", ColumnType::id, 0)};
    for (std::size_t e = 0; e < enterprises; ++e)
      for (std::uint64_t k = 0; k <= e % 2; ++k) {
        columns[0].ids.push_back(word("E", e));
        columns[1].ids.push_back(word("C", (e + 7 * k) % 25));
      }
    const std::size_t rows = columns[0].ids.size();
    add("offers", rows, std::move(columns));
  }
  void add_inspections(std::size_t enterprises, std::size_t rows) {
    std::vector<Column> columns{
        column("inspection_id", ColumnType::id, rows), column("enterprise_id", ColumnType::id, rows),
        column("category_id", ColumnType::id, rows),   column("date", ColumnType::date, rows),
        column("known_on", ColumnType::date, rows),    column("result", ColumnType::text, rows),
        column("revised_on", ColumnType::date, rows),  column("revised_result", ColumnType::text, rows),
        column("score", ColumnType::number, rows)};
    for (std::size_t i = 0; i < rows; ++i) {
      const std::uint64_t e = rng_.below(enterprises);
      const bool fails = rng_.uniform() < 0.1;
      columns[0].ids[i] = word("I", i);
      columns[1].ids[i] = word("E", e);
      columns[2].ids[i] = word("C", e % 25);
      columns[3].dates[i] = day();
      columns[4].dates[i] = columns[3].dates[i] + static_cast<std::int32_t>(rng_.below(20));
      columns[5].ids[i] = pool_->intern(fails ? "nonconforming" : "conforming");
      if (fails && rng_.uniform() < 0.2) {  // a retest overturns one failure in five
        columns[6].dates[i] = columns[4].dates[i] + 30;
        columns[7].ids[i] = pool_->intern("conforming");
      }
      columns[8].numbers[i] = static_cast<double>(rng_.below(101));
    }
    add("inspections", rows, std::move(columns));
  }
  void add_complaints(std::size_t enterprises, std::size_t rows) {
    std::vector<Column> columns{column("complaint_id", ColumnType::id, rows),
                                column("enterprise_id", ColumnType::id, rows),
                                column("category_id", ColumnType::id, rows), column("date", ColumnType::date, rows),
                                column("severity", ColumnType::number, rows)};
    for (std::size_t i = 0; i < rows; ++i) {
      const std::uint64_t e = rng_.below(enterprises);
      columns[0].ids[i] = word("K", i);
      columns[1].ids[i] = word("E", e);
      columns[2].ids[i] = word("C", e % 25);
      columns[3].dates[i] = day();
      columns[4].numbers[i] = static_cast<double>(1 + rng_.below(5));
    }
    add("complaints", rows, std::move(columns));
  }

  Rng rng_;
  std::shared_ptr<StringPool> pool_ = std::make_shared<StringPool>();
  Evidence evidence_;
};

}  // namespace sightline::bench
