#include <algorithm>
#include <cmath>

#include "plan/write_plan.hpp"

namespace sightline::planning {
namespace {

constexpr double same = 1e-9;

const char* sign_of(Sense sense) { return sense == Sense::at_most ? "<=" : sense == Sense::at_least ? ">=" : "="; }

class RuleUses {
 public:
  RuleUses(const Setup& setup, const RuleRows& rows, const Found& found, Plan& plan)
      : setup_(setup), rows_(rows), found_(found), plan_(plan), probability_(setup.part.size(), -1) {
    for (std::size_t i = 0; i < plan.lines.size(); ++i)
      if (plan.lines.stream[i] == Stream::random)
        probability_[plan.lines.candidate[i]] = plan.lines.inclusion_probability[i];
  }

  void write() {
    std::size_t r = 0;
    const auto rows_of = [&](auto belongs) {
      for (; r < rows_.rows.size() && belongs(rows_.rows[r]); ++r) add_row(r);
    };
    rows_of([](const Row& row) { return row.kind < RowKind::group_batches; });
    for (std::size_t rule = 0; rule < setup_.policy.rules.size(); ++rule) {
      if (!setup_.policy.rules[rule].on) continue;
      rows_of([&](const Row& row) {
        return (row.kind == RowKind::group_batches || row.kind == RowKind::group_size) &&
               rows_.families[row.family].rule == rule;
      });
      add_rule(rule);
    }
    rows_of([](const Row&) { return true; });
  }

 private:
  void add(const std::string& rule, const std::string& article, const char* kind, double bound, double used,
           bool binding, double price, const std::string& unit) {
    plan_.rules.push_back({rule, article, kind, bound, used, binding, price, unit});
  }

  void add_row(std::size_t r) {
    const Row& row = rows_.rows[r];
    double bound = row.bound, used = found_.draft.used[r];
    if (row.share > 0 || row.kind == RowKind::random_share || row.kind == RowKind::directed_share)
      bound = row.share * plan_.batches, used += bound;
    if (row.kind == RowKind::money) {
      bound = setup_.budget->in_yuan(), used = plan_.spent.in_yuan();
      const double price = price_of(r) / row.scale;
      return add(row.rule, row.article, sign_of(row.sense), bound, used, price > 0 || bound - used <= same, price,
                 row.unit);
    }
    if (row.kind == RowKind::cell_floors || row.kind == RowKind::cell_ceilings) {
      const CellMembers& members = found_.draft.pools[row.group].members;
      bound = 0;
      for (std::uint32_t units : row.kind == RowKind::cell_floors ? members.floor : members.ceiling)
        bound += units / double{units_per_batch};
      used = found_.draft.totals[row.group];
    }
    add(row.rule, row.article, sign_of(row.sense), bound, used, price_of(r) > 0 || std::abs(used - bound) <= 1e-6,
        price_of(r), row.unit);
  }

  [[nodiscard]] double price_of(std::size_t r) const {
    return r < found_.prices.size() ? std::abs(found_.prices[r]) : 0;
  }

  void add_rule(std::size_t r) {
    const PolicyRule& rule = setup_.policy.rules[r];
    switch (rule.kind) {
      case RuleKind::no_repeat:
      case RuleKind::skip: return add_count(rule, excluded_by(rule.id));
      case RuleKind::labs: return add_count(rule, setup_.rotated);
      case RuleKind::follow_up: return add_follow_up(r);
      case RuleKind::relief: return add_rate(r, false, rule.max_probability, setup_.eligible.ceiling_rule);
      case RuleKind::per: break;
    }
    if (setup_.eligible.groups[r].size() == 0) return;  // nobody is in it
    if (rule.min_rate > 0) add_rate(r, true, rule.min_rate, setup_.eligible.floor_rule);
    if (rule.max_rate < 1) add_rate(r, false, rule.max_rate, setup_.eligible.ceiling_rule);
    if (rule.per == "enterprise" && rule.max_batches >= 0) add_cap(r, false);
    if (rule.per == "enterprise" && rule.max_visits_per_year >= 0) add_cap(r, true);
  }

  void add_count(const PolicyRule& rule, std::uint32_t candidates) {
    add(rule.id, rule.article, "count", 0, candidates, candidates > 0, 0, "candidates");
  }

  std::uint32_t excluded_by(const std::string& id) const {
    for (const Exclusion& exclusion : setup_.eligible.exclusions)
      if (exclusion.rule == id) return exclusion.excluded;
    return 0;
  }

  void add_follow_up(std::size_t r) {
    double asked = 0, done = 0;
    for (std::size_t c = 0; c < setup_.part.size(); ++c)
      if (setup_.eligible.mandatory_rule[c] == static_cast<int>(r)) asked += setup_.eligible.mandatory[c];
    for (std::size_t i = 0; i < plan_.lines.size(); ++i)
      if (plan_.lines.stream[i] == Stream::follow_up &&
          setup_.eligible.mandatory_rule[plan_.lines.candidate[i]] == static_cast<int>(r))
        done += plan_.lines.batches[i];
    const PolicyRule& rule = setup_.policy.rules[r];
    add(rule.id, rule.article, "=", asked, done, asked > 0, 0, "batches");
  }

