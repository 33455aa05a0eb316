// case_states.hpp: what case_events say about inspections by the ledger's day: which results a retest overturned, and
// whether the case of a failure is still open.
#pragma once

#include <unordered_map>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline {

// The day on which a retest overturned a result became known, per id of an inspection; a later retest that confirms the
// failure takes it back. Events are in the ledger's order.
[[nodiscard]] std::unordered_map<Id, Date> overturned_by_retest(const StringPool& pool, const Events& case_events);

enum class CaseState : std::uint8_t { none, open, closed };

// Per row of the inspections, in the ledger's order. none: no event names it, so that nothing is known about its case.
// closed: an event closed it, or the result does not stand any more.
[[nodiscard]] std::vector<CaseState> case_states(const Ledger& ledger);

}  // namespace sightline
