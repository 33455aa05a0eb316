#include "allocation/prices/engine.hpp"

#include <cmath>

#include "allocation/random_problems.hpp"
#include "instances/allocation_instances.hpp"

namespace sightline {
namespace {

constexpr std::array shapes{InstanceShape::untied, InstanceShape::graded, InstanceShape::scarce,
                            InstanceShape::lab_bound};

// Every third pair of neighbours is one enterprise with one visit, every other with two batches.
AllocationProblem with_enterprises(AllocationProblem problem) {
  for (std::size_t c = 0; c < problem.candidates(); ++c) {
    problem.block_of.push_back(c / 2 % 3 == 0 ? static_cast<std::uint32_t>(c / 6) : no_index);
    for (std::uint32_t option = 0; option < 6; ++option) problem.units.push_back(option % 3 + 1);
  }
  for (std::size_t b = 0; b <= problem.candidates() / 6; ++b) {
    problem.max_chosen.push_back(b % 2 == 0 ? 1 : 2);
    problem.max_units.push_back(b % 2 == 0 ? 3 : 2);
  }
  return problem;
}

TEST(SolveByPrices, EqualsExhaustiveSearch) {
  AllocationOptions options;
  options.gap = 0;
  int found_none = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const AllocationProblem problem = random_problem(seed, 8);
    const auto best = exhaustive_optimum(problem);
    Allocation found;
    if (!solve_by_prices(problem, options, found)) {
      ++found_none;
      EXPECT_FALSE(best) << "seed " << seed;
      continue;
    }
    ASSERT_TRUE(best) << "seed " << seed;
    EXPECT_NEAR(found.objective, *best, 1e-6 * std::max(1.0, std::abs(*best))) << "seed " << seed;
    EXPECT_GE(found.bound, *best - 1e-9 * std::max(1.0, std::abs(*best))) << "seed " << seed;
  }
  EXPECT_GT(found_none, 10);
}

TEST(SolveByPrices, BoundsTheOptimumAtAnyGap) {
  AllocationOptions options;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const AllocationProblem problem = random_problem(seed, 8);
    const auto best = exhaustive_optimum(problem);
    if (!best) continue;
    options.gap = seed % 2 == 0 ? 0.02 : 0.2;
    Allocation found;
    ASSERT_TRUE(solve_by_prices(problem, options, found)) << "seed " << seed;
    EXPECT_GE(found.bound, *best - 1e-9 * std::max(1.0, std::abs(*best))) << "seed " << seed;
    EXPECT_LE(found.gap, options.gap + 1e-12) << "seed " << seed;
  }
}

TEST(SolveByPrices, SaysNoWhereACandidateMustPickFromNothing) {
  AllocationProblem problem;
  problem.first_option = {0, 0};
  problem.exactly = {1};
  Allocation found;
  EXPECT_FALSE(solve_by_prices(problem, {}, found));
  AllocationOptions options;
  options.gap = 0.01;
  EXPECT_EQ(solve_allocation(problem, options).outcome, AllocationOutcome::infeasible);
}

TEST(SolveByPrices, ProvesTheBoundOfTheLinearRelaxationAndKeepsEveryRuleWithinTheGap) {
  for (const bool enterprises : {false, true})
    for (const InstanceShape shape : shapes) {
      AllocationProblem problem = allocation_instance(1500, shape, 3);
      if (enterprises) problem = with_enterprises(std::move(problem));
      AllocationOptions options;
      options.gap = 2e-3;
      Allocation found, relaxed;
      ASSERT_TRUE(solve_by_prices(problem, options, found)) << name_of(shape);
      EXPECT_TRUE(check_allocation(problem, found.choice).empty()) << name_of(shape);
      EXPECT_LE(found.gap, options.gap) << name_of(shape);
      options.relaxation_only = true;
      ASSERT_TRUE(solve_by_prices(problem, options, relaxed));
      AllocationOptions whole = options;
      whole.whole_model = true;
      EXPECT_NEAR(relaxed.bound, solve_allocation(problem, whole).bound, 1e-7 * relaxed.bound)
          << name_of(shape) << (enterprises ? " with enterprises" : "");
    }
}

TEST(SolveByPrices, GivesTheSameChoiceAtAnyNumberOfThreadsAndProvesTheSameFromEarlierPrices) {
  const AllocationProblem problem = allocation_instance(9000, InstanceShape::graded, 5);
  AllocationOptions options;
  options.gap = 1e-3;
  Allocation one, two, warm;
  options.run.threads = 1;
  ASSERT_TRUE(solve_by_prices(problem, options, one));
  options.run.threads = 2;
  ASSERT_TRUE(solve_by_prices(problem, options, two));
  EXPECT_EQ(one.choice, two.choice);
  EXPECT_EQ(one.price, two.price);
  EXPECT_EQ(one.bound, two.bound);
  options.prices = one.price;
  ASSERT_TRUE(solve_by_prices(problem, options, warm));
  EXPECT_LT(warm.iterations, one.iterations);
  EXPECT_LE(warm.gap, options.gap);
}

TEST(SolveByPrices, GivesTwinsTheirPlacesByTieKey) {
  AllocationProblem problem;
  problem.rules.push_back({"places", Sense::at_most, 3});
  for (const std::uint64_t key : {50U, 10U, 40U, 20U, 30U}) {
    problem.gain.push_back(1);
    problem.use_rule.push_back(0);
    problem.use_amount.push_back(1);
    problem.first_use.push_back(problem.gain.size());
    problem.first_option.push_back(problem.gain.size());
    problem.tie_key.push_back(key);
  }
  Allocation found;
  ASSERT_TRUE(solve_by_prices(problem, {}, found));
  EXPECT_EQ(found.choice, (std::vector<std::int32_t>{-1, 0, -1, 0, 0}));
}

}  // namespace
}  // namespace sightline
