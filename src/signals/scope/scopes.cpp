#include "signals/scope/scopes.hpp"

#include <bit>

#include "sightline/base/hash.hpp"

namespace sightline::signals {
namespace {

constexpr std::uint64_t pair_of(Index a, Index b) { return static_cast<std::uint64_t>(a) << 32 | b; }

}  // namespace

void PairIndex::reserve(std::size_t pairs) {
  pairs_.reserve(pairs);
  slots_.assign(std::bit_ceil(2 * pairs + 2), no_index);
}

std::size_t PairIndex::slot_of(std::uint64_t pair) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = mix64(pair) & mask;
  while (slots_[slot] != no_index && pairs_[slots_[slot]] != pair) slot = (slot + 1) & mask;
  return slot;
}

Index PairIndex::add(Index a, Index b) {
  const std::uint64_t pair = pair_of(a, b);
  Index& slot = slots_[slot_of(pair)];
  if (slot != no_index) return slot;
  slot = static_cast<Index>(pairs_.size());
  pairs_.push_back(pair);
  return slot;
}

Index PairIndex::find(Index a, Index b) const { return slots_.empty() ? no_index : slots_[slot_of(pair_of(a, b))]; }

const Scopes::Labels& Scopes::labels(const std::string& part) {
  const auto [found, fresh] = labels_.try_emplace(part);
  Labels& labels = found->second;
  if (!fresh) return labels;
  const Column* column = scope_column(ledger_.enterprises.table.get(), part);
  std::vector<Index> by_id(ledger_.pool->size(), no_index);  // equal cells are normalised once
  for (const std::uint32_t row : ledger_.enterprises.source_row) {
    const Id id = column->ids.empty() ? no_id : column->ids[row];
    if (id != no_id && by_id[id] != no_index) {
      labels.of_enterprise.push_back(by_id[id]);
      continue;
    }
    const std::string text = comparable(part, text_in(*ledger_.pool, *column, row));
    labels.of_enterprise.push_back(text.empty() ? no_index : labels.names.intern(text));
    if (id != no_id) by_id[id] = labels.of_enterprise.back();
  }
  return labels;
}

std::size_t Scopes::values_of(const std::string& part) {
  if (part == "enterprise") return ledger_.enterprises.size();
  if (part == "category") return ledger_.categories.size();
  if (part == "district") return ledger_.districts.size();
  return labels(part).names.size();
}

Keys Scopes::row_values(const std::string& part) {
  if (part == "enterprise") return rows_.enterprise;
  if (part == "category") return rows_.category;
  const Keys& of_enterprise = part == "district" ? ledger_.district_of : labels(part).of_enterprise;
  Keys values(rows_.size());
  for (std::size_t r = 0; r < rows_.size(); ++r) values[r] = of_enterprise[rows_.enterprise[r]];
  return values;
}

// An event's own cell comes before its enterprise's. A value that no enterprise has is read by no row.
Keys Scopes::event_values(const Events& events, const std::string& part) {
  if (part == "enterprise") return events.enterprise;
  if (part == "category") return events.category;
  if (part == "district") return events.district;
  const Labels& known = labels(part);
  const Column* own = scope_column(events.table.get(), part);
  std::vector<Index> by_id(own == nullptr ? 0 : ledger_.pool->size(), no_index - 1);
  Keys values(events.size(), no_index);
  for (std::size_t i = 0; i < events.size(); ++i) {
    std::string text;
    if (own != nullptr) {
      const Id id = own->ids.empty() ? no_id : own->ids[events.row[i]];
      if (id != no_id && by_id[id] != no_index - 1) {
        values[i] = by_id[id];
        continue;
      }
      text = text_in(*ledger_.pool, *own, events.row[i]);
      if (!text.empty()) {
        values[i] = known.names.find(comparable(part, text));
        if (id != no_id) by_id[id] = values[i];
        continue;
      }
    }
    if (events.enterprise[i] != no_index) values[i] = known.of_enterprise[events.enterprise[i]];
  }
  return values;
}

const Scopes::RowScope& Scopes::row_scope(const std::vector<std::string>& parts) {
  if (const auto found = row_scopes_.find(parts); found != row_scopes_.end()) return found->second;
  RowScope scope;
  if (parts.empty()) {
    scope.keys = 1;
    scope.of_row.assign(rows_.size(), 0);
  } else if (parts.size() == 1) {
    scope.keys = values_of(parts[0]);
    scope.of_row = row_values(parts[0]);
  } else {
    const Keys& before = row_scope({parts.begin(), parts.end() - 1}).of_row;
    const Keys last = row_values(parts.back());
    scope.of_row.assign(rows_.size(), no_index);
    scope.pairs.reserve(rows_.size());
    for (std::size_t r = 0; r < rows_.size(); ++r)
      if (before[r] != no_index && last[r] != no_index) scope.of_row[r] = scope.pairs.add(before[r], last[r]);
    scope.keys = scope.pairs.size();
  }
  return row_scopes_.emplace(parts, std::move(scope)).first->second;
}

Keys Scopes::event_keys(const Events& events, const std::vector<std::string>& parts) {
  if (parts.empty()) return Keys(events.size(), 0);
  if (parts.size() == 1) return event_values(events, parts[0]);
  Keys keys = event_keys(events, {parts.begin(), parts.end() - 1});
  const Keys last = event_values(events, parts.back());
  const PairIndex& pairs = row_scope(parts).pairs;
  for (std::size_t i = 0; i < keys.size(); ++i)
    keys[i] = keys[i] == no_index || last[i] == no_index ? no_index : pairs.find(keys[i], last[i]);
  return keys;
}

const Scopes::Scope& Scopes::find(const Events& events, const std::vector<std::string>& parts) {
  const auto [found, fresh] = scopes_.try_emplace({events.name, parts});
  auto& [keys, scope] = found->second;
  if (!fresh) return scope;
  const RowScope& rows = row_scope(parts);
  keys = event_keys(events, parts);
  scope = {rows.keys, &rows.of_row, &keys};
  return scope;
}

}  // namespace sightline::signals
