// plan_city.hpp: a seeded bureau of any size as a ledger with a risk, without files: 60 categories at most, two or
// three laboratories each, 20 districts, complaints about a tenth of the enterprises, two years of past results.
#pragma once

#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include "sightline/base/rng.hpp"
#include "sightline/plan.hpp"

namespace sightline {

class PlanCity {
 public:
  PlanCity(std::size_t candidates, std::uint64_t seed) : rng_(seed), enterprises_(candidates * 2 / 5 + 1) {
    categories_ = std::min<std::size_t>(60, 5 + candidates / 200);
    add_categories();
    add_enterprises();
    add_labs();
    add_history();
    for (auto& table : tables_) evidence_.tables.push_back(table);
    evidence_.pool = pool_;
    evidence_.name = "bench";
    evidence_.hash = std::string(64, '0');
    LedgerOptions options;
    options.as_of = Date(2021, 12, 31);
    ledger = build_ledger(evidence_, options);
    set_risk();
  }

  Ledger ledger;
  Risk risk;
  // Money for a tenth of the candidates at about 1,000 yuan.
  [[nodiscard]] Money budget() const { return Money::yuan(static_cast<std::int64_t>(100 * ledger.frame.size())); }

 private:
  std::shared_ptr<Table> table(const char* name) {
    auto made = std::make_shared<Table>();
    made->name = made->source = name;
    tables_.push_back(made);
    return made;
  }
  static Column& column(Table& table, const char* name, ColumnType type) {
    Column& made = table.columns.emplace_back();
    made.name = name;
    made.type = type;
    return made;
  }
  Id id(char kind, std::size_t number) { return pool_->intern(kind + std::to_string(10'000'000 + number)); }
  static void close(Table& table) {
    table.rows =
        table.columns.front().ids.empty() ? table.columns.front().dates.size() : table.columns.front().ids.size();
    table.lines.resize(table.rows);
  }

  void add_categories() {
    auto made = table("categories");
    made->columns.reserve(3);
    Column& ids = column(*made, "category_id", ColumnType::id);
    Column& cost = column(*made, "unit_cost", ColumnType::money);
    Column& severity = column(*made, "severity", ColumnType::number);
    for (std::size_t k = 0; k < categories_; ++k) {
      ids.ids.push_back(id('k', k));
      cost.money.push_back(Money::yuan(static_cast<std::int64_t>(400 + 50 * rng_.below(25))));
      severity.numbers.push_back(1 + static_cast<double>(rng_.below(3)));
    }
    close(*made);
  }

  void add_enterprises() {
    auto made = table("enterprises"), offers = table("offers"), complaints = table("complaints");
    made->columns.reserve(2), offers->columns.reserve(2), complaints->columns.reserve(3);
    Column& ids = column(*made, "enterprise_id", ColumnType::id);
    Column& district = column(*made, "district", ColumnType::text);
    Column& offered_by = column(*offers, "enterprise_id", ColumnType::id);
    Column& offered = column(*offers, "category_id", ColumnType::id);
    Column& against = column(*complaints, "enterprise_id", ColumnType::id);
    Column& about = column(*complaints, "category_id", ColumnType::id);
    Column& day = column(*complaints, "date", ColumnType::date);
    for (std::size_t e = 0; e < enterprises_; ++e) {
      const Id self = id('e', e);
      ids.ids.push_back(self);
      district.ids.push_back(id('d', rng_.below(20)));
      const std::size_t first = rng_.below(categories_);
      for (std::size_t k = 0; k < 1 + rng_.below(4); ++k) {
        offered_by.ids.push_back(self);
        offered.ids.push_back(id('k', (first + k * 7) % categories_));
      }
      if (rng_.uniform() >= 0.1) continue;
      against.ids.push_back(self);
      about.ids.push_back(no_id);
      day.dates.push_back(Date(2021, 1, 1) + static_cast<int>(rng_.below(365)));
    }
    close(*made), close(*offers), close(*complaints);
  }

  void add_labs() {
    auto made = table("labs");
    made->columns.reserve(4);
    Column& lab = column(*made, "lab_id", ColumnType::id);
    Column& category = column(*made, "category_id", ColumnType::id);
    Column& price = column(*made, "price", ColumnType::money);
    Column& capacity = column(*made, "capacity", ColumnType::number);
    for (std::size_t k = 0; k < categories_; ++k)
      for (std::size_t l = 0; l < 2 + k % 2; ++l) {
        lab.ids.push_back(id('l', (k + l * 3) % 7));
        category.ids.push_back(id('k', k));
        price.money.push_back(Money::yuan(static_cast<std::int64_t>(500 + 50 * rng_.below(20))));
        capacity.numbers.push_back(
            std::ceil(static_cast<double>(enterprises_) * 2.5 / static_cast<double>(categories_)) / 8);
      }
    close(*made);
  }

  void add_history() {
    auto made = table("inspections");
    made->columns.reserve(6);
    Column& enterprise = column(*made, "enterprise_id", ColumnType::id);
    Column& category = column(*made, "category_id", ColumnType::id);
    Column& day = column(*made, "date", ColumnType::date);
    Column& result = column(*made, "result", ColumnType::id);
    Column& mode = column(*made, "mode", ColumnType::id);
    Column& lab = column(*made, "lab_id", ColumnType::id);
    const Id good = pool_->intern("conforming"), bad = pool_->intern("nonconforming"), random = pool_->intern("random");
    for (std::size_t i = 0; i < enterprises_ / 3; ++i) {
      enterprise.ids.push_back(id('e', rng_.below(enterprises_)));
      category.ids.push_back(id('k', rng_.below(categories_)));
      day.dates.push_back(Date(2020, 1, 1) + static_cast<int>(rng_.below(730)));
      result.ids.push_back(rng_.uniform() < 0.05 ? bad : good);
      mode.ids.push_back(random);
      lab.ids.push_back(id('l', rng_.below(7)));
    }
    close(*made);
  }

  void set_risk() {
    for (std::size_t c = 0; c < ledger.frame.size(); ++c) {
      const double u = rng_.uniform();
      risk.probability.push_back(0.01 + 0.2 * u * u);
      risk.logit.push_back(std::log(risk.probability.back() / (1 - risk.probability.back())));
      risk.logit_sd.push_back(0.3 + 0.7 * rng_.uniform());
    }
    risk.frame_fingerprint = ledger.frame.fingerprint;
  }

  Rng rng_;
  std::size_t enterprises_, categories_ = 0;
  std::shared_ptr<StringPool> pool_ = std::make_shared<StringPool>();
  std::vector<std::shared_ptr<Table>> tables_;
  Evidence evidence_;
};

}  // namespace sightline
