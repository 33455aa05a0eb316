#include "plan/candidates/eligibility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ledger/columns.hpp"

namespace sightline::planning {
namespace {

std::uint32_t to_units(double probability, bool up) {
  const double units = probability * units_per_batch;
  const double near = std::round(units);
  if (std::abs(units - near) < 1e-3) return static_cast<std::uint32_t>(near);
  return static_cast<std::uint32_t>(up ? std::ceil(units) : std::floor(units));
}

class Judge {
 public:
  Judge(const Ledger& ledger, const Policy& policy, const Round& round, const History& history)
      : ledger_(ledger), policy_(policy), round_(round), history_(history), frame_(ledger.frame) {
    out_.streams.assign(frame_.size(), may_all);
    out_.first_exclusion.assign(frame_.size(), 0xFF);
    out_.mandatory.assign(frame_.size(), 0);
    out_.mandatory_rule.assign(frame_.size(), no_rule);
    out_.groups.resize(policy.rules.size());
  }

  // Forbids `streams` to the candidates for which `holds` is true.
  template <class Holds>
  void exclude(const std::string& rule, const std::string& article, const std::string& reason, std::uint8_t streams,
               Holds holds) {
    const auto number = static_cast<std::uint8_t>(out_.exclusions.size());
    Exclusion exclusion{rule, article, reason, 0};
    for (std::size_t c = 0; c < frame_.size(); ++c) {
      if ((out_.streams[c] & streams) == 0 || !holds(c)) continue;
      out_.streams[c] &= static_cast<std::uint8_t>(~streams);
      if (out_.first_exclusion[c] == 0xFF) out_.first_exclusion[c] = number;
      ++exclusion.excluded;
    }
    out_.exclusions.push_back(std::move(exclusion));
  }

  void judge_availability(const Labs& labs) {
    exclude("available", "", "closed, or not offered during the round", may_all, [&](std::size_t c) {
      const Date closed = ledger_.closed_on[frame_.enterprise[c]];
      return (closed.known() && closed <= round_.start) || frame_.available_from[c] > round_.end ||
             (frame_.available_to[c].known() && frame_.available_to[c] < round_.start);
    });
    if (labs.known)
      exclude("qualified-lab", "", "no laboratory is qualified for the category", may_all,
              [&](std::size_t c) { return labs.qualified[frame_.category[c]] == 0; });
    exclude("unknown-cost", "", "no laboratory with a price and capacity, no unit_cost", may_all,
            [&](std::size_t c) { return labs.of_category[frame_.category[c]].empty(); });
  }

  void judge_no_repeat(const PolicyRule& rule) {
    const auto& days = rule.after_conforming_only ? history_.last_conforming : history_.last_tested;
    exclude(rule.id, rule.article,
            fmt::format("tested{} within {} months", rule.after_conforming_only ? " conforming" : "", rule.months),
            bound_streams(rule), [&](std::size_t c) { return within(days[c], rule.months, round_); });
  }

  void judge_other_plans(const PolicyRule& rule) {
    std::vector<std::uint8_t> covered(frame_.size());
    if (const Table* plans = ledger_.find_table("other_plans")) {
      const auto enterprise_of = index_by_id(ledger_.enterprises, ledger_.pool->size());
      const auto category_of = index_by_id(ledger_.categories, ledger_.pool->size());
      const auto enterprises = ids_of(plans, "enterprise_id"), categories = ids_of(plans, "category_id");
      const auto authorities = ids_of(plans, "authority");
      const auto starts = dates_of(plans, "start"), ends = dates_of(plans, "end"), known = dates_of(plans, "known_on");
      for (std::size_t row = 0; row < plans->rows; ++row) {
        const Id id = id_at(enterprises, row), category = id_at(categories, row);
        const Date to = date_at(ends, row);
        if (id == no_id || enterprise_of[id] == no_index || date_at(known, row) > ledger_.as_of) continue;
        if (date_at(starts, row) > round_.end || (to.known() && to < round_.start)) continue;
        if (below_own(ledger_.text(id_at(authorities, row)))) continue;
        cover(enterprise_of[id], category == no_id ? no_index : category_of[category], category == no_id, covered);
      }
    }
    exclude(rule.id, rule.article, "covered by another authority's plan", bound_streams(rule),
            [&](std::size_t c) { return covered[c] != 0; });
  }

  void judge_follow_ups() {
    for (std::size_t r = 0; r < policy_.rules.size(); ++r) {
      const PolicyRule& rule = policy_.rules[r];
      if (!rule.on || rule.kind != RuleKind::follow_up) continue;
      for (std::size_t c = 0; c < frame_.size(); ++c) {
        if ((out_.streams[c] & may_follow_up) == 0 || rule.batches <= out_.mandatory[c]) continue;
        const Date cleared = history_.last_cleared[c];
        const bool recent =
            within(history_.last_failed[c], rule.months, round_) && !(cleared > history_.last_failed[c]);
        const Date open = history_.open_failure[c];  // whatever its age
        if (!recent && !(open.known() && !(cleared > open))) continue;
        out_.mandatory[c] = static_cast<std::uint16_t>(rule.batches);
        out_.mandatory_rule[c] = static_cast<int>(r);
      }
    }
  }

