// allocation.hpp: the optimisation at the heart of a plan, over plain columns, for systems that have their own scores.
//
//   maximise   sum_c gain(o_c)          candidate c picks at most one (or exactly one) of its options o_c
//   subject to sum_c use(o_c, r)  <=, >= or =  bound_r      for every global rule r
//              per block of candidates (an enterprise): at most max_chosen candidates, at most max_units units
//
// Gives    Allocation: the choice per candidate, its objective, a proven upper bound over all choices, the gap
//          (bound - objective) / max(1, |bound|), the price of every rule (gain per unit of bound), use of every rule.
// Errors   Error(usage) for columns that do not fit together. Rules that contradict each other are no error: outcome ==
//          infeasible and `conflict` names a minimal set of them.
// Repeats  the same bytes at any thread count, unless time_limit_s stops it. Equal gains are broken by tie_key.
// Threads  safe to call at once; keeps no state.
// Cost     bench/allocation_bench.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sightline/base/run.hpp"

namespace sightline {

enum class Sense : std::uint8_t { at_most, at_least, equal };

struct AllocationRule {
  std::string name;
  Sense sense = Sense::at_most;
  double bound = 0;
};

struct AllocationProblem {
  std::vector<AllocationRule> rules;
  std::vector<std::uint64_t> first_option{
      0};                                   // candidates + 1; options of c are [first_option[c], first_option[c + 1])
  std::vector<std::uint8_t> exactly;        // per candidate: 1 = must pick one; empty = all 0
  std::vector<double> gain;                 // per option
  std::vector<std::uint64_t> first_use{0};  // options + 1
  std::vector<std::uint32_t> use_rule;      // per use
  std::vector<double> use_amount;           // per use
  // Optional (empty = none): blocks of candidates, e.g. the categories of one enterprise.
  std::vector<std::uint32_t> block_of;               // per candidate; no_index = in no block
  std::vector<std::uint32_t> units;                  // per option: counts against max_units (batches)
  std::vector<std::uint32_t> max_chosen, max_units;  // per block
  std::vector<std::uint64_t> tie_key;                // per candidate; the smaller key wins among equals
  [[nodiscard]] std::size_t candidates() const { return first_option.size() - 1; }
};

enum class AllocationOutcome : std::uint8_t { optimal, feasible, infeasible, none_found };

struct AllocationOptions {
  double gap = 1e-4;             // proven relative gap at which the search may stop, >= 0
  double time_limit_s = 0;       // 0 = none; a call stopped by it need not repeat
  std::vector<double> prices;    // warm start from an earlier solution; empty = none; never changes what is proven
  bool whole_model = false;      // hand the whole problem to the MILP solver (the slow twin)
  bool relaxation_only = false;  // bound and prices of the linear relaxation, no choice: outcome none_found
  Run run;
};

struct Allocation {
  AllocationOutcome outcome = AllocationOutcome::none_found;
  std::vector<std::int32_t> choice;  // per candidate: option counted from its first, or -1
  double objective = 0, bound = 0, gap = 0;
  std::vector<double> price;            // per rule: gain of one more unit of bound, >= 0 for at_most, <= 0 for at_least
  std::vector<double> used;             // per rule
  std::vector<std::uint32_t> conflict;  // rules that contradict each other, when infeasible
  std::string note;                     // why it stopped, in words
  int iterations = 0;
};

[[nodiscard]] SIGHTLINE_API Allocation solve_allocation(const AllocationProblem& problem,
                                                        const AllocationOptions& options = {});

// What a choice breaks, in words, recomputed from scratch; empty when it keeps every rule (to 1e-9 of the bound).
[[nodiscard]] SIGHTLINE_API std::vector<std::string> check_allocation(const AllocationProblem& problem,
                                                                      const std::vector<std::int32_t>& choice);

// Reads the text form (`allocation 1`, rules, candidates; see README); Error(input) with the line on anything else.
[[nodiscard]] SIGHTLINE_API AllocationProblem parse_allocation(std::string_view text, const std::string& name);
// Writes the same problem as free-format MPS for any MILP solver.
[[nodiscard]] SIGHTLINE_API std::string to_mps(const AllocationProblem& problem);

}  // namespace sightline
