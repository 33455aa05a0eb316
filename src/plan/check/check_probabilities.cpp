#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "plan/check/findings.hpp"

namespace sightline::checking {
namespace {

constexpr double unit = 1e-9;

std::int64_t units_of(double probability) { return std::llround(probability / unit); }

using CellKey = std::pair<Index, Id>;  // category, laboratory

std::map<CellKey, std::int64_t> cell_totals(const Facts& facts, const Plan& plan) {
  std::map<CellKey, std::int64_t> totals;
  for (std::size_t i = 0; i < plan.lines.size(); ++i)
    if (plan.lines.stream[i] == Stream::random)
      totals[{facts.ledger.frame.category[plan.lines.candidate[i]], plan.lines.lab[i]}] +=
          units_of(plan.lines.inclusion_probability[i]);
  return totals;
}

// Candidates that may be drawn and have no line at all. They are excused when the caps of their enterprise leave no
// room, and when they are too few.
class Unserved {
 public:
  Unserved(const Facts& facts, const Plan& plan, std::map<CellKey, std::int64_t> cells)
      : facts_(facts), plan_(plan), cells_(std::move(cells)) {}

  void find(Findings& findings) const {
    const Frame& frame = facts_.ledger.frame;
    std::map<Index, double> wanted;  // per enterprise: floors of what should have a chance
    std::map<Index, std::vector<Index>> without;
    std::map<Index, std::vector<std::size_t>> certain_lines;
    std::set<Index> certain, drawn;
    for (std::size_t i = 0; i < plan_.lines.size(); ++i) {
      const Index c = plan_.lines.candidate[i];
      (plan_.lines.stream[i] == Stream::random ? drawn : certain).insert(c);
      if (plan_.lines.stream[i] != Stream::random) certain_lines[frame.enterprise[c]].push_back(i);
    }
    for (Index c = 0; c < frame.size(); ++c) {
      if (certain.contains(c) || facts_.floor(c) <= 0 || !facts_.forbidden_by(c, Stream::random).empty()) continue;
      wanted[frame.enterprise[c]] += facts_.floor(c);
      if (!drawn.contains(c)) without[frame.enterprise[c]].push_back(c);
    }
    std::map<Index, std::vector<Index>> too_few;  // per category
    for (const auto& [enterprise, candidates] : without) {
      const double left = left_for_chance(enterprise, certain_lines[enterprise]);
      if (left <= 0 || wanted[enterprise] > left) continue;  // the caps leave no room
      for (Index c : candidates) too_few[frame.category[c]].push_back(c);
    }
    for (const auto& [category, candidates] : too_few) judge(category, candidates, findings);
  }

 private:
  // What the enterprise's caps leave for chance: limit less past visits less certain lines, the least of all rules.
  double left_for_chance(Index enterprise, const std::vector<std::size_t>& certain_lines) const {
    double left = std::numeric_limits<double>::infinity();
    const Frame& frame = facts_.ledger.frame;
    const auto [first, last] = std::equal_range(frame.enterprise.begin(), frame.enterprise.end(), enterprise);
    for (const PolicyRule& rule : facts_.policy.rules) {
      if (!rule.on || rule.kind != RuleKind::per || rule.per != "enterprise") continue;
      bool member = false;
      for (auto it = first; it != last; ++it)
        member = member || !facts_.group(rule, static_cast<std::size_t>(it - frame.enterprise.begin())).empty();
      if (!member) continue;
      double lines = 0, batches = 0;
      for (std::size_t i : certain_lines)
        if (facts_.binds(rule, plan_.lines.stream[i])) ++lines, batches += plan_.lines.batches[i];
      if (rule.max_visits_per_year >= 0)
        left = std::min(left, rule.max_visits_per_year - facts_.past_visits(enterprise) - lines);
      if (rule.max_batches >= 0) left = std::min(left, rule.max_batches - batches);
    }
    return left;
  }

  // They may be left out when none can join a cell that is drawn from, and no lab may test enough of them for a cell of
  // their own.
  void judge(Index category, const std::vector<Index>& candidates, Findings& findings) const {
    for (Index c : candidates)
      for (const auto& [cell, units] : cells_)
        if (cell.first == category && units > 0 && !facts_.rotation_forbids(c, cell.second))
          findings.push_back(fmt::format("random-floor: {} could be drawn for '{}' and has no chance", facts_.name(c),
                                         facts_.ledger.text(cell.second)));
    for (Id lab : facts_.labs(category)) {
      double floors = 0, ceilings = 0;
      for (Index c : candidates) {
        if (facts_.rotation_forbids(c, lab)) continue;
        floors += facts_.floor(c);
        ceilings += facts_.ceiling(c);
      }
      if (std::floor(ceilings + batch_tolerance) < std::max(1.0, std::ceil(floors - batch_tolerance))) continue;
      findings.push_back(fmt::format("random-floor: {} candidates of '{}' have no chance, such as {}",
                                     candidates.size(), facts_.ledger.text(facts_.ledger.categories.id[category]),
                                     facts_.name(candidates.front())));
      return;
    }
  }

  const Facts& facts_;
  const Plan& plan_;
  std::map<CellKey, std::int64_t> cells_;
};

}  // namespace

void check_probabilities(const Facts& facts, const Plan& plan, Findings& findings) {
  for (std::size_t i = 0; i < plan.lines.size(); ++i) {
    if (plan.lines.stream[i] != Stream::random) continue;
    const Index c = plan.lines.candidate[i];
    const double probability = plan.lines.inclusion_probability[i];
    if (std::abs(probability - static_cast<double>(units_of(probability)) * unit) > unit * 1e-3)
      findings.push_back(fmt::format("{}: probability {} is not in whole billionths", facts.name(c), probability));
    if (probability < facts.floor(c) - unit || probability > facts.ceiling(c) + unit)
      findings.push_back(fmt::format("{}: probability {} is outside {} to {}", facts.name(c), probability,
                                     facts.floor(c), facts.ceiling(c)));
  }
  const auto cells = cell_totals(facts, plan);
  for (const auto& [cell, units] : cells)
    if (units % 1'000'000'000 != 0)
      findings.push_back(fmt::format("random stream: probabilities of '{}' at '{}' add up to {}, no whole number",
                                     facts.ledger.text(facts.ledger.categories.id[cell.first]),
                                     facts.ledger.text(cell.second), static_cast<double>(units) * unit));
  if (facts.policy.streams.random) Unserved(facts, plan, cells).find(findings);
}

}  // namespace sightline::checking
