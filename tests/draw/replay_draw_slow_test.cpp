#include "register_cases.hpp"
#include "replay_cases.hpp"

namespace sightline {
namespace {

TEST(ReplayDraw, AgreesOnAThousandRandomPlans) {
  if (!has_python()) GTEST_SKIP() << "python3 is not there";
  ReplayFolder folder("thousand");
  for (std::uint64_t seed = 1000; seed < 2000; ++seed) {
    folder.publish(random_register(seed), "beacon " + std::to_string(seed));
    ASSERT_TRUE(folder.agrees()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace sightline
