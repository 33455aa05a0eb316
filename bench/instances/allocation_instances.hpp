// allocation_instances.hpp: seeded instances of the shapes that a bureau's plan takes, about 180 rules at any size.
//
//   untied     every candidate has a value of its own; a budget for a tenth of the demand
//   graded     eight risk levels and one fee per category: most candidates have twins
//   scarce     a budget for 2 % of the demand
//   lab_bound  money enough, laboratories full
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "sightline/base/rng.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline {

enum class InstanceShape { untied, graded, scarce, lab_bound };

inline const char* name_of(InstanceShape shape) {
  constexpr std::array names{"untied", "graded", "scarce", "lab_bound"};
  return names[static_cast<std::size_t>(shape)];
}

// A region of 60 categories, 20 districts and 14 laboratories, each category tested by two of them; up to three
// batches.
struct RegionShape {
  static constexpr std::uint32_t categories = 60, districts = 20, labs = 14, batches = 3;
  // rules: budget, total, category min, category max, district floor, lab capacity, enterprises per category (27 of
  // them)
  static constexpr std::uint32_t budget = 0, total = 1, category_min = 2, category_max = category_min + categories,
                                 district_min = category_max + categories, lab_capacity = district_min + districts,
                                 category_firms = lab_capacity + labs, firms_rules = 27,
                                 rules = category_firms + firms_rules;
  std::array<double, categories> fee_yuan{}, severity{}, rate{}, weight{};
  std::array<std::array<std::uint32_t, 2>, categories> lab{};
  std::array<std::array<double, 2>, categories> lab_price{};
  std::array<double, districts> district_weight{};

  explicit RegionShape(std::uint64_t seed) {
    Rng rng(seed, 1);
    for (std::uint32_t k = 0; k < categories; ++k) {
      fee_yuan[k] = static_cast<double>(300 + rng.below(2700));
      severity[k] = 1 + static_cast<double>(rng.below(4));
      rate[k] = 0.01 + 0.12 * rng.uniform() * rng.uniform();
      weight[k] = 0.2 + rng.uniform();
      lab[k] = {static_cast<std::uint32_t>(rng.below(labs)), 0};
      lab[k][1] = (lab[k][0] + 1 + static_cast<std::uint32_t>(rng.below(labs - 1))) % labs;
      lab_price[k] = {fee_yuan[k], fee_yuan[k] + static_cast<double>(20 + rng.below(200))};
    }
    for (double& share : district_weight) share = 0.3 + rng.uniform();
  }
};

template <std::size_t N>
std::uint32_t pick(const std::array<double, N>& weight, double u) {
  double sum = 0;
  for (double w : weight) sum += w;
  u *= sum;
  for (std::uint32_t i = 0; i + 1 < N; ++i)
    if ((u -= weight[i]) < 0) return i;
  return N - 1;
}

// Probability of a nonconforming batch: the category's rate, spread over the candidates; graded: one of eight levels.
inline double probability(const RegionShape& region, std::uint32_t category, InstanceShape shape, Rng& rng) {
  static constexpr std::array<double, 8> level{0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 4};
  const double u = rng.uniform();
  const double spread = shape == InstanceShape::graded ? level[static_cast<std::size_t>(u * 8)] : 0.2 + 3.8 * u * u;
  return region.rate[category] * spread;
}

// Second and third batches find less: the factor of n batches of one candidate.
inline constexpr std::array<double, RegionShape::batches> batch_factor{1.0, 1.8, 2.4};

inline void set_bounds(const RegionShape& region, InstanceShape shape, const std::vector<double>& category_size,
                       const std::vector<double>& district_size, AllocationProblem& problem) {
  using S = RegionShape;
  double demand_yuan = 0, demand = 0;
  for (std::uint32_t k = 0; k < S::categories; ++k)
    demand_yuan += category_size[k] * region.fee_yuan[k], demand += category_size[k];
  const double share = shape == InstanceShape::scarce ? 0.02 : shape == InstanceShape::lab_bound ? 0.4 : 0.1;
  const double floor_share = share * (shape == InstanceShape::lab_bound ? 0.1 : 0.25);
  auto add = [&](std::string name, Sense sense, double bound) {
    problem.rules.push_back({std::move(name), sense, bound});
  };
  add("budget", Sense::at_most, std::floor(share * demand_yuan));
  add("total", Sense::at_most, std::ceil(2 * share * demand));
  for (std::uint32_t k = 0; k < S::categories; ++k)
    add("category_min:" + std::to_string(k), Sense::at_least, std::floor(floor_share * category_size[k]));
  for (std::uint32_t k = 0; k < S::categories; ++k)
    add("category_max:" + std::to_string(k), Sense::at_most, std::ceil(3 * share * category_size[k]));
  for (std::uint32_t d = 0; d < S::districts; ++d)
    add("district_min:" + std::to_string(d), Sense::at_least, std::floor(0.4 * share * district_size[d]));
  const double capacity = (shape == InstanceShape::lab_bound ? 0.7 : 2.5) * share * demand / S::labs;
  for (std::uint32_t l = 0; l < S::labs; ++l) add("lab:" + std::to_string(l), Sense::at_most, std::ceil(capacity));
  for (std::uint32_t k = 0; k < S::firms_rules; ++k)
    add("firms_min:" + std::to_string(k), Sense::at_least, std::floor(0.5 * floor_share * category_size[k]));
}

inline AllocationProblem allocation_instance(std::size_t candidates, InstanceShape shape, std::uint64_t seed) {
  using S = RegionShape;
  const RegionShape region(seed);
  AllocationProblem problem;
  std::vector<double> category_size(S::categories), district_size(S::districts);
  Rng rng(seed, 2);
  for (std::size_t c = 0; c < candidates; ++c) {
    const std::uint32_t k = pick(region.weight, rng.uniform()), d = pick(region.district_weight, rng.uniform());
    const double value = region.severity[k] * probability(region, k, shape, rng);
    ++category_size[k], ++district_size[d];
    for (std::uint32_t l = 0; l < 2; ++l)
      for (std::uint32_t n = 1; n <= S::batches; ++n) {
        const auto use = [&](std::uint32_t rule, double amount) {
          problem.use_rule.push_back(rule), problem.use_amount.push_back(amount);
        };
        problem.gain.push_back(value * batch_factor[n - 1]);
        use(S::budget, n * region.lab_price[k][l]);
        use(S::total, n);
        use(S::category_min + k, n);
        use(S::category_max + k, n);
        use(S::district_min + d, n);
        use(S::lab_capacity + region.lab[k][l], n);
        if (k < S::firms_rules) use(S::category_firms + k, 1);
        problem.first_use.push_back(problem.use_rule.size());
      }
    problem.first_option.push_back(problem.gain.size());
    problem.tie_key.push_back(rng.bits());
  }
  set_bounds(region, shape, category_size, district_size, problem);
  return problem;
}

}  // namespace sightline
