#include <gtest/gtest.h>

#include "outcomes/small_round.hpp"
#include "sightline/base/error.hpp"
#include "sightline/cases.hpp"

namespace sightline::testing {
namespace {

// One failure of E's tyres, known on 2021-08-11, and its events.
struct OneCase {
  SmallRound round;
  CaseEvents events;
  OneCase() { round.result("E", "tyres", Result::nonconforming); }
  OneCase& event(CaseEvent what, Date day) {
    events.inspection_id.emplace_back("S1");
    events.date.push_back(day);
    events.known.push_back(day);
    events.event.push_back(what);
    return *this;
  }
  [[nodiscard]] Cases on(Date day) const {
    CaseOptions options;
    options.as_of = day;
    return follow_cases(round.results, events, options);
  }
};

std::vector<CaseStep> due_steps(const Cases& cases) {
  std::vector<CaseStep> steps;
  for (const CaseStand& stand : cases.cases.at(0).due) steps.push_back(stand.step);
  return steps;
}

TEST(FollowCases, OpensACaseOnTheDayAFailureIsKnown) {
  const OneCase one;
  EXPECT_TRUE(one.on(Date(2021, 8, 10)).cases.empty());
  const Cases cases = one.on(Date(2021, 8, 11));
  ASSERT_EQ(cases.cases.size(), 1u);
  EXPECT_EQ(due_steps(cases), std::vector{CaseStep::delivery});
  EXPECT_EQ(cases.cases[0].due[0].due, Date(2021, 8, 16));
  EXPECT_FALSE(cases.cases[0].due[0].overdue);
  EXPECT_TRUE(one.on(Date(2021, 8, 17)).cases[0].due[0].overdue);
}

TEST(FollowCases, AResultIsFinalOnceFifteenDaysPassWithoutObjection) {
  OneCase one;
  one.event(CaseEvent::delivered, Date(2021, 8, 12));
  const Cases open = one.on(Date(2021, 8, 27));
  EXPECT_EQ(due_steps(open), std::vector{CaseStep::objection});
  EXPECT_FALSE(open.cases[0].final_on.known());
  const Cases lapsed = one.on(Date(2021, 8, 28));
  EXPECT_EQ(lapsed.cases[0].final_on, Date(2021, 8, 28));
  EXPECT_EQ(due_steps(lapsed),
            (std::vector{CaseStep::disposal, CaseStep::publication, CaseStep::rectification, CaseStep::penalty}));
}

TEST(FollowCases, AnObjectionHoldsTheResultUntilTheRetest) {
  OneCase one;
  one.event(CaseEvent::delivered, Date(2021, 8, 12)).event(CaseEvent::objection, Date(2021, 8, 20));
  const Cases waiting = one.on(Date(2021, 9, 30));
  EXPECT_EQ(due_steps(waiting), std::vector{CaseStep::retest});
  EXPECT_TRUE(waiting.cases[0].due[0].overdue);
  EXPECT_FALSE(waiting.cases[0].final_on.known());
  one.event(CaseEvent::retest_nonconforming, Date(2021, 10, 1));
  EXPECT_EQ(one.on(Date(2021, 10, 1)).cases[0].final_on, Date(2021, 10, 1));
}

TEST(FollowCases, ARetestThatPassesEndsTheCaseFromItsDayOn) {
  OneCase one;
  one.event(CaseEvent::delivered, Date(2021, 8, 12)).event(CaseEvent::objection, Date(2021, 8, 20));
  one.event(CaseEvent::retest_conforming, Date(2021, 9, 10));
  EXPECT_EQ(one.on(Date(2021, 9, 9)).open, 1u);
  EXPECT_EQ(one.on(Date(2021, 9, 9)).follow_ups.size(), 1u);
  const Cases after = one.on(Date(2021, 9, 10));
  EXPECT_EQ(after.overturned, 1u);
  EXPECT_TRUE(after.cases[0].due.empty());
  EXPECT_TRUE(after.follow_ups.empty());
}

TEST(FollowCases, AsksForClosingWhenEverythingElseIsDone) {
  OneCase one;
  one.event(CaseEvent::delivered, Date(2021, 8, 12)).event(CaseEvent::disposed, Date(2021, 9, 1));
  one.event(CaseEvent::published, Date(2021, 9, 5)).event(CaseEvent::rectified, Date(2021, 9, 10));
  one.event(CaseEvent::penalised, Date(2021, 9, 20));
  EXPECT_EQ(due_steps(one.on(Date(2021, 10, 1))), std::vector{CaseStep::reinspection});
  one.event(CaseEvent::reinspected, Date(2021, 10, 20));
  EXPECT_EQ(due_steps(one.on(Date(2021, 10, 20))), std::vector{CaseStep::closing});
  one.event(CaseEvent::closed, Date(2021, 10, 25));
  const Cases closed = one.on(Date(2021, 10, 25));
  EXPECT_EQ(closed.closed, 1u);
  EXPECT_EQ(closed.cases[0].ended, Date(2021, 10, 25));
}

// An open case is looked at again whatever its age; a closed one within the look-back; neither after a conforming
// follow-up.
TEST(FollowCases, NamesWhoMustBeLookedAtAgain) {
  OneCase one;
  EXPECT_EQ(one.on(Date(2022, 7, 31)).follow_ups.size(), 1u);
  EXPECT_TRUE(one.on(Date(2024, 1, 1)).follow_ups.empty());  // nothing is known about its case, as a plan sees it
  one.event(CaseEvent::delivered, Date(2021, 8, 10));
  EXPECT_EQ(one.on(Date(2024, 1, 1)).follow_ups.size(), 1u);
  one.event(CaseEvent::closed, Date(2021, 12, 1));
  EXPECT_EQ(one.on(Date(2022, 7, 31)).follow_ups.size(), 1u);
  EXPECT_TRUE(one.on(Date(2022, 8, 1)).follow_ups.empty());
  one.round.result("E", "tyres", Result::conforming, Date(2022, 1, 5));
  one.round.results.mode = {Mode::random, Mode::random};
  EXPECT_EQ(one.on(Date(2022, 3, 1)).follow_ups.size(), 1u);
  one.round.results.mode = {Mode::random, Mode::follow_up};
  EXPECT_TRUE(one.on(Date(2022, 3, 1)).follow_ups.empty());
}

TEST(FollowCases, RefusesColumnsOfDifferentLength) {
  OneCase one;
  one.events.known.push_back(Date(2021, 1, 1));
  EXPECT_THROW((void)one.on(Date(2022, 1, 1)), Error);
}

}  // namespace
}  // namespace sightline::testing
