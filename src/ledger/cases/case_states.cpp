#include "ledger/cases/case_states.hpp"

#include "ledger/columns.hpp"

namespace sightline {

std::unordered_map<Id, Date> overturned_by_retest(const StringPool& pool, const Events& case_events) {
  std::unordered_map<Id, Date> days;
  const Table* table = case_events.table.get();
  const auto inspection = ids_of(table, "inspection_id"), event = ids_of(table, "event");
  const Id passed = pool.find("retest_conforming"), failed = pool.find("retest_nonconforming");
  for (std::size_t i = 0; i < case_events.size(); ++i) {
    const Id about = id_at(inspection, case_events.row[i]), what = id_at(event, case_events.row[i]);
    if (about == no_id || what == no_id) continue;
    if (what == passed) days.emplace(about, case_events.known[i]);
    if (what == failed) days.erase(about);
  }
  return days;
}

std::vector<CaseState> case_states(const Ledger& ledger) {
  const Events* inspections = ledger.find_events("inspections");
  if (inspections == nullptr) return {};
  std::vector<CaseState> states(inspections->size(), CaseState::none);
  const Events* events = ledger.find_events("case_events");
  if (events == nullptr) return states;
  const auto about = ids_of(events->table.get(), "inspection_id"), event = ids_of(events->table.get(), "event");
  const Id closed = ledger.pool->find("closed");
  std::unordered_map<Id, CaseState> state_of;
  for (std::size_t i = 0; i < events->size(); ++i) {
    const Id id = id_at(about, events->row[i]);
    if (id == no_id) continue;
    CaseState& state = state_of.emplace(id, CaseState::open).first->second;
    if (closed != no_id && id_at(event, events->row[i]) == closed) state = CaseState::closed;
  }
  const auto ids = ids_of(inspections->table.get(), "inspection_id");
  for (std::size_t i = 0; i < inspections->size(); ++i) {
    const auto found = state_of.find(id_at(ids, inspections->row[i]));
    if (found == state_of.end()) continue;
    states[i] =
        ledger.inspections.result_as_of(i, ledger.as_of) == Result::nonconforming ? found->second : CaseState::closed;
  }
  return states;
}

}  // namespace sightline