  void judge_rates() {
    const StreamPolicy& streams = policy_.streams;
    out_.floor.assign(frame_.size(), to_units(streams.random_floor, true));
    out_.ceiling.assign(frame_.size(), to_units(streams.random_ceiling, false));
    out_.floor_rule.assign(frame_.size(), no_rule);
    out_.ceiling_rule.assign(frame_.size(), no_rule);
    for (std::size_t r = 0; r < policy_.rules.size(); ++r) {
      const PolicyRule& rule = policy_.rules[r];
      if (!rule.on) continue;
      if (rule.kind == RuleKind::per && (rule.min_rate > 0 || rule.max_rate < 1))
        limit_rates(static_cast<int>(r), rule.min_rate, rule.max_rate,
                    [&](std::size_t c) { return out_.groups[r].of[c] != no_index; });
      if (rule.kind == RuleKind::relief)
        limit_rates(static_cast<int>(r), 0, rule.max_probability, [&](std::size_t c) { return relieved(rule, c); });
    }
    for (std::size_t c = 0; c < frame_.size(); ++c) {
      if (!streams.random || (out_.streams[c] & may_draw) == 0 || out_.mandatory[c] != 0) continue;
      if (out_.floor[c] <= out_.ceiling[c]) continue;
      for (int r : {out_.floor_rule[c], out_.ceiling_rule[c]})
        out_.conflicts.push_back(r == no_rule ? "random-ceiling" : policy_.rules[static_cast<std::size_t>(r)].id);
      out_.repairs.push_back(fmt::format("{}/{} must be drawn with a probability of at least {} and at most {}",
                                         ledger_.text(ledger_.enterprises.id[frame_.enterprise[c]]),
                                         ledger_.text(ledger_.categories.id[frame_.category[c]]),
                                         out_.floor[c] / double{units_per_batch},
                                         out_.ceiling[c] / double{units_per_batch}));
      return;
    }
  }

  void judge_caps() {
    for (std::size_t r = 0; r < policy_.rules.size(); ++r) {
      const PolicyRule& rule = policy_.rules[r];
      if (!rule.on || rule.kind != RuleKind::per || rule.per != "enterprise") continue;
      if (rule.max_batches >= 0) cap_enterprises(r, rule.max_batches, false);
      if (rule.max_visits_per_year >= 0) cap_enterprises(r, rule.max_visits_per_year, true);
    }
    if (out_.caps.empty()) return;
    for (std::size_t r = 0; r < policy_.rules.size(); ++r)
      if (policy_.rules[r].on && policy_.rules[r].per == "enterprise")
        exclude(policy_.rules[r].id, policy_.rules[r].article, "the enterprise's visits or batches are used up",
                may_direct | may_draw, [&](std::size_t c) {
                  const Cap& cap = out_.caps[frame_.enterprise[c]];
                  return out_.mandatory[c] == 0 && cap.least() == 0 && cap.least_rule() == static_cast<int>(r);
                });
  }

  Eligibility take() { return std::move(out_); }
  Eligibility& out() { return out_; }

 private:
  bool below_own(std::string_view authority) const {
    static constexpr std::array<std::string_view, 4> levels{"national", "provincial", "municipal", "county"};
    const auto own = std::find(levels.begin(), levels.end(), policy_.authority);
    const auto other = std::find(levels.begin(), levels.end(), authority);
    return own != levels.end() && other != levels.end() && other > own;
  }

  void cover(Index enterprise, Index category, bool all, std::vector<std::uint8_t>& covered) const {
    const auto [first, last] = std::equal_range(frame_.enterprise.begin(), frame_.enterprise.end(), enterprise);
    for (auto it = first; it != last; ++it) {
      const auto c = static_cast<std::size_t>(it - frame_.enterprise.begin());
      if (all || frame_.category[c] == category) covered[c] = 1;
    }
  }

  bool relieved(const PolicyRule& rule, std::size_t c) const {
    const int months = 12 * rule.after_conforming_years;
    return history_.first_tested[c].known() && !within(history_.first_tested[c], months, round_) &&
           within(history_.last_tested[c], months, round_) && !within(history_.last_failed[c], months, round_);
  }

