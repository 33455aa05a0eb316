#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "plan/check/findings.hpp"
#include "sightline/base/hash.hpp"

namespace sightline::checking {
namespace {

struct GroupSum {
  double batches = 0, enterprises = 0;  // expected
};

class Totals {
 public:
  Totals(const Facts& facts, const Plan& plan, Findings& findings) : facts_(facts), plan_(plan), findings_(findings) {
    const PlanLines& lines = plan.lines;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const double batches = lines.batches[i] * lines.inclusion_probability[i];
      all_ += batches;
      of_stream_[lines.stream[i]] += batches;
    }
  }

  void check() {
    check_money();
    check_streams();
    for (const PolicyRule& rule : facts_.policy.rules) {
      if (!rule.on || rule.kind != RuleKind::per) continue;
      rule.per == "enterprise" ? check_caps(rule) : check_groups(rule);
    }
    check_capacities();
    check_rest();
  }

 private:
  void at_most(const std::string& what, double used, double bound) {
    if (used > bound + batch_tolerance) findings_.push_back(fmt::format("{}: {} is more than {}", what, used, bound));
  }
  void at_least(const std::string& what, double used, double bound) {
    if (used < bound - batch_tolerance) findings_.push_back(fmt::format("{}: {} is less than {}", what, used, bound));
  }

  void check_money() {
    std::int64_t certain = 0;
    std::map<std::pair<Index, Id>, std::pair<double, std::int64_t>> cells;  // expected batches, price
    const PlanLines& lines = plan_.lines;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines.stream[i] != Stream::random) {
        certain += lines.cost[i].fen;
        continue;
      }
      auto& cell = cells[{facts_.ledger.frame.category[lines.candidate[i]], lines.lab[i]}];
      cell.first += lines.inclusion_probability[i];
      cell.second = lines.cost[i].fen;
    }
    std::int64_t spent = certain;
    for (const auto& [key, cell] : cells) spent += std::llround(cell.first) * cell.second;
    if (spent != plan_.spent.fen)
      findings_.push_back(
          fmt::format("spent is {}, the lines cost {}", plan_.spent.to_string(), Money::from_fen(spent).to_string()));
    if (plan_.budget == missing_money) {
      if (facts_.policy.has_budget) findings_.push_back("the plan has no budget, the policy has one");
    } else if (spent > plan_.budget.fen) {
      findings_.push_back(
          fmt::format("budget: {} is spent of {}", Money::from_fen(spent).to_string(), plan_.budget.to_string()));
    }
    if (std::abs(all_ - plan_.batches) > batch_tolerance)
      findings_.push_back(fmt::format("batches is {}, the lines have {}", plan_.batches, all_));
    if (facts_.policy.max_batches > 0) at_most("max-batches", all_, facts_.policy.max_batches);
  }

  void check_streams() {
    const StreamPolicy& streams = facts_.policy.streams;
    if (streams.random) {
      at_least("random-min-share", of_stream_[Stream::random], streams.random_min_share * all_);
      at_most("random-max-share", of_stream_[Stream::random], streams.random_max_share * all_);
    }
    at_most("directed-max-share", of_stream_[Stream::directed], streams.directed_max_share * all_);
  }

  void check_groups(const PolicyRule& rule) {
    std::map<std::string, GroupSum> sums;
    for (std::size_t c = 0; c < facts_.ledger.frame.size(); ++c)
      if (const std::string& group = facts_.group(rule, c); !group.empty()) sums[group];
    for (std::size_t i = 0; i < plan_.lines.size(); ++i) {
      const std::string& group = facts_.group(rule, plan_.lines.candidate[i]);
      if (group.empty()) continue;
      sums[group].batches += plan_.lines.batches[i] * plan_.lines.inclusion_probability[i];
      sums[group].enterprises += plan_.lines.inclusion_probability[i];
    }
    for (const auto& [group, sum] : sums) {
      const std::string what = rule.id + ":" + group;
      at_least(what, sum.batches, rule.min_batches);
      if (rule.max_batches >= 0) at_most(what, sum.batches, rule.max_batches);
      at_least(what, sum.batches, rule.min_share * all_);
      at_most(what, sum.batches, rule.max_share * all_);
      at_least(what, sum.enterprises, rule.min_enterprises);
    }
  }

  void check_caps(const PolicyRule& rule) {
    const Frame& frame = facts_.ledger.frame;
    std::map<Index, std::pair<double, double>> used;  // lines, batches
    std::set<Index> members;
    for (std::size_t c = 0; c < frame.size(); ++c)
      if (!facts_.group(rule, c).empty()) members.insert(frame.enterprise[c]);
    for (std::size_t i = 0; i < plan_.lines.size(); ++i) {
      const Index enterprise = frame.enterprise[plan_.lines.candidate[i]];
      if (!members.contains(enterprise) || !facts_.binds(rule, plan_.lines.stream[i])) continue;
      used[enterprise].first += plan_.lines.inclusion_probability[i];
      used[enterprise].second += plan_.lines.batches[i] * plan_.lines.inclusion_probability[i];
    }
    for (const auto& [enterprise, lines] : used) {
      const std::string what =
          rule.id + ":" + std::string(facts_.ledger.text(facts_.ledger.enterprises.id[enterprise]));
      if (rule.max_batches >= 0) at_most(what, lines.second, rule.max_batches);
      if (rule.max_visits_per_year >= 0)
        at_most(what, lines.first + facts_.past_visits(enterprise), rule.max_visits_per_year);
    }
  }

  void check_capacities() {
    std::map<std::pair<Index, Id>, std::pair<double, double>> cells;  // batches, capacity
    for (std::size_t i = 0; i < plan_.lines.size(); ++i) {
      const Index c = plan_.lines.candidate[i];
      const LabTerms* terms = facts_.terms(c, plan_.lines.lab[i]);
      if (terms == nullptr || terms->capacity < 0) continue;
      auto& cell = cells[{facts_.ledger.frame.category[c], plan_.lines.lab[i]}];
      cell.first += plan_.lines.batches[i] * plan_.lines.inclusion_probability[i];
      cell.second = terms->capacity;
    }
    for (const auto& [key, cell] : cells)
      at_most(fmt::format("lab-capacity:{}/{}", facts_.ledger.text(key.second),
                          facts_.ledger.text(facts_.ledger.categories.id[key.first])),
              cell.first, cell.second);
  }

  void check_rest() {
    std::int64_t parts = 0;
    for (const Quarter& quarter : plan_.quarters) parts += quarter.budget.fen;
    if (plan_.quarters.size() != facts_.policy.quarters.size() || (!plan_.quarters.empty() && parts != plan_.spent.fen))
      findings_.push_back(fmt::format("quarters: {} parts of {} in all, must be {} of {}", plan_.quarters.size(),
                                      Money::from_fen(parts).to_string(), facts_.policy.quarters.size(),
                                      plan_.spent.to_string()));
    if (!plan_.commitment.empty() && plan_.commitment != to_hex(sha256(plan_register(facts_.ledger, plan_))))
      findings_.push_back("commitment: is not the hash of the plan's register");
  }

  const Facts& facts_;
  const Plan& plan_;
  Findings& findings_;
  double all_ = 0;
  std::map<Stream, double> of_stream_;
};

}  // namespace

void check_totals(const Facts& facts, const Plan& plan, Findings& findings) { Totals(facts, plan, findings).check(); }

}  // namespace sightline::checking
