// problem_check.hpp: whether columns fit together, and what a choice uses, recomputed from scratch.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sightline/methods/allocation.hpp"

namespace sightline {

inline constexpr double rule_tolerance = 1e-9;  // of the bound: sums of doubles round, whole numbers do not

void check_problem(const AllocationProblem& problem);  // Error(usage) naming the column and the entry
[[nodiscard]] std::vector<double> use_of(const AllocationProblem& problem, const std::vector<std::int32_t>& choice);
[[nodiscard]] double gain_of(const AllocationProblem& problem, const std::vector<std::int32_t>& choice);

// What the choice found is worth beside the bound that was proven; Error(solver) where it breaks a rule.
void judge(const AllocationProblem& problem, const AllocationOptions& options, Allocation& out);

// (rule, amount) of an option, by rule, amounts of a repeated rule added up.
[[nodiscard]] std::vector<std::pair<std::uint32_t, double>> uses_of(const AllocationProblem& problem,
                                                                    std::size_t option);

// The largest unit of which every gain is a whole multiple, as far as three decimals show one; 0 when there is none.
// Objectives of whole choices are multiples of it, so that a bound may be rounded down to one.
[[nodiscard]] double gain_unit(const std::vector<double>& gain);
[[nodiscard]] double whole_below(double bound, double unit);

}  // namespace sightline
