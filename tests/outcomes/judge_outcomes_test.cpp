#include <gtest/gtest.h>

#include "outcomes/small_round.hpp"
#include "sightline/base/error.hpp"

namespace sightline::testing {
namespace {

TEST(JudgeOutcomes, GivesEveryPlannedBatchAState) {
  SmallRound round;
  for (const char* e : {"A", "B", "C", "D", "E", "F"}) round.candidate(e, "tyres", 0.5).drawn(e, "tyres", 2);
  round.result("A", "tyres", Result::conforming, Date(2021, 8, 1), 2)
      .result("B", "tyres", Result::nonconforming, Date(2021, 8, 1), 2, 1)
      .result("C", "tyres", Result::refused)
      .result("D", "tyres", Result::conforming)
      .result("E", "tyres", Result::closed);
  const Outcomes outcomes = round.judge();
  const std::vector<LineState> expected{LineState::conforming, LineState::nonconforming, LineState::refused,
                                        LineState::conforming, LineState::closed,        LineState::pending};
  for (std::size_t k = 0; k < expected.size(); ++k) {
    const LineOutcome& line = outcomes.lines[k];
    EXPECT_EQ(line.state, expected[k]) << k;
    EXPECT_EQ(line.planned, line.tested + line.not_available + line.refused + line.closed + line.pending) << k;
  }
  EXPECT_EQ(outcomes.lines[3].pending, 1u);
  EXPECT_EQ(outcomes.planned, 12u);
  EXPECT_EQ(outcomes.tested, 5u);
  EXPECT_EQ(outcomes.nonconforming, 1u);
}

TEST(JudgeOutcomes, ListsResultsThatBelongNowhereWithTheReason) {
  SmallRound round;
  round.candidate("A", "tyres", 0.5).candidate("B", "tyres", 0.5).candidate("R", "tyres", 0.5).drawn("A", "tyres");
  round.reserve("R", "tyres", 1);
  round.result("A", "tyres", Result::conforming, Date(2021, 6, 30))
      .result("A", "tyres", Result::conforming, Date(2022, 1, 1))
      .result("X", "tyres", Result::conforming)
      .result("B", "tyres", Result::conforming)
      .result("R", "tyres", Result::conforming)
      .result("A", "tyres", Result::conforming);
  const Outcomes outcomes = round.judge();
  std::vector<std::string> reasons;
  for (const Unmatched& unmatched : outcomes.unmatched) reasons.push_back(unmatched.reason);
  EXPECT_EQ(reasons, (std::vector<std::string>{"before-the-round", "after-the-round", "unknown-candidate", "not-drawn",
                                               "no-vacancy"}));
  EXPECT_EQ(outcomes.tested, 1u);
}

// A refusal is no conforming result: its weight goes to the reserve that stands in, or to the others of its category.
TEST(JudgeOutcomes, HandsTheWeightOfARefusalToItsStandIn) {
  SmallRound round;
  round.candidate("A", "tyres", 0.5).candidate("B", "tyres", 0.25).candidate("R", "tyres", 0.1);
  round.candidate("Q", "tyres", 0.1).drawn("A", "tyres").drawn("B", "tyres").reserve("Q", "tyres", 1);
  round.reserve("R", "tyres", 2);
  round.result("A", "tyres", Result::conforming).result("B", "tyres", Result::refused);
  const Outcomes alone = round.judge();
  EXPECT_NEAR(alone.lines[0].expansion, 6, 1e-9);
  EXPECT_EQ(alone.lines[1].expansion, 0);
  EXPECT_NEAR(alone.nonresponse[1].stands_for, 4, 1e-9);
  EXPECT_EQ(alone.nonresponse[1].state, LineState::refused);

  round.result("Q", "tyres", Result::not_available).result("R", "tyres", Result::nonconforming);
  const Outcomes replaced = round.judge();
  EXPECT_NEAR(replaced.lines[0].expansion, 2, 1e-9);
  ASSERT_EQ(replaced.stand_ins.size(), 2u);
  EXPECT_EQ(replaced.stand_ins[0].expansion, 0);
  EXPECT_NEAR(replaced.stand_ins[1].expansion, 4, 1e-9);
  EXPECT_EQ(replaced.lines[1].stand_in, 1u);
  EXPECT_NEAR(find(replaced, "total", "", Estimator::hajek).failure_rate, 4.0 / 6, 1e-9);
}

TEST(JudgeOutcomes, LetsTheTestedStandForCategoriesInWhichNobodyAnswered) {
  SmallRound round;
  round.candidate("A", "tyres", 0.5).candidate("B", "paint", 0.25).drawn("A", "tyres").drawn("B", "paint");
  round.result("A", "tyres", Result::conforming).result("B", "paint", Result::closed);
  EXPECT_NEAR(round.judge().lines[0].expansion, 6, 1e-9);
}

TEST(JudgeOutcomes, TellsTheHitRateFromTheFailureRate) {
  SmallRound round;
  round.candidate("S", "tyres", 1, 0.5, Stream::directed).drawn("S", "tyres");
  round.result("S", "tyres", Result::nonconforming);
  for (int i = 0; i < 40; ++i) {
    const std::string e = "E" + std::to_string(i);
    round.candidate(e, "tyres", 0.25, 0.02);
    if (i % 4 == 0) round.drawn(e, "tyres").result(e, "tyres", Result::conforming);
  }
  const Estimate total = find(round.judge(), "total", "", Estimator::horvitz_thompson);
  EXPECT_NEAR(total.hit_rate, 1.0 / 11, 1e-12);
  EXPECT_NEAR(total.failure_rate, 1.0 / 41, 1e-12);
}

TEST(JudgeOutcomes, CountsARetestFromTheDayItIsKnown) {
  SmallRound round;
  round.candidate("A", "tyres", 0.5).drawn("A", "tyres").result("A", "tyres", Result::nonconforming);
  round.retested(Result::conforming, Date(2021, 9, 15));
  OutcomeOptions options;
  options.as_of = Date(2021, 8, 10);
  EXPECT_EQ(round.judge(options).lines[0].state, LineState::pending);
  options.as_of = Date(2021, 9, 14);
  EXPECT_EQ(round.judge(options).lines[0].state, LineState::nonconforming);
  options.as_of = Date(2021, 9, 15);
  EXPECT_EQ(round.judge(options).lines[0].state, LineState::conforming);
}

TEST(JudgeOutcomes, WeighsByVolumeWhenAsked) {
  SmallRound round;
  round.candidate("A", "tyres", 1, 0.5, Stream::directed, "north", 9);
  round.candidate("B", "tyres", 1, 0.5, Stream::directed, "north", 1).drawn("A", "tyres").drawn("B", "tyres");
  round.result("A", "tyres", Result::nonconforming).result("B", "tyres", Result::conforming);
  const Outcomes outcomes = round.judge();
  const auto rate = [&](Weighting weighting) {
    return find(outcomes, "total", "", Estimator::horvitz_thompson, weighting).failure_rate;
  };
  EXPECT_NEAR(rate(Weighting::candidates), 0.5, 1e-12);
  EXPECT_NEAR(rate(Weighting::volume), 0.9, 1e-12);
}

// Ten districts with a few tests each: every small one is marked, drawn towards the rest, and lies between its own rate
// and what the total expects of it.
TEST(JudgeOutcomes, DrawsSmallDomainsTowardsTheRestAndSaysSo) {
  SmallRound round;
  for (int d = 0; d < 10; ++d)
    for (int i = 0; i < 40; ++i) {
      const std::string e = "E" + std::to_string(d) + "-" + std::to_string(i), district = "d" + std::to_string(d);
      round.candidate(e, "tyres", 0.25, 0.05, Stream::random, district);
      if (i % 4 == 0)
        round.drawn(e, "tyres").result(e, "tyres", d == 3 && i < 8 ? Result::nonconforming : Result::conforming);
    }
  const Outcomes outcomes = round.judge();
  const double total = find(outcomes, "total").failure_rate;
  const Estimate bad = find(outcomes, "district", "d3", Estimator::shrunk);
  const Estimate clean = find(outcomes, "district", "d0", Estimator::shrunk);
  EXPECT_TRUE(bad.quoted && bad.small);
  EXPECT_FALSE(find(outcomes, "district", "d3").quoted);
  EXPECT_GT(bad.failure_rate, total);
  EXPECT_LT(bad.failure_rate, find(outcomes, "district", "d3").failure_rate);
  EXPECT_GT(clean.failure_rate, 0);
  EXPECT_LT(clean.failure_rate, total);
  EXPECT_FALSE(find(outcomes, "total").small);
}

TEST(JudgeOutcomes, CountsCandidatesWithoutAChanceBesideTheEstimate) {
  SmallRound round;
  round.candidate("A", "tyres", 0.5).candidate("B", "tyres", 0).drawn("A", "tyres");
  round.result("A", "tyres", Result::conforming);
  const Estimate total = find(round.judge(), "total");
  EXPECT_EQ(total.candidates, 1u);
  EXPECT_EQ(total.without_chance, 1u);
}

// 40 certain lines of which the model promised 20 failures and 40 random ones of which it promised 2.
TEST(JudgeOutcomes, RingsWhenAnArmIsNotWhatTheModelPromised) {
  const auto alarms = [](int directed, int random) {
    SmallRound round;
    for (int i = 0; i < 40; ++i) {
      const std::string c = "C" + std::to_string(i), r = "R" + std::to_string(i);
      round.candidate(c, "tyres", 1, 0.5, Stream::directed).drawn(c, "tyres");
      round.result(c, "tyres", i < directed ? Result::nonconforming : Result::conforming);
      round.candidate(r, "tyres", 0.5, 0.05).drawn(r, "tyres");
      round.result(r, "tyres", i < random ? Result::nonconforming : Result::conforming);
    }
    std::vector<bool> rings;
    for (const Drift& drift : round.judge().drift) rings.push_back(drift.alarm);
    return rings;
  };
  EXPECT_EQ(alarms(20, 2), (std::vector<bool>{false, false, false}));
  EXPECT_EQ(alarms(4, 2), (std::vector<bool>{true, false, false}));
  EXPECT_EQ(alarms(20, 12), (std::vector<bool>{false, true, true}));
}

TEST(JudgeOutcomes, RefusesADrawOfOtherCandidates) {
  SmallRound round;
  round.candidate("A", "tyres", 0.5).drawn("Z", "tyres");
  EXPECT_THROW((void)round.judge(), Error);
  round.population.volume.clear();
  EXPECT_THROW((void)round.judge(), Error);
}

}  // namespace
}  // namespace sightline::testing
