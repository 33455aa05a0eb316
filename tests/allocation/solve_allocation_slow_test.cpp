#include <cmath>

#include "allocation/random_problems.hpp"

namespace sightline {
namespace {

TEST(SolveAllocation, EqualsExhaustiveSearchOverTenThousandPolicies) {
  AllocationOptions options;
  options.gap = 0;
  for (std::uint64_t seed = 1000; seed < 11000; ++seed) {
    const AllocationProblem problem = random_problem(seed, 12);
    const auto best = exhaustive_optimum(problem);
    const Allocation found = solve_allocation(problem, options);
    ASSERT_EQ(found.outcome, best ? AllocationOutcome::optimal : AllocationOutcome::infeasible)
        << "seed " << seed << ' ' << found.note;
    if (!best) continue;
    const double rounding = 1e-9 * std::max(1.0, std::abs(*best));
    ASSERT_NEAR(found.objective, *best, rounding) << "seed " << seed;
    ASSERT_GE(found.bound, *best - rounding) << "seed " << seed;
    ASSERT_TRUE(check_allocation(problem, found.choice).empty()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace sightline
