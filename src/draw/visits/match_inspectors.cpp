#include <algorithm>
#include <tuple>

#include "draw/visits/visits.hpp"

namespace sightline {
namespace {

constexpr std::size_t places = 2;  // inspectors per visit

bool may_go(const RegisterInspector& inspector, const PlannedVisit& visit) {
  if (std::binary_search(inspector.conflicts.begin(), inspector.conflicts.end(), visit.enterprise)) return false;
  return inspector.qualified_for.empty() ||
         std::includes(inspector.qualified_for.begin(), inspector.qualified_for.end(), visit.categories.begin(),
                       visit.categories.end());
}

// Per visit, who may go, by ticket.
std::vector<std::vector<Index>> wishes_of(const Register& source, const TicketBook& book,
                                          const std::vector<PlannedVisit>& visits) {
  std::vector<std::vector<Index>> wishes(visits.size());
  std::vector<std::tuple<std::uint64_t, std::uint64_t, Index>> order;
  for (std::size_t v = 0; v < visits.size(); ++v) {
    order.clear();
    for (Index i = 0; i < source.inspectors.size(); ++i) {
      if (!may_go(source.inspectors[i], visits[v])) continue;
      const Ticket ticket = book.ticket({"inspector", "1", visits[v].enterprise, source.inspectors[i].id});
      order.emplace_back(ticket.high, ticket.low, i);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [high, low, inspector] : order) wishes[v].push_back(inspector);
  }
  return wishes;
}

class Matching {
 public:
  Matching(const std::vector<std::vector<Index>>& wishes, std::size_t inspectors)
      : wishes_(wishes), team_(wishes.size()), tasks_(inspectors), asked_(inspectors) {
    std::size_t wanted = 0;
    for (std::size_t v = 0; v < wishes.size(); ++v) wanted += wanted_of(static_cast<Index>(v));
    limit_ = (wanted + inspectors - 1) / inspectors;
  }

  void fill(Index visit) {
    while (team_[visit].size() < wanted_of(visit)) {
      ++round_;
      if (!place(visit)) ++limit_;
    }
  }
  [[nodiscard]] std::size_t limit() const { return limit_; }
  [[nodiscard]] std::vector<Index> team(Index visit) const {
    std::vector<Index> sorted = team_[visit];
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

 private:
  [[nodiscard]] std::size_t wanted_of(Index visit) const { return std::min(places, wishes_[visit].size()); }
  [[nodiscard]] bool holds(Index visit, Index inspector) const {
    return std::find(team_[visit].begin(), team_[visit].end(), inspector) != team_[visit].end();
  }

  bool place(Index visit) {
    for (const Index i : wishes_[visit]) {
      if (holds(visit, i) || asked_[i] == round_) continue;
      asked_[i] = round_;
      if (tasks_[i].size() >= limit_ && !hand_over(i)) continue;
      team_[visit].push_back(i);
      tasks_[i].push_back(visit);
      return true;
    }
    return false;
  }
  // One visit of the inspector finds another one.
  bool hand_over(Index inspector) {
    const auto moved =
        std::find_if(tasks_[inspector].begin(), tasks_[inspector].end(), [this](Index visit) { return place(visit); });
    if (moved == tasks_[inspector].end()) return false;
    std::erase(team_[*moved], inspector);
    tasks_[inspector].erase(moved);
    return true;
  }

  const std::vector<std::vector<Index>>& wishes_;
  std::vector<std::vector<Index>> team_, tasks_;
  std::vector<std::uint64_t> asked_;
  std::uint64_t round_ = 0;
  std::size_t limit_ = 0;
};

}  // namespace

std::uint32_t match_inspectors(const Register& source, const TicketBook& book, const std::vector<Index>& turns,
                               std::vector<PlannedVisit>& visits) {
  if (source.inspectors.empty() || visits.empty()) return 0;
  const std::vector<std::vector<Index>> wishes = wishes_of(source, book, visits);
  Matching matching(wishes, source.inspectors.size());
  for (const Index v : turns) matching.fill(v);
  for (Index v = 0; v < visits.size(); ++v) visits[v].inspectors = matching.team(v);
  return static_cast<std::uint32_t>(matching.limit());
}

}  // namespace sightline
