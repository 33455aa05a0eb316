#include "plan/model/search.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::planning {
namespace {

constexpr int most_rounds = 12;  // solves in all
constexpr int most_valid = 3;    // valid drafts before the bound is proven
constexpr int most_bounds = 3;   // the last by whole numbers, the others by the linear relaxation

class Search {
 public:
  Search(const Setup& setup, const RuleRows& rows, const PlanOptions& options)
      : setup_(setup), rows_(rows), options_(options), reference_(first_reference(setup, rows)) {
    if (options.prices.size() == rows.rows.size()) found_.prices = options.prices;
  }

  // Loosely first: a choice that is cheap to find is often within the gap of the bound. Closely only if it is not.
  Found run() {
    for (const double part_of_gap : {3.0, 0.5}) {
      solved_to_ = setup_.random.cells.empty() ? setup_.policy.mip_gap : part_of_gap * setup_.policy.mip_gap;
      find();
      if (found_.outcome == PlanOutcome::infeasible) return std::move(found_);
      if (best_known_ && !setup_.random.cells.empty()) prove(part_of_gap < 1 ? most_bounds : most_bounds - 1);
      finish();
      if (setup_.random.cells.empty() || found_.outcome == PlanOutcome::optimal) break;
    }
    return std::move(found_);
  }

 private:
  void find() {
    int valid = 0;
    for (int round = 0; round < most_rounds && valid < most_valid; ++round) {
      options_.run.report("plan", static_cast<double>(round) / most_rounds);
      BuiltProblem built = build_problem(setup_, rows_, reference_, Valuation::near, options_.run);
      const Allocation allocation = solve(built, false);
      found_.note = allocation.note;
      if (allocation.outcome == AllocationOutcome::none_found) break;
      if (allocation.outcome == AllocationOutcome::infeasible) {
        if (best_known_ || drawn_in()) break;
        if (tilt_towards(allocation.conflict)) continue;
        return infeasible(allocation, std::move(built));
      }
      found_.prices = allocation.price;
      Draft draft = draft_plan(setup_, rows_, built, allocation.choice);
      const double objective = value_of(draft);
      if (setup_.random.cells.empty()) found_.bound = allocation.bound + built.constant;
      if (!setup_.random.cells.empty()) reprice(setup_, rows_, built, allocation.price, reference_);
      if (!learn(draft)) continue;
      ++valid;
      const bool settled =
          std::abs(objective - allocation.objective) <= setup_.policy.mip_gap / 2 * std::max(1.0, objective) ||
          same_choice(draft);
      keep(std::move(draft), objective);
      if (settled) break;
    }
  }

  double value_of(const Draft& draft) const { return draft.gain + setup_.policy.unpredictability * draft.entropy; }

  Allocation solve(const BuiltProblem& built, bool relaxation_only) const {
    if (built.problem.candidates() == 0) return nothing_to_choose(built.problem);
    AllocationOptions options;
    options.gap = solved_to_;
    options.relaxation_only = relaxation_only;
    options.time_limit_s = options_.time_limit_s / (setup_.random.cells.empty() ? 1 : 4);
    options.prices = found_.prices;
    options.run = options_.run;
    return solve_allocation(built.problem, options);
  }

  // The empty plan, or the bounds that it does not meet.
  static Allocation nothing_to_choose(const AllocationProblem& problem) {
    Allocation allocation;
    allocation.outcome = AllocationOutcome::optimal;
    allocation.price.assign(problem.rules.size(), 0);
    for (std::uint32_t r = 0; r < problem.rules.size(); ++r) {
      const AllocationRule& rule = problem.rules[r];
      if (rule.sense == Sense::at_least ? rule.bound > 0 : rule.bound < 0) allocation.conflict.push_back(r);
    }
    if (!allocation.conflict.empty()) allocation.outcome = AllocationOutcome::infeasible;
    return allocation;
  }

  [[nodiscard]] bool drawn_in() const {
    return std::any_of(reference_.margin.begin(), reference_.margin.end(), [](double m) { return m > 0; });
  }

