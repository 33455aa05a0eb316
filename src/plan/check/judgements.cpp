// What each rule says about one candidate or enterprise.
#include <algorithm>
#include <limits>

#include "plan/check/facts.hpp"

namespace sightline::checking {

bool Facts::binds(const PolicyRule& rule, Stream stream) const {
  return rule.on && std::count(rule.except.begin(), rule.except.end(), name_of(stream)) == 0;
}

bool Facts::unavailable(std::size_t c) const {
  const Frame& frame = ledger.frame;
  const Date closed = ledger.closed_on[frame.enterprise[c]];
  if (closed.known() && !(closed > start)) return true;
  if (frame.available_from[c].known() && frame.available_from[c] > end) return true;
  return frame.available_to[c].known() && frame.available_to[c] < start;
}

bool Facts::repeats(const PolicyRule& rule, std::size_t c) const {
  return std::any_of(results_[c].begin(), results_[c].end(), [&](const PastResult& past) {
    const bool counts =
        past.result == Result::conforming || (!rule.after_conforming_only && past.result == Result::nonconforming);
    return counts && recent(past.day, rule.months);
  });
}

bool Facts::planned_elsewhere(std::size_t c) const {
  const std::vector<std::string> levels{"national", "provincial", "municipal", "county"};
  const auto level = [&](const std::string& authority) {
    return std::find(levels.begin(), levels.end(), authority) - levels.begin();
  };
  const Id category = ledger.categories.id[ledger.frame.category[c]];
  for (const OtherPlan& plan : other_plans_[ledger.frame.enterprise[c]]) {
    if (plan.category != no_id && plan.category != category) continue;
    if ((plan.from.known() && plan.from > end) || (plan.to.known() && plan.to < start)) continue;
    const bool both_known = level(policy.authority) < 4 && level(plan.authority) < 4;
    if (!both_known || level(plan.authority) <= level(policy.authority)) return true;
  }
  return false;
}

bool Facts::relieved(const PolicyRule& rule, std::size_t c) const {
  const int months = 12 * rule.after_conforming_years;
  bool long_known = false, tested_since = false;
  for (const PastResult& past : results_[c]) {
    if (past.result != Result::conforming && past.result != Result::nonconforming) continue;
    if (!recent(past.day, months)) {
      long_known = true;
    } else if (past.result == Result::nonconforming) {
      return false;
    } else {
      tested_since = true;
    }
  }
  return long_known && tested_since;
}

std::string Facts::forbidden_by(std::size_t c, Stream stream) const {
  if (unavailable(c)) return "available";
  if (labs_[ledger.frame.category[c]].empty()) return "qualified-lab";
  for (const PolicyRule& rule : policy.rules) {
    if (!binds(rule, stream)) continue;
    if (rule.kind == RuleKind::no_repeat && repeats(rule, c)) return rule.id;
    if (rule.kind == RuleKind::skip && planned_elsewhere(c)) return rule.id;
    if (stream != Stream::directed) continue;
    if (rule.kind == RuleKind::relief && rule.max_probability < 1 && relieved(rule, c)) return rule.id;
    if (rule.kind == RuleKind::per && rule.max_rate < 1 && !group(rule, c).empty()) return rule.id;
  }
  return "";
}

int Facts::mandatory_batches(std::size_t c) const {
  if (!forbidden_by(c, Stream::follow_up).empty()) return 0;
  Date failed, cleared, open;
  for (const PastResult& past : results_[c]) {
    if (past.open_case && past.result == Result::nonconforming && (!open.known() || past.day > open)) open = past.day;
    if (past.result == Result::nonconforming && (!failed.known() || past.day > failed)) failed = past.day;
    const bool follows_up = past.mode == Mode::follow_up || past.mode == Mode::unknown;
    if (past.result == Result::conforming && follows_up && (!cleared.known() || past.day > cleared)) cleared = past.day;
  }
  const auto stands = [&cleared](Date day) { return day.known() && !(cleared.known() && cleared > day); };
  int batches = 0;
  for (const PolicyRule& rule : policy.rules)
    if (rule.on && rule.kind == RuleKind::follow_up &&
        ((stands(failed) && recent(failed, rule.months)) || stands(open)))
      batches = std::max(batches, rule.batches);
  return batches;
}

std::uint8_t Facts::evidence(std::size_t c) const { return evidence_[c]; }

bool Facts::may_be_directed(std::uint8_t evidence) const {
  const auto& needs = policy.streams.directed_needs;
  const auto asked = [&](const char* need, Qualifying kind) {
    return (evidence & static_cast<std::uint8_t>(kind)) != 0 && std::count(needs.begin(), needs.end(), need) > 0;
  };
  return needs.empty() || asked("complaint", Qualifying::complaint) ||
         asked("monitoring_report", Qualifying::monitoring_report) || asked("past_failure", Qualifying::past_failure) ||
         asked("campaign", Qualifying::campaign);
}

double Facts::floor(std::size_t c) const {
  double floor = policy.streams.random_floor;
  for (const PolicyRule& rule : policy.rules)
    if (rule.kind == RuleKind::per && binds(rule, Stream::random) && !group(rule, c).empty())
      floor = std::max(floor, rule.min_rate);
  return floor;
}

double Facts::ceiling(std::size_t c) const {
  double ceiling = policy.streams.random_ceiling;
  for (const PolicyRule& rule : policy.rules) {
    if (!binds(rule, Stream::random)) continue;
    if (rule.kind == RuleKind::per && !group(rule, c).empty()) ceiling = std::min(ceiling, rule.max_rate);
    if (rule.kind == RuleKind::relief && relieved(rule, c)) ceiling = std::min(ceiling, rule.max_probability);
  }
  return ceiling;
}

const LabTerms* Facts::terms(std::size_t c, Id lab) const {
  const auto& labs = labs_[ledger.frame.category[c]];
  const auto found = labs.find(lab);
  return found == labs.end() ? nullptr : &found->second;
}

std::vector<Id> Facts::labs(Index category) const {
  std::vector<Id> labs;
  for (const auto& entry : labs_[category]) labs.push_back(entry.first);
  return labs;
}

bool Facts::rotation_forbids(std::size_t c, Id lab) const {
  const bool rotates = std::any_of(policy.rules.begin(), policy.rules.end(), [](const PolicyRule& rule) {
    return rule.on && rule.kind == RuleKind::labs && rule.no_consecutive;
  });
  return rotates && lab != no_id && labs_[ledger.frame.category[c]].size() > 1 &&
         last_lab_[ledger.frame.enterprise[c]].second == lab;
}

int Facts::past_visits(Index enterprise) const {
  const Date first = end.plus_months(-12) + 1;
  const auto& days = visits_[enterprise];
  int visits =
      static_cast<int>(std::count_if(days.begin(), days.end(), [&](Date day) { return day >= first && day <= end; }));
  for (const OtherPlan& plan : other_plans_[enterprise]) {
    const Date to = plan.to.known() ? plan.to : Date::from_days(std::numeric_limits<std::int32_t>::max());
    if (to < first || (plan.from.known() && plan.from > end)) continue;
    const bool visited = std::any_of(days.begin(), days.end(), [&](Date day) { return day >= plan.from && day <= to; });
    if (!visited) ++visits;
  }
  return visits;
}

const std::string& Facts::group(const PolicyRule& rule, std::size_t c) const { return groups_.at(&rule)[c]; }

std::string Facts::name(std::size_t c) const {
  return std::string(ledger.text(ledger.enterprises.id[ledger.frame.enterprise[c]])) + "/" +
         std::string(ledger.text(ledger.categories.id[ledger.frame.category[c]]));
}

}  // namespace sightline::checking
