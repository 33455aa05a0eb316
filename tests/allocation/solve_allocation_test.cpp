#include "sightline/allocation.hpp"

#include <cmath>

#include "allocation/random_problems.hpp"

namespace sightline {
namespace {

void expect_exhaustive_optimum(bool whole_model, std::uint64_t seeds) {
  AllocationOptions options;
  options.gap = 0;
  options.whole_model = whole_model;
  int infeasible = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const AllocationProblem problem = random_problem(seed, 8);
    const auto best = exhaustive_optimum(problem);
    const Allocation found = solve_allocation(problem, options);
    if (!best) {
      ++infeasible;
      EXPECT_EQ(found.outcome, AllocationOutcome::infeasible) << "seed " << seed;
      continue;
    }
    ASSERT_EQ(found.outcome, AllocationOutcome::optimal) << "seed " << seed << ' ' << found.note;
    EXPECT_NEAR(found.objective, *best, 1e-6 * std::max(1.0, std::abs(*best))) << "seed " << seed;
    EXPECT_GE(found.bound, *best - 1e-9 * std::max(1.0, std::abs(*best))) << "seed " << seed;
    EXPECT_TRUE(check_allocation(problem, found.choice).empty()) << "seed " << seed;
  }
  EXPECT_GT(infeasible, 10);
  EXPECT_LT(infeasible, static_cast<int>(seeds) * 2 / 3);
}

TEST(SolveAllocation, EqualsExhaustiveSearch) { expect_exhaustive_optimum(false, 300); }
TEST(SolveAllocation, EqualsExhaustiveSearchOnTheWholeModel) { expect_exhaustive_optimum(true, 300); }

}  // namespace
}  // namespace sightline
