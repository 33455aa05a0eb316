#include <algorithm>
#include <array>

#include "ledger/cases/case_states.hpp"
#include "ledger/ledger_builder.hpp"

namespace sightline {
namespace {

// The id of each word, so that a cell is read by comparing numbers. A word that never occurs has no_id, which no cell
// that is looked up has.
template <class Word, std::size_t n>
struct Words {
  std::array<Id, n> ids;
  Words(const StringPool& pool, const std::array<const char*, n>& texts) {
    for (std::size_t i = 0; i < n; ++i) ids[i] = pool.find(texts[i]);
  }
  [[nodiscard]] Word read(Id cell, Word otherwise) const {
    if (cell != no_id)
      for (std::size_t i = 0; i < n; ++i)
        if (ids[i] == cell) return static_cast<Word>(i);
    return otherwise;
  }
};

std::uint32_t count_at(std::span<const double> cells, std::size_t row, std::uint32_t otherwise) {
  const double value = number_at(cells, row);
  return std::isnan(value) || value < 0 || value > 1e9 ? otherwise : static_cast<std::uint32_t>(value);
}

}  // namespace

// A revision counts from revised_on (never before the result itself); one after the as-of day or without a day is not
// seen. A failure without a revision of its own is revised by the retest that case_events tell of.
void LedgerBuilder::read_results() {
  const auto found = std::find_if(ledger_.events.begin(), ledger_.events.end(),
                                  [](const Events& events) { return events.name == "inspections"; });
  if (found == ledger_.events.end()) return;
  const Events& events = *found;
  const Table* table = events.table.get();
  const Words<Result, 5> results(*evidence_.pool,
                                 {"conforming", "nonconforming", "not_available", "refused", "closed"});
  const Words<Mode, 4> modes(*evidence_.pool, {"unknown", "random", "directed", "follow_up"});
  const auto result = ids_of(table, "result"), revised = ids_of(table, "revised_result"), mode = ids_of(table, "mode");
  const auto inspector = ids_of(table, "inspector"), lab = ids_of(table, "lab_id"),
             authority = ids_of(table, "authority");
  const auto revised_on = dates_of(table, "revised_on");
  const auto batches = numbers_of(table, "batch_count"), failed = numbers_of(table, "nonconforming_count");
  const auto probability = numbers_of(table, "inclusion_probability");
  const auto cost = money_of(table, "cost");
  const auto ids = ids_of(table, "inspection_id");
  const Events* cases = ledger_.find_events("case_events");
  const std::unordered_map<Id, Date> retests =
      cases == nullptr ? std::unordered_map<Id, Date>{} : overturned_by_retest(*evidence_.pool, *cases);
  InspectionColumns& columns = ledger_.inspections;
  columns.known = events.known;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::uint32_t row = events.row[i];
    const Result first = results.read(id_at(result, row), Result::not_available);
    const std::uint32_t n = std::max(1u, count_at(batches, row, 1));
    const std::uint32_t k = std::clamp(count_at(failed, row, 1), 1u, n);  // of a nonconforming result
    const Id last = id_at(revised, row);
    Date day = std::max(date_at(revised_on, row), events.known[i]);
    bool is_revised = last != no_id && date_at(revised_on, row).known() && day <= ledger_.as_of;
    Result final = is_revised ? results.read(last, first) : first;
    const auto retest = is_revised || first != Result::nonconforming ? retests.end() : retests.find(id_at(ids, row));
    if (retest != retests.end())
      is_revised = true, final = Result::conforming, day = std::max(retest->second, events.known[i]);
    columns.result.push_back(first);
    columns.revised_result.push_back(final);
    columns.revised_on.push_back(is_revised ? day : Date{});
    columns.batches.push_back(n);
    columns.nonconforming.push_back(first == Result::nonconforming ? k : 0);
    columns.revised_nonconforming.push_back(final == Result::nonconforming ? k : 0);
    columns.mode.push_back(modes.read(id_at(mode, row), Mode::unknown));
    columns.inclusion_probability.push_back(number_at(probability, row));
    columns.inspector.push_back(id_at(inspector, row));
    columns.lab.push_back(id_at(lab, row));
    columns.authority.push_back(id_at(authority, row));
    columns.cost.push_back(money_at(cost, row));
  }
}

std::uint32_t InspectionColumns::nonconforming_as_of(std::size_t i, Date day) const {
  if (day < known[i]) return 0;
  return revised_on[i].known() && day >= revised_on[i] ? revised_nonconforming[i] : nonconforming[i];
}

Result InspectionColumns::result_as_of(std::size_t i, Date day) const {
  if (day < known[i]) return Result::not_available;
  return revised_on[i].known() && day >= revised_on[i] ? revised_result[i] : result[i];
}

}  // namespace sightline
