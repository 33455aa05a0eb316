#include "signals/recount_cases.hpp"

namespace sightline::testing {

INSTANTIATE_TEST_SUITE_P(Recount, EverySeed, ::testing::Range<std::uint64_t>(2, 14));

}  // namespace sightline::testing
