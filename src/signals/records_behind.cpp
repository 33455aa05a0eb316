#include <algorithm>

#include "signals/recount.hpp"

namespace sightline {

std::vector<SignalRecord> records_behind(const Ledger& ledger, const SignalSpec& spec, Index candidate,
                                         std::size_t limit) {
  using namespace signals;
  Resolved resolved;
  if (!resolve(ledger, spec, resolved).empty()) return {};
  if (resolved.kind != Kind::sums && resolved.kind != Kind::history) return {};
  Rows row;
  row.enterprise = {ledger.frame.enterprise[candidate]};
  row.category = {ledger.frame.category[candidate]};
  row.day = {ledger.as_of};
  std::vector<Recount::Item> items = Recount(ledger, resolved, row).items(0);
  std::reverse(items.begin(), items.end());
  // A rate's zero and a kernel's rim are records too: they are why the value is low. History shows what it was read
  // from.
  const auto nth = static_cast<std::size_t>(std::max(1, spec.nth));
  const auto keep = [&](std::size_t first, std::size_t count) {
    items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(std::min(first, items.size())));
    if (items.size() > count) items.resize(count);
  };
  switch (spec.aggregate) {
    case Aggregate::last:
    case Aggregate::since: keep(nth - 1, 1); break;
    case Aggregate::gap: keep(nth - 1, 2); break;
    case Aggregate::trend: keep(0, nth < 2 ? 5 : nth); break;
    case Aggregate::first: keep(items.empty() ? 0 : items.size() - 1, 1); break;
    default: break;
  }
  std::vector<SignalRecord> records;
  for (const Recount::Item& item : items)
    if (records.size() < limit) records.push_back({resolved.events, item.event});
  return records;
}

}  // namespace sightline
