// random_problems.hpp: small random problems with every kind of rule, and the search through all their choices.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "sightline/base/ids.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline {

inline AllocationProblem random_problem(std::uint64_t seed, std::size_t largest) {
  Rng rng(seed, 77);
  AllocationProblem problem;
  const std::size_t candidates = 1 + rng.below(largest), rules = 1 + rng.below(5);
  const bool graded = rng.below(3) == 0, whole = rng.below(2) == 0;
  for (std::size_t r = 0; r < rules; ++r) {
    AllocationRule rule{"rule" + std::to_string(r),
                        static_cast<Sense>(rng.below(10) < 6  ? 0
                                           : rng.below(4) < 3 ? 1
                                                              : 2),
                        0};
    rule.bound = static_cast<double>(rng.below(rule.sense == Sense::at_most ? 4 * candidates : 2 * candidates));
    problem.rules.push_back(rule);
  }
  const bool blocks = rng.below(2) == 0, must = rng.below(3) == 0;
  const std::size_t block_count = 1 + rng.below(3);
  for (std::size_t c = 0; c < candidates; ++c) {
    const std::size_t options = 1 + rng.below(3);
    problem.exactly.push_back(must && rng.below(3) == 0);
    for (std::size_t k = 0; k < options; ++k) {
      problem.gain.push_back(graded ? static_cast<double>((k + 1) * (1 + rng.below(3))) : 10 * rng.uniform() - 0.5);
      for (std::size_t r = 0; r < rules; ++r) {
        if (rng.below(2) == 0) continue;
        problem.use_rule.push_back(static_cast<std::uint32_t>(r));
        problem.use_amount.push_back(problem.rules[r].sense == Sense::equal || whole
                                         ? static_cast<double>(1 + rng.below(4))
                                         : std::round(400 * rng.uniform()) / 100 - 0.2);
      }
      problem.first_use.push_back(problem.use_rule.size());
      if (blocks) problem.units.push_back(static_cast<std::uint32_t>(k + 1));
    }
    problem.first_option.push_back(problem.gain.size());
    if (blocks)
      problem.block_of.push_back(rng.below(5) == 0 ? no_index : static_cast<std::uint32_t>(rng.below(block_count)));
    problem.tie_key.push_back(rng.bits());
  }
  for (std::size_t b = 0; blocks && b < block_count; ++b) {
    problem.max_chosen.push_back(static_cast<std::uint32_t>(1 + rng.below(4)));
    problem.max_units.push_back(static_cast<std::uint32_t>(1 + rng.below(6)));
  }
  return problem;
}

// The best gain over every choice that check_allocation passes; nothing when there is none.
inline std::optional<double> exhaustive_optimum(const AllocationProblem& problem) {
  const std::size_t candidates = problem.candidates();
  std::vector<std::int32_t> choice(candidates, -1);
  std::optional<double> best;
  for (bool more = true; more;) {
    double gain = 0;
    for (std::size_t c = 0; c < candidates; ++c)
      if (choice[c] >= 0) gain += problem.gain[problem.first_option[c] + static_cast<std::size_t>(choice[c])];
    if ((!best || gain > *best) && check_allocation(problem, choice).empty()) best = gain;
    more = false;
    for (std::size_t c = 0; c < candidates && !more; ++c) {
      const auto options = static_cast<std::int32_t>(problem.first_option[c + 1] - problem.first_option[c]);
      more = ++choice[c] < options;
      if (!more) choice[c] = -1;
    }
  }
  return best;
}

}  // namespace sightline
