#include <algorithm>
#include <numeric>

#include "ledger/ledger_builder.hpp"

namespace sightline {
namespace {

// The distinct known ids of a column of several tables, in no order.
std::vector<Id> ids_named(const Evidence& evidence, std::string_view column,
                          std::initializer_list<const char*> tables) {
  std::vector<Id> ids;
  std::vector<bool> seen(evidence.pool->size());
  for (const char* name : tables)
    for (const Id id : ids_of(evidence.find(name), column))
      if (id != no_id && !seen[id]) seen[id] = true, ids.push_back(id);
  return ids;
}

std::shared_ptr<const Table> shared_table(const Evidence& evidence, std::string_view name) {
  for (const auto& table : evidence.tables)
    if (table->name == name) return table;
  return nullptr;
}

}  // namespace

// Sorts entities by the bytes of their public id; of rows with the same id the first counts. Gives interned id ->
// entity.
std::vector<Index> LedgerBuilder::set_entities(Entities& entities, std::shared_ptr<const Table> table,
                                               std::vector<Id> ids, std::vector<std::uint32_t> rows) const {
  const StringPool& pool = *evidence_.pool;
  std::vector<std::uint32_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return ids[a] != ids[b] && pool.text(ids[a]) < pool.text(ids[b]);
  });
  std::vector<Index> by_id(pool.size(), no_index);
  entities.table = std::move(table);
  for (const std::uint32_t i : order) {
    if (by_id[ids[i]] != no_index) continue;
    by_id[ids[i]] = static_cast<Index>(entities.id.size());
    entities.id.push_back(ids[i]);
    entities.source_row.push_back(rows.empty() ? no_index : rows[i]);
  }
  return by_id;
}

void LedgerBuilder::resolve_enterprises() {
  const auto table = shared_table(evidence_, "enterprises");
  std::vector<Id> ids;
  std::vector<std::uint32_t> rows;
  if (table == nullptr) {
    ids = ids_named(evidence_, "enterprise_id", {"offers", "inspections"});
  } else {
    const auto column = ids_of(table.get(), "enterprise_id");
    const auto known = dates_of(table.get(), "known_on");
    for (std::size_t row = 0; row < column.size(); ++row) {
      if (column[row] == no_id) continue;
      if (const Date day = date_at(known, row); day.known() && day > ledger_.as_of) {
        ++later_;
        continue;
      }
      ids.push_back(column[row]);
      rows.push_back(static_cast<std::uint32_t>(row));
    }
  }
  ledger_.enterprise_by_id_ = set_entities(ledger_.enterprises, table, std::move(ids), std::move(rows));
  const std::size_t n = ledger_.enterprises.size();
  ledger_.opened_on.resize(n);
  ledger_.closed_on.resize(n);
  const auto opened = dates_of(table.get(), "opened_on"), closed = dates_of(table.get(), "closed_on");
  for (std::size_t e = 0; e < n; ++e) {
    const std::uint32_t row = ledger_.enterprises.source_row[e];
    if (row == no_index) continue;
    ledger_.opened_on[e] = date_at(opened, row);
    // A closing that lies ahead was not yet a fact on the as-of day.
    if (const Date day = date_at(closed, row); day.known() && day <= ledger_.as_of) ledger_.closed_on[e] = day;
  }
}

void LedgerBuilder::resolve_categories() {
  const auto table = shared_table(evidence_, "categories");
  std::vector<Id> ids;
  std::vector<std::uint32_t> rows;
  if (table == nullptr) {
    ids = ids_named(evidence_, "category_id", {"offers", "inspections"});
  } else {
    const auto column = ids_of(table.get(), "category_id");
    for (std::size_t row = 0; row < column.size(); ++row)
      if (column[row] != no_id) ids.push_back(column[row]), rows.push_back(static_cast<std::uint32_t>(row));
  }
  ledger_.category_by_id_ = set_entities(ledger_.categories, table, std::move(ids), std::move(rows));
  const auto severity = numbers_of(table.get(), "severity"), sensitivity = numbers_of(table.get(), "test_sensitivity");
  const auto cost = money_of(table.get(), "unit_cost");
  const auto or_one = [](double value) { return std::isnan(value) ? 1.0 : value; };
  for (const std::uint32_t row : ledger_.categories.source_row) {
    const bool listed = row != no_index;
    ledger_.severity.push_back(listed ? or_one(number_at(severity, row)) : 1.0);
    ledger_.test_sensitivity.push_back(listed ? or_one(number_at(sensitivity, row)) : 1.0);
    ledger_.unit_cost.push_back(listed ? money_at(cost, row) : missing_money);
  }
}

// Districts are those that enterprises name: a district without enterprises has nothing to sample.
void LedgerBuilder::resolve_districts() {
  const auto names = ids_of(ledger_.enterprises.table.get(), "district");
  const auto name_of = [&](std::size_t e) {
    const std::uint32_t row = ledger_.enterprises.source_row[e];
    return row == no_index ? no_id : id_at(names, row);
  };
  const std::size_t n = ledger_.enterprises.size();
  std::vector<Id> ids;
  std::vector<bool> seen(evidence_.pool->size());
  for (std::size_t e = 0; e < n; ++e)
    if (const Id id = name_of(e); id != no_id && !seen[id]) seen[id] = true, ids.push_back(id);
  district_by_id_ = set_entities(ledger_.districts, nullptr, std::move(ids), {});
  ledger_.district_of.assign(n, no_index);
  for (std::size_t e = 0; e < n; ++e) ledger_.district_of[e] = district_of(name_of(e));
}

}  // namespace sightline
