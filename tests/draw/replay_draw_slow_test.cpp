#include "register_cases.hpp"
#include "replay_cases.hpp"

namespace sightline {
namespace {

// A thousand plans in four parts, so that both cores share them.
class ReplayDraw : public testing::TestWithParam<int> {};

TEST_P(ReplayDraw, AgreesOnAQuarterOfAThousandRandomPlans) {
  if (!has_python()) GTEST_SKIP() << "python3 is not there";
  ReplayFolder folder("thousand-" + std::to_string(GetParam()));
  const std::uint64_t first = 1000 + 250 * static_cast<std::uint64_t>(GetParam());
  for (std::uint64_t seed = first; seed < first + 250; ++seed) {
    folder.publish(random_register(seed), "beacon " + std::to_string(seed));
    ASSERT_TRUE(folder.agrees()) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryQuarter, ReplayDraw, testing::Range(0, 4));

}  // namespace
}  // namespace sightline
