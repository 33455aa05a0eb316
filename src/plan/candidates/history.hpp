// history.hpp: what past results say about each candidate and enterprise, as known on the as-of day. Only dates are
// kept: every rule about the past asks for a first or a last one.
#pragma once

#include <vector>

#include "sightline/ledger.hpp"
#include "sightline/settings/policy.hpp"

namespace sightline::planning {

struct Round {
  Date start, end;
};
[[nodiscard]] Round round_of(const Ledger& ledger, const Policy& policy);

// Is the day less than so many months before the round's start?
[[nodiscard]] inline bool within(Date day, int months, const Round& round) {
  return day.known() && day.plus_months(months) > round.start;
}

struct History {
  // Per candidate; unknown when there is none. Tested: conforming or nonconforming.
  std::vector<Date> first_tested, last_tested, last_conforming, last_failed;
  std::vector<Date> last_cleared;  // conforming, by a follow-up or an inspection of unrecorded mode
  std::vector<Date> open_failure;  // the last failure whose case is open
  // Per enterprise.
  std::vector<Id> last_lab;  // of the latest inspection (by date, then in the ledger's order) that names one
};
[[nodiscard]] History read_history(const Ledger& ledger);

// Per enterprise: visits in the twelve months that end with the round: days with an inspection, and rows of other_plans
// in whose time there was none.
[[nodiscard]] std::vector<std::uint32_t> count_visits(const Ledger& ledger, const Round& round);

// Per enterprise id of the pool: its index. Ids of other things have no_index.
[[nodiscard]] std::vector<Index> index_by_id(const Entities& entities, std::size_t pool_size);

}  // namespace sightline::planning
