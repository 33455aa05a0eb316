// visits.hpp: the drawn lines of one enterprise as one visit, who goes and when.
#pragma once

#include <vector>

#include "draw/lottery/tickets.hpp"
#include "draw/register.hpp"

namespace sightline {

struct PlannedVisit {
  std::string_view enterprise;
  std::vector<std::string_view> categories;  // sorted, each once
  std::int64_t cost_fen = 0;
  bool follow_up = false;
  Date first, last;               // the window
  std::vector<Index> inspectors;  // of the register, by id
};

// Visits take their turn by ticket("visit", 1, enterprise).
[[nodiscard]] std::vector<Index> turns_of(const std::vector<PlannedVisit>& visits, const TicketBook& book);

// A window for each visit. In their turn, follow-ups before the others, a visit belongs to the first quarter whose
// budget, with those before it, still holds all visits up to this one; to the last quarter at the latest. There it
// begins on day ticket("window", 1, enterprise).below(days of the quarter - days of a window + 1).
void draw_windows(const Register& source, const TicketBook& book, const std::vector<Index>& turns,
                  std::vector<PlannedVisit>& visits);

// Two inspectors for each visit, where so many may go: those who are qualified for all its categories (or for
// everything) and have no conflict with the enterprise. Returns the limit, the most visits of one inspector, which is
// the least one at which every place that can be filled is filled.
//
// Each visit in its turn takes two. It asks those who may go, by ticket("inspector", 1, enterprise, inspector). One
// with fewer visits than the limit comes; one at the limit comes if one of its visits, in the order in which it got
// them, finds another inspector in the same way (no inspector being asked twice). The limit begins at the number of
// places divided by the number of inspectors, rounded up, and rises by one whenever a place cannot be filled: such a
// chain of changes is an augmenting path (Kuhn 1955), so that no matching at all would fill the places so far within
// the old limit.
std::uint32_t match_inspectors(const Register& source, const TicketBook& book, const std::vector<Index>& turns,
                               std::vector<PlannedVisit>& visits);

}  // namespace sightline
