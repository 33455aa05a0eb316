#include "allocation/conflict.hpp"

#include <algorithm>
#include <cmath>

#include "allocation/search/loss_search.hpp"
#include "allocation/whole_model.hpp"

namespace sightline {
namespace {

// The rules of a problem whose gains do not matter, some of them set free.
class Rules {
 public:
  explicit Rules(const AllocationProblem& problem) : problem_(problem), milp_(whole_model(problem)) {
    std::fill(problem_.gain.begin(), problem_.gain.end(), 0.0);
    std::fill(milp_.gain.begin(), milp_.gain.end(), 0.0);
  }

  void set_free(std::uint32_t r) {
    problem_.rules[r].sense = Sense::at_most;
    problem_.rules[r].bound = 1e300;
    milp_.row_lower[r] = -no_limit;
    milp_.row_upper[r] = no_limit;
  }

  [[nodiscard]] bool can_be_kept() const {
    if (solve_lp(milp_).status == MilpStatus::infeasible) return false;
    const LossSearch search = search_by_loss(problem_, std::vector<double>(milp_.rows()), 0, 0, 5e7);
    if (search.finished) return search.found;
    return solve_milp(milp_, {}).status != MilpStatus::infeasible;
  }

 private:
  AllocationProblem problem_;
  Milp milp_;
};

std::vector<std::uint32_t> minimal_conflict(const Rules& all, std::size_t rules, const std::vector<double>& farkas,
                                            const Run& run) {
  std::vector<std::uint32_t> suspects;
  Rules narrowed = all;
  for (std::uint32_t r = 0; r < rules; ++r)
    if (farkas.empty() || std::abs(farkas[r]) > 1e-9)
      suspects.push_back(r);
    else
      narrowed.set_free(r);
  if (!farkas.empty() && narrowed.can_be_kept()) return minimal_conflict(all, rules, {}, run);
  std::vector<std::uint32_t> kept;
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    run.report("rules in conflict", static_cast<double>(i) / static_cast<double>(suspects.size()));
    Rules without = narrowed;
    without.set_free(suspects[i]);
    if (without.can_be_kept())
      kept.push_back(suspects[i]);
    else
      narrowed = std::move(without);
  }
  return kept;
}

}  // namespace

void name_conflict(const AllocationProblem& problem, const std::vector<double>& farkas, const Run& run,
                   Allocation& out) {
  out.outcome = AllocationOutcome::infeasible;
  out.conflict = minimal_conflict(Rules(problem), problem.rules.size(), farkas, run);
  out.note = out.conflict.empty() ? "candidates that must pick an option and the limits of blocks contradict each other"
                                  : "the rules named in conflict contradict each other";
}

}  // namespace sightline
