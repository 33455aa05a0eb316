#include "sightline/methods/allocation.hpp"

#include <algorithm>
#include <cmath>

#include "allocation/random_problems.hpp"

namespace sightline {
namespace {

// The conflict holds and is minimal: without all other rules nothing keeps it, without any one of it something does.
void expect_minimal(const AllocationProblem& problem, const std::vector<std::uint32_t>& conflict, std::uint64_t seed) {
  const auto keeping = [&](std::uint32_t except) {
    AllocationProblem some = problem;
    for (std::uint32_t r = 0; r < some.rules.size(); ++r)
      if (r == except || std::find(conflict.begin(), conflict.end(), r) == conflict.end())
        some.rules[r] = {"free", Sense::at_most, 1e9};
    return exhaustive_optimum(some).has_value();
  };
  EXPECT_FALSE(keeping(no_index)) << "seed " << seed;
  for (std::uint32_t r : conflict) EXPECT_TRUE(keeping(r)) << "seed " << seed << " rule " << r;
}

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
      expect_minimal(problem, found.conflict, seed);
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
TEST(SolveAllocation, EqualsExhaustiveSearchOnTheWholeModel) { expect_exhaustive_optimum(true, 100); }

TEST(SolveAllocation, IsAsCloseToTheOptimumAsItsGapSays) {
  AllocationOptions options;
  options.gap = 0.1;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const AllocationProblem problem = random_problem(seed, 8);
    const auto best = exhaustive_optimum(problem);
    if (!best) continue;
    const Allocation found = solve_allocation(problem, options);
    ASSERT_EQ(found.outcome, AllocationOutcome::optimal) << "seed " << seed << ' ' << found.note;
    const double rounding = 1e-9 * std::max(1.0, std::abs(*best));
    EXPECT_GE(found.bound, *best - rounding) << "seed " << seed;
    EXPECT_LE(found.objective, *best + rounding) << "seed " << seed;
    EXPECT_LE(found.bound - found.objective, 0.1 * std::max(1.0, std::abs(found.bound)) + rounding) << "seed " << seed;
    EXPECT_TRUE(check_allocation(problem, found.choice).empty()) << "seed " << seed;
  }
}

TEST(SolveAllocation, RelaxationAloneBoundsEveryChoiceAndPricesTheRules) {
  AllocationOptions options;
  options.relaxation_only = true;
  int above_it = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    const AllocationProblem problem = random_problem(seed, 8);
    const auto best = exhaustive_optimum(problem);
    if (!best) continue;
    const Allocation found = solve_allocation(problem, options);
    ASSERT_EQ(found.outcome, AllocationOutcome::none_found) << "seed " << seed;
    EXPECT_TRUE(found.choice.empty());
    EXPECT_EQ(found.price.size(), problem.rules.size());
    EXPECT_GE(found.bound, *best - 1e-6 * std::max(1.0, std::abs(*best))) << "seed " << seed;
    if (found.bound > *best + 1e-6) ++above_it;
  }
  EXPECT_GT(above_it, 0) << "no instance had an integrality gap";
}

}  // namespace
}  // namespace sightline
