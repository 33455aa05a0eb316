// cases.hpp: where the handling of every nonconforming result stands, what is due and overdue, and who must be looked at
// again.
//
// Case     opens on the day a nonconforming result is known. Steps, their deadline counted from what precedes them:
//            delivery       of the report to the enterprise, from the result
//            objection      a right, never overdue: 15 days from delivery (Product Quality Law 2018, art. 15)
//            retest         from the objection
//          then, once the result is final (no objection within its time, or a retest that confirms it):
//            disposal, publication, rectification, penalty   from the final day
//            reinspection   from rectification
//            closing        from the last of the others
//          A retest that passes overturns the result from the day it is known and ends the case; so does `closed`.
// Follow-up a candidate whose last standing failure has not been followed by a conforming follow-up (or a conforming
//          result of unrecorded mode) and whose case is recorded and open or whose failure lies within
//          `look_back_months`. A plan takes the same candidates by itself from the dataset, with its policy's months
//          (policy.hpp, follow_up).
// Errors   Error(usage) for columns of different length or deadlines below 0.
// Repeats  same inputs, same bytes. Threads: safe to call at once. Cost: linear in results and events.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sightline/outcomes.hpp"

namespace sightline {

enum class CaseEvent : std::uint8_t {
  delivered,
  objection,
  retest_conforming,
  retest_nonconforming,
  disposed,
  rectified,
  reinspected,
  penalised,
  published,
  closed
};

struct CaseEvents {  // rows of case_events, columns of one length
  std::vector<std::string> inspection_id;
  std::vector<Date> date, known;
  std::vector<CaseEvent> event;
  [[nodiscard]] std::size_t size() const { return inspection_id.size(); }
};
// The table `case_events` of an evidence; empty when it has none. Rows with other words are left out.
[[nodiscard]] SIGHTLINE_API CaseEvents read_case_events(const Evidence& evidence);

enum class CaseStep : std::uint8_t {
  delivery,
  objection,
  retest,
  disposal,
  publication,
  rectification,
  penalty,
  reinspection,
  closing
};
inline constexpr std::size_t case_steps = 9;
[[nodiscard]] SIGHTLINE_API std::string_view name_of(CaseStep step);

struct CaseOptions {
  Date as_of;  // what is known later is not seen; unknown: the last day on which anything became known
  // Days allowed per step, in the order of CaseStep. Only the objection's is law; the others are the bureau's own.
  std::array<int, case_steps> days{5, 15, 30, 30, 30, 60, 90, 60, 15};
  int look_back_months = 12;
};

struct CaseStand {
  CaseStep step = CaseStep::delivery;
  Date due, done;  // done: unknown while it is not
  bool overdue = false;
};

struct Case {
  std::uint32_t result = 0;  // in Results
  enum class State : std::uint8_t { open, overturned, closed } state = State::open;
  bool recorded = false;             // an event names it; else nothing is known about its handling
  Date opened, final_on, ended;      // final_on: unknown while it may still be overturned
  std::vector<CaseStand> done, due;  // in the order of CaseStep; due is empty once the case has ended
};
[[nodiscard]] SIGHTLINE_API std::string_view name_of(Case::State state);

struct FollowUp {
  std::uint32_t result = 0;  // the last standing failure of its enterprise and category
  Date due;                  // of the re-inspection; unknown before rectification
  bool overdue = false;
  bool open_case = false;  // recorded and open: followed up whatever its age, as in a plan
  bool recorded = false;   // of its case
};

struct Cases {
  std::vector<Case> cases;  // by the day they opened, then in the order of the results
  std::vector<FollowUp> follow_ups;
  Date as_of;
  std::uint32_t open = 0, overturned = 0, closed = 0, overdue = 0;  // overdue: steps
};

[[nodiscard]] SIGHTLINE_API Cases follow_cases(const Results& results, const CaseEvents& events,
                                               const CaseOptions& options = {});

}  // namespace sightline
