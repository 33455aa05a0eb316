#include "plan/candidates/history.hpp"

#include <algorithm>
#include <limits>

#include "ledger/cases/case_states.hpp"
#include "ledger/columns.hpp"

namespace sightline::planning {
namespace {

void later(Date& kept, Date day) { kept = std::max(kept, day); }  // an unknown day comes before every other

struct Stay {
  Index enterprise;
  Date day;
  friend auto operator<=>(const Stay&, const Stay&) = default;
};

std::vector<Stay> days_with_inspection(const Ledger& ledger) {
  std::vector<Stay> days;
  if (const Events* events = ledger.find_events("inspections"))
    for (std::size_t i = 0; i < events->size(); ++i)
      if (events->enterprise[i] != no_index) days.push_back({events->enterprise[i], events->date[i]});
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

}  // namespace

Round round_of(const Ledger& ledger, const Policy& policy) {
  Round round;
  round.start = policy.start.known() ? policy.start : ledger.as_of + 1;
  round.end = policy.end.known() ? policy.end : round.start.plus_months(12) - 1;
  return round;
}

History read_history(const Ledger& ledger) {
  History history;
  const std::size_t candidates = ledger.frame.size();
  for (auto* column : {&history.first_tested, &history.last_tested, &history.last_conforming, &history.last_failed,
                       &history.last_cleared, &history.open_failure})
    column->resize(candidates);
  history.last_lab.assign(ledger.enterprises.size(), no_id);
  const Events* events = ledger.find_events("inspections");
  if (events == nullptr) return history;
  const InspectionColumns& results = ledger.inspections;
  const std::vector<CaseState> cases = case_states(ledger);
  std::vector<Date> lab_day(ledger.enterprises.size());
  for (std::size_t i = 0; i < events->size(); ++i) {
    const Index enterprise = events->enterprise[i];
    const Date day = events->date[i];
    if (enterprise == no_index) continue;
    if (results.lab[i] != no_id && day >= lab_day[enterprise]) {
      lab_day[enterprise] = day;
      history.last_lab[enterprise] = results.lab[i];
    }
    if (events->category[i] == no_index) continue;
    const Index c = ledger.find_candidate(enterprise, events->category[i]);
    const Result result = results.result_as_of(i, ledger.as_of);
    if (c == no_index || (result != Result::conforming && result != Result::nonconforming)) continue;
    later(history.last_tested[c], day);
    if (!history.first_tested[c].known() || day < history.first_tested[c]) history.first_tested[c] = day;
    later(result == Result::conforming ? history.last_conforming[c] : history.last_failed[c], day);
    if (result == Result::nonconforming && cases[i] == CaseState::open) later(history.open_failure[c], day);
    if (result == Result::conforming && (results.mode[i] == Mode::follow_up || results.mode[i] == Mode::unknown))
      later(history.last_cleared[c], day);
  }
  return history;
}

std::vector<Index> index_by_id(const Entities& entities, std::size_t pool_size) {
  std::vector<Index> index(pool_size, no_index);
  for (std::size_t i = 0; i < entities.size(); ++i) index[entities.id[i]] = static_cast<Index>(i);
  return index;
}

std::vector<std::uint32_t> count_visits(const Ledger& ledger, const Round& round) {
  std::vector<std::uint32_t> visits(ledger.enterprises.size());
  const Date first = round.end.plus_months(-12) + 1;
  const std::vector<Stay> days = days_with_inspection(ledger);
  for (const Stay& stay : days)
    if (stay.day >= first && stay.day <= round.end) ++visits[stay.enterprise];
  const Table* plans = ledger.find_table("other_plans");
  if (plans == nullptr) return visits;
  const std::vector<Index> enterprise_of = index_by_id(ledger.enterprises, ledger.pool->size());
  const auto ids = ids_of(plans, "enterprise_id");
  const auto starts = dates_of(plans, "start"), ends = dates_of(plans, "end"), known = dates_of(plans, "known_on");
  for (std::size_t row = 0; row < plans->rows; ++row) {
    const Id id = id_at(ids, row);
    const Index enterprise = id == no_id ? no_index : enterprise_of[id];
    if (enterprise == no_index || date_at(known, row) > ledger.as_of) continue;
    const Date from = date_at(starts, row);
    Date to = date_at(ends, row);
    if (!to.known()) to = Date::from_days(std::numeric_limits<std::int32_t>::max());
    if (to < first || from > round.end) continue;
    const auto visited = std::lower_bound(days.begin(), days.end(), Stay{enterprise, from});
    if (visited != days.end() && visited->enterprise == enterprise && visited->day <= to) continue;
    ++visits[enterprise];
  }
  return visits;
}

}  // namespace sightline::planning
