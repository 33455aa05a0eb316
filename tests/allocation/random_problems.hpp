// random_problems.hpp: small random problems with every kind of rule, and the search through all their choices.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

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

// Every choice of a small problem, one after the other, with what it uses kept along the way.
class Exhaustive {
 public:
  explicit Exhaustive(const AllocationProblem& problem) : problem_(problem) {
    used_.assign(problem.rules.size(), 0);
    chosen_.assign(problem.max_chosen.size(), 0);
    units_.assign(problem.max_units.size(), 0);
    choose(0, 0);
  }
  std::optional<double> best;  // gain; nothing when no choice keeps every rule

 private:
  void choose(std::size_t c, double gain) {
    if (c == problem_.candidates()) {
      if (keeps_every_rule() && (!best || gain > *best)) best = gain;
      return;
    }
    if (problem_.exactly.empty() || problem_.exactly[c] == 0) choose(c + 1, gain);
    const std::uint32_t block = problem_.block_of.empty() ? no_index : problem_.block_of[c];
    for (std::size_t o = problem_.first_option[c]; o < problem_.first_option[c + 1]; ++o) {
      const std::vector<double> before = used_;
      for (std::size_t u = problem_.first_use[o]; u < problem_.first_use[o + 1]; ++u)
        used_[problem_.use_rule[u]] += problem_.use_amount[u];
      if (block != no_index) ++chosen_[block], units_[block] += problem_.units[o];
      choose(c + 1, gain + problem_.gain[o]);
      if (block != no_index) --chosen_[block], units_[block] -= problem_.units[o];
      used_ = before;
    }
  }

  [[nodiscard]] bool keeps_every_rule() const {
    for (std::size_t r = 0; r < used_.size(); ++r) {
      const AllocationRule& rule = problem_.rules[r];
      const double slack = 1e-9 * std::max(1.0, std::abs(rule.bound));
      if (rule.sense != Sense::at_least && used_[r] > rule.bound + slack) return false;
      if (rule.sense != Sense::at_most && used_[r] < rule.bound - slack) return false;
    }
    for (std::size_t b = 0; b < chosen_.size(); ++b)
      if (chosen_[b] > problem_.max_chosen[b] || units_[b] > problem_.max_units[b]) return false;
    return true;
  }

  const AllocationProblem& problem_;
  std::vector<double> used_;
  std::vector<std::uint32_t> chosen_, units_;
};

inline std::optional<double> exhaustive_optimum(const AllocationProblem& problem) { return Exhaustive(problem).best; }

}  // namespace sightline
