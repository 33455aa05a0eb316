#include "signals/recount_cases.hpp"

namespace sightline::testing {

INSTANTIATE_TEST_SUITE_P(Recount, EverySeed, ::testing::Values(1));

}  // namespace sightline::testing
