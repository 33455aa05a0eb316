#include "plan/candidates/evidence_of.hpp"

#include <algorithm>
#include <limits>

#include "ledger/columns.hpp"
#include "sightline/plan.hpp"

namespace sightline::planning {
namespace {

std::uint8_t bit(Qualifying kind) { return static_cast<std::uint8_t>(kind); }

// The candidates of an enterprise, or the one of a category when the event names it.
void mark(const Frame& frame, Index enterprise, Index category, Qualifying kind, std::vector<std::uint8_t>& bits) {
  const auto [first, last] = std::equal_range(frame.enterprise.begin(), frame.enterprise.end(), enterprise);
  for (auto it = first; it != last; ++it) {
    const auto c = static_cast<std::size_t>(it - frame.enterprise.begin());
    if (category == no_index || frame.category[c] == category) bits[c] |= bit(kind);
  }
}

void mark_events(const Ledger& ledger, const char* table, Qualifying kind, int months, bool by_status,
                 std::vector<std::uint8_t>& bits) {
  const Events* events = ledger.find_events(table);
  if (events == nullptr) return;
  const auto status = ids_of(events->table.get(), "status");
  const Id accepted = ledger.pool->find("accepted");
  for (std::size_t i = 0; i < events->size(); ++i) {
    if (events->enterprise[i] == no_index || events->known[i].plus_months(months) <= ledger.as_of) continue;
    const Id said = by_status ? id_at(status, events->row[i]) : no_id;
    if (said == no_id || said == accepted) mark(ledger.frame, events->enterprise[i], events->category[i], kind, bits);
  }
}

void mark_campaigns(const Ledger& ledger, const Round& round, std::vector<std::uint8_t>& bits) {
  const Table* campaigns = ledger.find_table("campaigns");
  if (campaigns == nullptr) return;
  const std::vector<Index> category_of = index_by_id(ledger.categories, ledger.pool->size());
  const std::vector<Index> district_index = index_by_id(ledger.districts, ledger.pool->size());
  const auto ids = ids_of(campaigns, "category_id"), districts = ids_of(campaigns, "district");
  const auto starts = dates_of(campaigns, "start"), ends = dates_of(campaigns, "end");
  const auto known = dates_of(campaigns, "known_on");
  // Per category: bit 0 = everywhere, else the districts.
  std::vector<std::vector<Index>> where(ledger.categories.size());
  std::vector<std::uint8_t> everywhere(ledger.categories.size());
  for (std::size_t row = 0; row < campaigns->rows; ++row) {
    const Id id = id_at(ids, row), district = id_at(districts, row);
    const Index category = id == no_id ? no_index : category_of[id];
    const Date to = date_at(ends, row);
    if (category == no_index || date_at(known, row) > ledger.as_of) continue;
    if (date_at(starts, row) > round.end || (to.known() && to < round.start)) continue;
    if (district == no_id)
      everywhere[category] = 1;
    else
      where[category].push_back(district_index[district]);
  }
  const Frame& frame = ledger.frame;
  for (std::size_t c = 0; c < frame.size(); ++c) {
    const Index category = frame.category[c];
    const Index district = ledger.district_of.empty() ? no_index : ledger.district_of[frame.enterprise[c]];
    const auto& places = where[category];
    if (everywhere[category] != 0 ||
        (district != no_index && std::find(places.begin(), places.end(), district) != places.end()))
      bits[c] |= bit(Qualifying::campaign);
  }
}

}  // namespace

std::vector<std::uint8_t> evidence_of(const Ledger& ledger, const History& history, const Round& round, int months) {
  std::vector<std::uint8_t> bits(ledger.frame.size());
  mark_events(ledger, "complaints", Qualifying::complaint, months, true, bits);
  mark_events(ledger, "monitoring_reports", Qualifying::monitoring_report, months, false, bits);
  for (std::size_t c = 0; c < bits.size(); ++c)
    if (history.last_failed[c].known() && history.last_failed[c].plus_months(months) > ledger.as_of)
      bits[c] |= bit(Qualifying::past_failure);
  mark_campaigns(ledger, round, bits);
  return bits;
}

std::uint8_t needed_bits(const StreamPolicy& streams) {
  if (streams.directed_needs.empty()) return 0xFF;
  std::uint8_t bits = 0;
  for (const std::string& need : streams.directed_needs)
    bits |= bit(need == "complaint"           ? Qualifying::complaint
                : need == "monitoring_report" ? Qualifying::monitoring_report
                : need == "past_failure"      ? Qualifying::past_failure
                                              : Qualifying::campaign);
  return bits;
}

}  // namespace sightline::planning