  // The extreme probability among the candidates whose floor or ceiling this rule sets.
  void add_rate(std::size_t r, bool floor, double bound, const std::vector<int>& set_by) {
    double extreme = floor ? 1 : 0;
    bool any = false;
    for (std::size_t c = 0; c < probability_.size(); ++c) {
      if (set_by[c] != static_cast<int>(r) || probability_[c] < 0) continue;
      extreme = floor ? std::min(extreme, probability_[c]) : std::max(extreme, probability_[c]);
      any = true;
    }
    const PolicyRule& rule = setup_.policy.rules[r];
    add(rule.id, rule.article, floor ? ">=" : "<=", bound, any ? extreme : bound,
        any && std::abs(extreme - bound) <= 2e-9, 0, "probability");
  }

  // The fullest enterprise of the rule's group.
  void add_cap(std::size_t r, bool visits) {
    const PolicyRule& rule = setup_.policy.rules[r];
    const Frame& frame = setup_.ledger.frame;
    const bool counts_follow_ups = (bound_streams(rule) & may_follow_up) != 0;
    std::vector<double> used(setup_.ledger.enterprises.size());
    std::vector<std::uint8_t> member(used.size());
    for (std::size_t c = 0; c < frame.size(); ++c)
      if (setup_.eligible.groups[r].of[c] != no_index) member[frame.enterprise[c]] = 1;
    for (std::size_t i = 0; i < plan_.lines.size(); ++i)
      if (plan_.lines.stream[i] != Stream::follow_up || counts_follow_ups)
        used[frame.enterprise[plan_.lines.candidate[i]]] +=
            plan_.lines.inclusion_probability[i] * (visits ? 1 : plan_.lines.batches[i]);
    double most = 0;
    for (std::size_t e = 0; e < used.size(); ++e)
      if (member[e] != 0 && used[e] > 0) most = std::max(most, used[e] + (visits ? setup_.eligible.past_visits[e] : 0));
    const double bound = visits ? rule.max_visits_per_year : rule.max_batches;
    add(rule.id, rule.article, "<=", bound, most, most >= bound - 1e-6, 0, visits ? "visits" : "batches");
  }

  const Setup& setup_;
  const RuleRows& rows_;
  const Found& found_;
  Plan& plan_;
  std::vector<double> probability_;  // per candidate, of its random line; -1 = none
};

}  // namespace

void write_rule_uses(const Setup& setup, const RuleRows& rows, const Found& found, Plan& plan) {
  RuleUses(setup, rows, found, plan).write();
}

// Order of the reasons: what forbade every stream, the enterprise's caps, the size of the category, no evidence, worth.
void write_left_out(const Setup& setup, const Found& found, Plan& plan) {
  const Eligibility& eligible = setup.eligible;
  std::vector<std::uint32_t> excluded(eligible.exclusions.size());
  std::vector<std::uint32_t> full(setup.policy.rules.size());
  std::uint32_t too_small = 0, no_evidence = 0, worth_less = 0;
  std::vector<std::uint8_t> placed(setup.part.size());
  for (Index c : plan.lines.candidate) placed[c] = 1;
  for (std::size_t c = 0; c < placed.size(); ++c) {
    if (placed[c] != 0) continue;
    const bool may = (eligible.streams[c] & (may_direct | (setup.policy.streams.random ? may_draw : 0))) != 0;
    const Index cell = setup.random.cell_of[c];
    if (!may && eligible.first_exclusion[c] != 0xFF)
      ++excluded[eligible.first_exclusion[c]];
    else if (setup.random.reason[c] == NoDraw::cap || found.draft.full[c] != 0)
      ++full[static_cast<std::size_t>(std::max(0, eligible.caps[setup.ledger.frame.enterprise[c]].least_rule()))];
    else if (setup.random.reason[c] == NoDraw::too_small ||
             (cell != no_index && found.draft.totals[cell] == 0 && eligible.floor[c] > 0))
      ++too_small;
    else if (setup.part[c] == Part::none && cell == no_index && eligible.first_exclusion[c] != 0xFF)
      ++excluded[eligible.first_exclusion[c]];
    else if (setup.part[c] == Part::none && cell == no_index)
      ++no_evidence;
    else
      ++worth_less;
  }
  const auto add = [&](const std::string& rule, const std::string& reason, std::uint32_t candidates) {
    if (candidates > 0) plan.left_out.push_back({rule, reason, candidates});
  };
  for (std::size_t i = 0; i < excluded.size(); ++i)
    add(eligible.exclusions[i].rule, eligible.exclusions[i].reason, excluded[i]);
  for (std::size_t r = 0; r < full.size(); ++r)
    add(setup.policy.rules[r].id, "the enterprise's visits or batches are taken by other lines", full[r]);
  add("too-small", "no whole number of batches lies between the floors and ceilings of its category", too_small);
  add("evidence", "no qualifying evidence, and no random stream", no_evidence);
  add("worth-less", "others are worth more for the money", worth_less);
}

}  // namespace sightline::planning
