#include "allocation/prices/engine.hpp"
#include "allocation/problem_check.hpp"
#include "allocation/whole_model.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

// Problems of few candidates at a narrow gap are settled by searching them rather than by prices.
constexpr std::size_t most_small = 500;  // candidates
constexpr double narrow_gap = 1e-3;
constexpr int few_rounds = 2;

}  // namespace

Allocation solve_allocation(const AllocationProblem& problem, const AllocationOptions& options) {
  check_problem(problem);
  if (!(options.gap >= 0)) throw Error(ErrorCode::usage, "allocation: gap must be 0 or more");
  const bool small = problem.candidates() <= most_small;
  if (!options.whole_model && !(small && options.gap < narrow_gap))
    if (Allocation found; solve_by_prices(problem, options, found, small ? few_rounds : 0)) return found;
  return solve_whole_model(problem, options);
}

}  // namespace sightline
