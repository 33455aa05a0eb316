#include <algorithm>

#include "ledger/ledger_builder.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {
namespace {

struct Offer {
  std::uint64_t pair;  // enterprise, category
  std::uint32_t row;   // in offers; no_index when inferred from inspections
};

constexpr std::uint64_t pair_of(Index enterprise, Index category) {
  return static_cast<std::uint64_t>(enterprise) << 32 | category;
}

// Several offers of one pair (maker and dealer at once) are one candidate: volumes add up, the first role by bytes
// stands, and it is available from the first start to the last end.
void merge_offer(Frame& frame, const StringPool& pool, double volume, Id role, Date from, Date to) {
  double& total = frame.volume.back();
  if (!std::isnan(volume)) total = std::isnan(total) ? volume : total + volume;
  Id& kept = frame.role.back();
  if (role != no_id && (kept == no_id || pool.text(role) < pool.text(kept))) kept = role;
  Date& start = frame.available_from.back();
  Date& end = frame.available_to.back();
  start = start.known() && from.known() ? std::min(start, from) : Date{};
  end = end.known() && to.known() ? std::max(end, to) : Date{};
}

// One row per pair, in order of pairs.
Frame frame_of(const StringPool& pool, const Table* table, std::vector<Offer> offers) {
  const auto volume = numbers_of(table, "volume");
  const auto role = ids_of(table, "role");
  const auto from = dates_of(table, "available_from"), to = dates_of(table, "available_to");
  // Volumes of one pair add up in an order that does not depend on the source: the smallest first.
  std::sort(offers.begin(), offers.end(), [&](const Offer& a, const Offer& b) {
    if (a.pair != b.pair) return a.pair < b.pair;
    if (a.row == no_index || b.row == no_index || volume.empty()) return a.row < b.row;
    return std::strong_order(volume[a.row], volume[b.row]) < 0;
  });
  Frame frame;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const auto [pair, row] = offers[i];
    const bool listed = row != no_index, again = i > 0 && pair == offers[i - 1].pair;
    if (again && !listed) continue;
    const double units = listed ? number_at(volume, row) : missing_number;
    const Id as = listed ? id_at(role, row) : no_id;
    const Date start = listed ? date_at(from, row) : Date{}, end = listed ? date_at(to, row) : Date{};
    if (again) {
      merge_offer(frame, pool, units, as, start, end);
      continue;
    }
    frame.enterprise.push_back(static_cast<Index>(pair >> 32));
    frame.category.push_back(static_cast<Index>(pair & 0xFFFF'FFFFu));
    frame.volume.push_back(units);
    frame.role.push_back(as);
    frame.available_from.push_back(start);
    frame.available_to.push_back(end);
  }
  return frame;
}

}  // namespace

// The rule of who is left out stands with Frame in ledger.hpp; the pairs of `also` are in whatever it says.
void LedgerBuilder::build_frame() {
  const Table* table = evidence_.find("offers");
  const Date horizon = ledger_.as_of.plus_months(12);
  std::vector<Offer> offers;
  std::vector<std::uint64_t> also;
  for (const auto& [enterprise, category] : options_.also)
    if (const Index e = enterprise_of(enterprise), c = category_of(category); e != no_index && c != no_index) {
      also.push_back(pair_of(e, c));
      offers.push_back({also.back(), no_index});
    }
  std::sort(also.begin(), also.end());
  const auto from = dates_of(table, "available_from"), to = dates_of(table, "available_to");
  const auto offer = [&](Index e, Index c, std::uint32_t row) {
    const Date end = row == no_index ? Date{} : date_at(to, row);
    const Date start = row == no_index ? Date{} : date_at(from, row);
    if (e == no_index || c == no_index)
      ++left_unknown_;
    else if (std::binary_search(also.begin(), also.end(), pair_of(e, c)))
      offers.push_back({pair_of(e, c), row});
    else if (start > horizon || (end.known() && end < ledger_.as_of))
      ++left_unavailable_;
    else if (ledger_.closed_on[e].known())
      ++left_closed_;
    else if (ledger_.opened_on[e] > horizon)
      ++left_unopened_;
    else
      offers.push_back({pair_of(e, c), row});
  };
  if (table != nullptr) {
    const auto enterprises = ids_of(table, "enterprise_id"), categories = ids_of(table, "category_id");
    const auto known = dates_of(table, "known_on");
    for (std::uint32_t row = 0; row < table->rows; ++row)
      if (date_at(known, row) > ledger_.as_of)
        ++later_;
      else
        offer(enterprise_of(id_at(enterprises, row)), category_of(id_at(categories, row)), row);
  } else if (const Events* events = ledger_.find_events("inspections")) {
    for (std::size_t i = 0; i < events->size(); ++i) offer(events->enterprise[i], events->category[i], no_index);
  }
  ledger_.frame = frame_of(*evidence_.pool, table, std::move(offers));
  Frame& frame = ledger_.frame;
  for (std::size_t c = 0; c < frame.size(); ++c) {
    frame.fingerprint = mix64(ledger_.text(ledger_.enterprises.id[frame.enterprise[c]]), frame.fingerprint);
    frame.fingerprint = mix64(ledger_.text(ledger_.categories.id[frame.category[c]]), frame.fingerprint);
  }
}

}  // namespace sightline
