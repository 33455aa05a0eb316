#include <algorithm>

#include "ledger/ledger_builder.hpp"

namespace sightline {
namespace {

std::string joined(const std::vector<std::pair<std::string, std::int64_t>>& parts) {
  std::string text;
  for (const auto& [name, count] : parts) text += (text.empty() ? "" : " + ") + std::to_string(count);
  return text;
}

}  // namespace

// What the ledger has under a label: a table's rows (spaces stand for _), else the enterprises that offer the category
// of that id or name, else those with that district, industry, size or channel; -1 when nothing is called so.
std::int64_t LedgerBuilder::count_named(std::string_view label) const {
  std::string table_name(label);
  std::replace(table_name.begin(), table_name.end(), ' ', '_');
  if (const Table* table = evidence_.find(table_name)) return static_cast<std::int64_t>(table->rows);
  const Id wanted = evidence_.pool->find(label);
  if (wanted == no_id) return -1;
  Index category = category_of(wanted);
  const auto names = ids_of(ledger_.categories.table.get(), "name");
  for (Index c = 0; c < ledger_.categories.size() && category == no_index && !names.empty(); ++c)
    if (names[ledger_.categories.source_row[c]] == wanted) category = c;
  if (category != no_index) return std::count(ledger_.frame.category.begin(), ledger_.frame.category.end(), category);
  const Table* table = ledger_.enterprises.table.get();
  for (const char* column : {"district", "industry", "size", "channel"}) {
    const auto values = ids_of(table, column);
    if (const auto count = std::count(values.begin(), values.end(), wanted); count > 0) return count;
  }
  return -1;
}

void LedgerBuilder::reconcile_declared() {
  for (const DeclaredTotal& total : evidence_.declared) {
    Reconciliation entry;
    entry.label = total.label;
    entry.declared = total.count;
    entry.sum_of_parts = total.parts.empty() ? total.count : 0;
    for (const auto& part : total.parts) entry.sum_of_parts += part.second;
    entry.message = total.label + ": declared " + std::to_string(total.count);
    if (!total.parts.empty())
      entry.message += ", parts add up to " + std::to_string(entry.sum_of_parts) + " (" + joined(total.parts) + ")";
    entry.agrees = entry.sum_of_parts == entry.declared;
    const auto compare = [&](const std::string& label, std::int64_t declared) {
      const std::int64_t counted = count_named(label);
      if (counted >= 0 && counted != declared) {
        entry.agrees = false;
        entry.message +=
            "; the ledger has " + std::to_string(counted) + " " + label + ", not " + std::to_string(declared);
      }
      return counted;
    };
    entry.counted = compare(total.label, total.count);
    for (const auto& [label, count] : total.parts) compare(label, count);
    ledger_.declared.push_back(std::move(entry));
  }
}

}  // namespace sightline
