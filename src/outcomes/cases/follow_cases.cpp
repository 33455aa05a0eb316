#include <algorithm>
#include <map>
#include <unordered_map>

#include "sightline/base/error.hpp"
#include "sightline/cases.hpp"

namespace sightline {
namespace {

constexpr std::array<std::string_view, case_steps> step_names{"delivery", "objection",    "retest",
                                                              "disposal", "publication",  "rectification",
                                                              "penalty",  "reinspection", "closing"};

using Days = std::array<Date, 10>;  // per CaseEvent: the first day of it; a retest's: the last

std::size_t at(CaseEvent event) { return static_cast<std::size_t>(event); }

// What is known of one case by the day, turned into steps.
class Clerk {
 public:
  Clerk(const CaseOptions& options, Date today, const Days& days, Date known)
      : options_(options), today_(today), days_(days) {
    made_.opened = known;
  }

  Case follow(Date revised_on) {
    const Date overturned = revised_on.known() ? revised_on
                            : retest_passed()  ? day(CaseEvent::retest_conforming)
                                               : Date{};
    step(CaseStep::delivery, made_.opened, CaseEvent::delivered);
    object();
    if (overturned.known()) return end(Case::State::overturned, overturned);
    settle_final_day();
    if (made_.final_on.known()) act();
    if (day(CaseEvent::closed).known()) return end(Case::State::closed, day(CaseEvent::closed));
    return std::move(made_);
  }

 private:
  [[nodiscard]] Date day(CaseEvent event) const { return days_[at(event)]; }
  [[nodiscard]] int allowed(CaseStep step) const { return options_.days[static_cast<std::size_t>(step)]; }
  [[nodiscard]] bool retest_passed() const {
    return day(CaseEvent::retest_conforming).known() &&
           !(day(CaseEvent::retest_nonconforming) > day(CaseEvent::retest_conforming));
  }

  void step(CaseStep what, Date from, CaseEvent ends) {
    CaseStand stand{what, from + allowed(what), day(ends), false};
    stand.overdue = !stand.done.known() && today_ > stand.due && what != CaseStep::objection;
    (stand.done.known() ? made_.done : made_.due).push_back(stand);
  }

  // The right to object runs from delivery and lapses; an objection asks for a retest.
  void object() {
    const Date delivered = day(CaseEvent::delivered), objected = day(CaseEvent::objection);
    if (objected.known() || (delivered.known() && today_ <= delivered + allowed(CaseStep::objection)))
      step(CaseStep::objection, delivered.known() ? delivered : objected, CaseEvent::objection);
    if (objected.known() || day(CaseEvent::retest_nonconforming).known() || day(CaseEvent::retest_conforming).known())
      step(CaseStep::retest, objected.known() ? objected : made_.opened,
           retest_passed() ? CaseEvent::retest_conforming : CaseEvent::retest_nonconforming);
  }

  void settle_final_day() {
    const Date delivered = day(CaseEvent::delivered), lapses = delivered + allowed(CaseStep::objection);
    if (day(CaseEvent::retest_nonconforming).known())
      made_.final_on = day(CaseEvent::retest_nonconforming);
    else if (!day(CaseEvent::objection).known() && delivered.known() && today_ > lapses)
      made_.final_on = lapses + 1;
  }

  void act() {
    step(CaseStep::disposal, made_.final_on, CaseEvent::disposed);
    step(CaseStep::publication, made_.final_on, CaseEvent::published);
    step(CaseStep::rectification, made_.final_on, CaseEvent::rectified);
    step(CaseStep::penalty, made_.final_on, CaseEvent::penalised);
    if (day(CaseEvent::rectified).known() || day(CaseEvent::reinspected).known())
      step(CaseStep::reinspection, std::max(day(CaseEvent::rectified), made_.final_on), CaseEvent::reinspected);
    Date last;
    for (const CaseStand& stand : made_.done) last = std::max(last, stand.done);
    if (made_.due.empty()) step(CaseStep::closing, last, CaseEvent::closed);
  }

  Case end(Case::State state, Date ended) {
    made_.state = state;
    made_.ended = ended;
    made_.due.clear();
    return std::move(made_);
  }

  const CaseOptions& options_;
  Date today_;
  const Days& days_;
  Case made_;
};

std::unordered_map<std::string_view, Days> days_by_inspection(const CaseEvents& events, Date today) {
  std::unordered_map<std::string_view, Days> all;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events.known[i] > today) continue;
    Date& day = all[events.inspection_id[i]][at(events.event[i])];
    const bool retest =
        events.event[i] == CaseEvent::retest_conforming || events.event[i] == CaseEvent::retest_nonconforming;
    if (!day.known() || (retest ? events.date[i] > day : events.date[i] < day)) day = events.date[i];
  }
  return all;
}