  // Leans the cells towards the rules in conflict that cut across categories, further each time. False when there is
  // none, or they lean as far as floors and ceilings let them.
  bool tilt_towards(const std::vector<std::uint32_t>& conflict) {
    constexpr int most_tilts = 4;
    if (setup_.random.cells.empty() || tilts_ == most_tilts) return false;
    double gain = 0;
    for (double single : setup_.single_gain) gain = std::max(gain, single);
    const double scale = std::max(gain, 8 * setup_.policy.unpredictability) * std::pow(4.0, tilts_ - 1);
    bool any = false;
    for (std::uint32_t r : conflict) {
      if (!rows_.rows[r].spread) continue;
      reference_.tilt[r] = rows_.rows[r].sense == Sense::at_least ? scale : -scale;
      any = true;
    }
    ++tilts_;
    return any;
  }

  // Draws in what the draft breaks. True when it breaks nothing.
  bool learn(const Draft& draft) {
    for (std::size_t j : draft.impossible) {
      const CellMembers& members = draft.pools[j].members;
      if (draft.totals[j] > members.most())
        reference_.most[j] = members.most();
      else if (const Index floors = rows_.cell_rows[j][0]; floors != no_index)
        reference_.margin[floors] += members.least() - draft.totals[j];
    }
    if (!draft.impossible.empty()) return false;
    for (std::size_t r : draft.broken) reference_.margin[r] += 1.01 * excess_of(rows_.rows[r], draft.used[r]);
    return draft.broken.empty();
  }

  [[nodiscard]] bool same_choice(const Draft& draft) const {
    if (!best_known_ || draft.totals != found_.draft.totals || draft.lines.size() != found_.draft.lines.size())
      return false;
    return std::equal(draft.lines.begin(), draft.lines.end(), found_.draft.lines.begin(),
                      [](const CertainLine& a, const CertainLine& b) {
                        return a.candidate == b.candidate && a.lab == b.lab && a.batches == b.batches;
                      });
  }

  void keep(Draft draft, double objective) {
    if (best_known_ && objective <= found_.objective) return;
    found_.draft = std::move(draft);
    found_.objective = objective;
    best_known_ = true;
  }

  // The bound at the last prices, then at those of the best draft; a better plan that turns up on the way is taken.
  void prove(int bounds) {
    for (int i = 0; i < bounds; ++i) {
      options_.run.report("bound", static_cast<double>(i) / most_bounds);
      const BuiltProblem built = build_problem(setup_, rows_, reference_, Valuation::above, options_.run);
      const Allocation allocation = solve(built, i + 1 < most_bounds);
      if (allocation.outcome == AllocationOutcome::infeasible) break;
      found_.bound = proven_ = std::min(proven_, allocation.bound + built.constant);
      if (allocation.outcome != AllocationOutcome::none_found) {
        Draft draft = draft_plan(setup_, rows_, built, allocation.choice);
        const double objective = value_of(draft);
        if (draft.valid()) keep(std::move(draft), objective);
      }
      if (found_.bound - found_.objective <= setup_.policy.mip_gap * std::max(1.0, found_.bound)) break;
      reference_.lambda = found_.draft.lambda;
      reference_.tilt = found_.draft.tilt;
    }
  }

  void finish() {
    if (!best_known_) {
      if (found_.note.empty()) found_.note = "no spread of the random stream that meets every rule was found";
      return;
    }
    found_.bound = std::max(found_.bound, found_.objective);
    found_.gap = (found_.bound - found_.objective) / std::max(1.0, std::abs(found_.bound));
    found_.outcome = found_.gap <= setup_.policy.mip_gap + 1e-12 ? PlanOutcome::optimal : PlanOutcome::feasible;
  }

  void infeasible(const Allocation& allocation, BuiltProblem built) {
    found_.outcome = PlanOutcome::infeasible;
    found_.conflict = allocation.conflict;
    found_.contradiction = std::move(built);
  }

  const Setup& setup_;
  const RuleRows& rows_;
  const PlanOptions& options_;
  Reference reference_;
  Found found_;
  bool best_known_ = false;
  double solved_to_ = 0;  // gap of the allocations
  double proven_ = std::numeric_limits<double>::infinity();
  int tilts_ = 0;
};

}  // namespace

Found search_plan(const Setup& setup, const RuleRows& rows, const PlanOptions& options) {
  return Search(setup, rows, options).run();
}

}  // namespace sightline::planning
