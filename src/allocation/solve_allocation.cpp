#include "allocation/problem_check.hpp"
#include "allocation/whole_model.hpp"
#include "sightline/base/error.hpp"

namespace sightline {

Allocation solve_allocation(const AllocationProblem& problem, const AllocationOptions& options) {
  check_problem(problem);
  if (!(options.gap >= 0)) throw Error(ErrorCode::usage, "allocation: gap must be 0 or more");
  return solve_whole_model(problem, options);
}

}  // namespace sightline