Date last_day(const Results& results, const CaseEvents& events) {
  Date last;
  for (std::size_t i = 0; i < results.size(); ++i) last = std::max({last, results.known[i], results.revised_on[i]});
  for (const Date known : events.known) last = std::max(last, known);
  return last;
}

Mode mode_of(const Results& results, std::size_t i) { return results.mode.empty() ? Mode::unknown : results.mode[i]; }

// Per enterprise and category: the last standing failure with its case, and the last conforming result that may clear it.
struct Standing {
  const Case* failure = nullptr;
  Date cleared;
};

std::vector<FollowUp> follow_ups_of(const Results& results, const Cases& cases, const CaseOptions& options) {
  std::map<std::pair<std::string_view, std::string_view>, Standing> standing;
  const auto key = [&results](std::size_t i) {
    return std::pair<std::string_view, std::string_view>(results.enterprise_id[i], results.category_id[i]);
  };
  for (const Case& made : cases.cases) {
    if (made.state == Case::State::overturned) continue;
    const Case*& last = standing[key(made.result)].failure;
    if (last == nullptr || results.date[made.result] >= results.date[last->result]) last = &made;
  }
  for (std::size_t i = 0; i < results.size(); ++i)
    if (results.result[i] == Result::conforming && results.known[i] <= cases.as_of &&
        (mode_of(results, i) == Mode::follow_up || mode_of(results, i) == Mode::unknown))
      if (const auto found = standing.find(key(i)); found != standing.end())
        found->second.cleared = std::max(found->second.cleared, results.date[i]);
  std::vector<FollowUp> follow_ups;
  for (const auto& [candidate, stand] : standing) {
    if (stand.failure == nullptr || stand.cleared > results.date[stand.failure->result]) continue;
    FollowUp follow_up;
    follow_up.result = stand.failure->result;
    follow_up.recorded = stand.failure->recorded;
    follow_up.open_case = follow_up.recorded && stand.failure->state == Case::State::open;
    if (!follow_up.open_case && !(results.date[follow_up.result].plus_months(options.look_back_months) > cases.as_of))
      continue;
    for (const CaseStand& due : stand.failure->due)
      if (due.step == CaseStep::reinspection) follow_up.due = due.due, follow_up.overdue = due.overdue;
    follow_ups.push_back(follow_up);
  }
  return follow_ups;
}

}  // namespace

std::string_view name_of(CaseStep step) { return step_names[static_cast<std::size_t>(step)]; }

std::string_view name_of(Case::State state) {
  return state == Case::State::open ? "open" : state == Case::State::closed ? "closed" : "overturned";
}

Cases follow_cases(const Results& results, const CaseEvents& events, const CaseOptions& options) {
  if (events.date.size() != events.size() || events.known.size() != events.size() ||
      events.event.size() != events.size() || (!results.mode.empty() && results.mode.size() != results.size()))
    throw Error(ErrorCode::usage, "follow_cases: columns differ in length");
  for (const int days : options.days)
    if (days < 0) throw Error(ErrorCode::usage, "follow_cases: a deadline lies below 0 days");
  Cases cases;
  cases.as_of = options.as_of.known() ? options.as_of : last_day(results, events);
  const auto days_of = days_by_inspection(events, cases.as_of);
  const Days none{};
  for (std::uint32_t i = 0; i < results.size(); ++i) {
    if (results.result[i] != Result::nonconforming || results.known[i] > cases.as_of) continue;
    const auto found = days_of.find(results.inspection_id[i]);
    const bool revised = results.revised_on[i].known() && results.revised_on[i] <= cases.as_of &&
                         results.revised_result[i] != Result::nonconforming;
    const bool recorded = found != days_of.end() && !results.inspection_id[i].empty();
    Clerk clerk(options, cases.as_of, recorded ? found->second : none, results.known[i]);
    cases.cases.push_back(clerk.follow(revised ? results.revised_on[i] : Date{}));
    Case& made = cases.cases.back();
    made.result = i;
    made.recorded = recorded;
    ++(made.state == Case::State::open     ? cases.open
       : made.state == Case::State::closed ? cases.closed
                                           : cases.overturned);
    for (const CaseStand& due : made.due) cases.overdue += due.overdue ? 1 : 0;
  }
  std::stable_sort(cases.cases.begin(), cases.cases.end(),
                   [](const Case& a, const Case& b) { return a.opened < b.opened; });
  cases.follow_ups = follow_ups_of(results, cases, options);
  return cases;
}

}  // namespace sightline
