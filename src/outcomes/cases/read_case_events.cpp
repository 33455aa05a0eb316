#include <algorithm>
#include <array>

#include "ledger/columns.hpp"
#include "sightline/cases.hpp"

namespace sightline {

CaseEvents read_case_events(const Evidence& evidence) {
  constexpr std::array<std::string_view, 10> words{
      "delivered", "objection", "retest_conforming", "retest_nonconforming",
      "disposed",  "rectified", "reinspected",       "penalised",
      "published", "closed"};
  CaseEvents events;
  const Table* table = evidence.find("case_events");
  if (table == nullptr) return events;
  const auto ids = ids_of(table, "inspection_id"), what = ids_of(table, "event");
  const auto dates = dates_of(table, "date"), known_days = dates_of(table, "known_on");
  for (std::size_t row = 0; row < table->rows; ++row) {
    const Id id = id_at(ids, row), word = id_at(what, row);
    const auto event = word == no_id ? words.end() : std::find(words.begin(), words.end(), evidence.pool->text(word));
    if (id == no_id || event == words.end()) continue;
    const Date date = date_at(dates, row), known = date_at(known_days, row);
    events.inspection_id.emplace_back(evidence.pool->text(id));
    events.date.push_back(date);
    events.known.push_back(known.known() ? std::max(known, date) : date);
    events.event.push_back(static_cast<CaseEvent>(event - words.begin()));
  }
  return events;
}

}  // namespace sightline
