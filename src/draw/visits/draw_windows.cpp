#include <algorithm>
#include <tuple>

#include "draw/visits/visits.hpp"

namespace sightline {

std::vector<Index> turns_of(const std::vector<PlannedVisit>& visits, const TicketBook& book) {
  std::vector<std::tuple<std::uint64_t, std::uint64_t, Index>> order;
  for (Index v = 0; v < visits.size(); ++v) {
    const Ticket ticket = book.ticket({"visit", "1", visits[v].enterprise});
    order.emplace_back(ticket.high, ticket.low, v);
  }
  std::sort(order.begin(), order.end());
  std::vector<Index> turns;
  for (const auto& [high, low, v] : order) turns.push_back(v);
  return turns;
}

void draw_windows(const Register& source, const TicketBook& book, const std::vector<Index>& turns,
                  std::vector<PlannedVisit>& visits) {
  std::vector<Index> order = turns;
  std::stable_partition(order.begin(), order.end(), [&](Index v) { return visits[v].follow_up; });
  const std::vector<Quarter>& parts = source.quarters;
  std::size_t part = 0;
  std::int64_t spent = 0, budget = parts[0].budget.fen;
  for (const Index v : order) {
    PlannedVisit& visit = visits[v];
    spent += visit.cost_fen;
    while (part + 1 < parts.size() && spent > budget) budget += parts[++part].budget.fen;
    const int days = parts[part].end - parts[part].start + 1, length = std::min(days, source.window_days);
    const auto starts = static_cast<std::uint64_t>(days - length + 1);
    visit.first = parts[part].start + static_cast<int>(book.ticket({"window", "1", visit.enterprise}).below(starts));
    visit.last = visit.first + (length - 1);
  }
}

}  // namespace sightline
