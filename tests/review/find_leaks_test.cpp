#include <algorithm>

#include "review/leaky_city.hpp"

namespace sightline {
namespace {

using testing::honest_signals;
using testing::leaky_city;
using testing::Planted;

std::vector<std::string> kinds_found(Planted planted, std::uint64_t seed) {
  std::vector<SignalSpec> specs = honest_signals();
  if (planted == Planted::score_of_the_visit) {
    SignalSpec score;
    score.name = "score";
    score.aggregate = Aggregate::attribute;
    score.source = "inspections.score";
    specs.push_back(score);
  }
  const Evidence evidence = leaky_city(planted, seed);
  std::vector<std::string> kinds;
  for (const Leak& leak : find_leaks(build_ledger(evidence), specs)) kinds.push_back(leak.kind + ":" + leak.subject);
  return kinds;
}

TEST(FindLeaks, FindsNothingInAnHonestCity) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) EXPECT_TRUE(kinds_found(Planted::nothing, seed).empty()) << seed;
}

TEST(FindLeaks, FlagsComplaintsWrittenAfterTheResult) {
  EXPECT_EQ(kinds_found(Planted::complaints_after_the_fact, 1),
            std::vector<std::string>{"event-after-the-fact:complaints"});
}

TEST(FindLeaks, FlagsResultsThatShowTheRetestFromTheFirstDay) {
  EXPECT_EQ(kinds_found(Planted::retests_from_the_start, 1),
            std::vector<std::string>{"revised-from-the-start:inspections.result"});
}

TEST(FindLeaks, FlagsIdsGivenInTheOrderOfOutcomes) {
  EXPECT_EQ(kinds_found(Planted::ids_in_outcome_order, 1),
            (std::vector<std::string>{"ids-in-outcome-order:inspection_id", "ids-in-outcome-order:row order"}));
}

TEST(FindLeaks, FlagsASignalThatIncludesTheInspectionItself) {
  EXPECT_EQ(kinds_found(Planted::score_of_the_visit, 1), std::vector<std::string>{"signal-of-the-visit:score"});
}

}  // namespace
}  // namespace sightline
