#include <algorithm>

#include "sightline/ledger.hpp"

namespace sightline {

const Events* Ledger::find_events(std::string_view wanted) const {
  const auto found =
      std::find_if(events.begin(), events.end(), [&](const Events& each) { return each.name == wanted; });
  return found == events.end() ? nullptr : &*found;
}

const Table* Ledger::find_table(std::string_view wanted) const {
  for (const auto& table : tables)
    if (table->name == wanted) return table.get();
  return nullptr;
}

Index Ledger::find_enterprise(std::string_view id) const {
  const Id interned = pool->find(id);
  return interned < enterprise_by_id_.size() ? enterprise_by_id_[interned] : no_index;
}

Index Ledger::find_category(std::string_view id) const {
  const Id interned = pool->find(id);
  return interned < category_by_id_.size() ? category_by_id_[interned] : no_index;
}

Index Ledger::find_candidate(Index enterprise, Index category) const {
  const auto [first, last] = std::equal_range(frame.enterprise.begin(), frame.enterprise.end(), enterprise);
  const auto begin = frame.category.begin() + (first - frame.enterprise.begin());
  const auto end = frame.category.begin() + (last - frame.enterprise.begin());
  const auto found = std::lower_bound(begin, end, category);
  return found == end || *found != category ? no_index : static_cast<Index>(found - frame.category.begin());
}

}  // namespace sightline