  template <class Holds>
  void limit_rates(int r, double least, double most, Holds holds) {
    const PolicyRule& rule = policy_.rules[static_cast<std::size_t>(r)];
    const std::uint8_t bound = bound_streams(rule);
    const std::uint32_t floor = to_units(least, true), ceiling = to_units(most, false);
    for (std::size_t c = 0; c < frame_.size(); ++c) {
      if (!holds(c)) continue;
      if ((bound & may_draw) != 0 && floor > out_.floor[c]) out_.floor[c] = floor, out_.floor_rule[c] = r;
      if ((bound & may_draw) != 0 && ceiling < out_.ceiling[c]) out_.ceiling[c] = ceiling, out_.ceiling_rule[c] = r;
    }
    if (most < 1)
      exclude(rule.id, rule.article, fmt::format("certain places are above the ceiling of {}", most),
              bound & may_direct, [&](std::size_t c) { return holds(c); });
  }

  void cap_enterprises(std::size_t r, int limit, bool visits) {
    const PolicyRule& rule = policy_.rules[r];
    out_.caps.resize(ledger_.enterprises.size());
    if (visits && out_.past_visits.empty()) out_.past_visits = count_visits(ledger_, round_);
    std::vector<std::uint8_t> member(ledger_.enterprises.size());
    std::vector<std::int64_t> used(ledger_.enterprises.size());
    std::vector<int> forced_by(ledger_.enterprises.size(), no_rule);
    const bool counts_follow_ups = (bound_streams(rule) & may_follow_up) != 0;
    for (std::size_t c = 0; c < frame_.size(); ++c) {
      const Index e = frame_.enterprise[c];
      if (out_.groups[r].of[c] != no_index) member[e] = 1;
      if (out_.mandatory[c] == 0 || !counts_follow_ups) continue;
      used[e] += visits ? 1 : out_.mandatory[c];
      forced_by[e] = out_.mandatory_rule[c];
    }
    for (std::size_t e = 0; e < member.size(); ++e) {
      if (member[e] == 0) continue;
      const std::int64_t taken = used[e] + (visits ? out_.past_visits[e] : 0);
      if (taken > limit && forced_by[e] != no_rule) forced_too_much(rule, forced_by[e], e, taken - limit, visits);
      const auto left = static_cast<std::uint32_t>(std::max<std::int64_t>(0, limit - taken));
      Cap& cap = out_.caps[e];
      if (visits && left < cap.visits) cap.visits = left, cap.visits_rule = static_cast<int>(r);
      if (!visits && left < cap.batches) cap.batches = left, cap.batches_rule = static_cast<int>(r);
    }
  }

  void forced_too_much(const PolicyRule& cap, int by, std::size_t e, std::int64_t excess, bool visits) {
    if (!out_.conflicts.empty()) return;
    out_.conflicts = {cap.id, policy_.rules[static_cast<std::size_t>(by)].id};
    out_.repairs.push_back(fmt::format("{} has {} {} too many by its mandatory follow-ups; let '{}' except follow_up",
                                       ledger_.text(ledger_.enterprises.id[e]), excess, visits ? "visits" : "batches",
                                       cap.id));
  }

  const Ledger& ledger_;
  const Policy& policy_;
  const Round& round_;
  const History& history_;
  const Frame& frame_;
  Eligibility out_;
};

}  // namespace

std::uint8_t bound_streams(const PolicyRule& rule) {
  std::uint8_t bits = may_all;
  for (const std::string& stream : rule.except)
    bits &= static_cast<std::uint8_t>(~(stream == "follow_up"  ? may_follow_up
                                        : stream == "directed" ? may_direct
                                                               : may_draw));
  return bits;
}

Eligibility judge_candidates(const Ledger& ledger, const Policy& policy, const Round& round, const History& history,
                             const Labs& labs, std::vector<std::string>& wrong) {
  Judge judge(ledger, policy, round, history);
  for (std::size_t r = 0; r < policy.rules.size(); ++r)
    if (policy.rules[r].on && policy.rules[r].kind == RuleKind::per) {
      std::vector<std::string> lacking;
      Grouping groups = group_candidates(ledger, policy, policy.rules[r], lacking);
      if (policy.rules[r].optional && !lacking.empty()) {
        groups = {std::vector<Index>(ledger.frame.size(), no_index), {}, true};
        judge.out().notes.push_back("switched off: " + lacking.front());
      } else {
        wrong.insert(wrong.end(), lacking.begin(), lacking.end());
      }
      judge.out().groups[r] = std::move(groups);
    }
  if (!wrong.empty()) return judge.take();
  judge.judge_availability(labs);
  for (const PolicyRule& rule : policy.rules) {
    if (rule.on && rule.kind == RuleKind::no_repeat) judge.judge_no_repeat(rule);
    if (rule.on && rule.kind == RuleKind::skip) judge.judge_other_plans(rule);
  }
  judge.judge_follow_ups();
  judge.judge_caps();
  judge.judge_rates();
  return judge.take();
}

}  // namespace sightline::planning
