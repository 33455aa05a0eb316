#include "plan/candidates/labs.hpp"

#include <algorithm>
#include <cmath>

#include "ledger/columns.hpp"

namespace sightline::planning {

Labs read_labs(const Ledger& ledger) {
  Labs labs;
  const std::size_t categories = ledger.categories.size();
  labs.of_category.resize(categories);
  labs.qualified.assign(categories, 1);
  const Table* table = ledger.find_table("labs");
  labs.known = table != nullptr;
  if (!labs.known) {
    for (std::size_t k = 0; k < categories; ++k)
      if (ledger.unit_cost[k] != missing_money) labs.of_category[k].push_back({no_id, ledger.unit_cost[k], -1});
    return labs;
  }
  labs.qualified.assign(categories, 0);
  const std::vector<Index> category_of = index_by_id(ledger.categories, ledger.pool->size());
  const auto ids = ids_of(table, "lab_id"), category_ids = ids_of(table, "category_id");
  const auto prices = money_of(table, "price");
  const auto capacities = numbers_of(table, "capacity");
  for (std::size_t row = 0; row < table->rows; ++row) {
    const Id category_id = id_at(category_ids, row);
    const Index category = category_id == no_id ? no_index : category_of[category_id];
    if (category == no_index || id_at(ids, row) == no_id) continue;
    labs.qualified[category] = 1;
    Money price = money_at(prices, row);
    if (price == missing_money) price = ledger.unit_cost[category];
    const double capacity = number_at(capacities, row);
    if (price == missing_money || capacity < 1) continue;
    labs.of_category[category].push_back({ids[row], price, std::isnan(capacity) ? -1 : std::floor(capacity)});
  }
  for (auto& list : labs.of_category)
    std::sort(list.begin(), list.end(), [&](const LabPrice& a, const LabPrice& b) {
      return a.price != b.price ? a.price < b.price : ledger.text(a.lab) < ledger.text(b.lab);
    });
  return labs;
}

std::vector<std::uint32_t> allowed_labs(const Labs& labs, Index category, Id last) {
  const auto& list = labs.of_category[category];
  std::vector<std::uint32_t> allowed;
  for (std::uint32_t i = 0; i < list.size(); ++i)
    if (last == no_id || list[i].lab != last || list.size() == 1) allowed.push_back(i);
  return allowed;
}

}  // namespace sightline::planning
