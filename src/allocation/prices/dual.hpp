// dual.hpp: what every class would choose at given prices, and the bound that follows.
//
//   D(price) = sum_r price_r bound_r + sum_blocks (theta max_chosen + tau max_units)
//            + sum_classes count max_o (gain_o - sum_r price_r use_or - theta - tau units_o)
//
// bounds every choice from above whatever the prices (>= 0 for at_most, <= 0 for at_least). Smoothed with half-width w:
//
//   max_o v_o  becomes  max over shares p of  sum p_o v_o + w (1 - sum p_o^2) / 2,   p_o = max(0, (v_o - level) / w)
//
// so a class whose best option leads by w takes it whole, and one near the margin takes parts of several. theta and tau,
// the prices of an enterprise's limits, are found per block.
#pragma once

#include <vector>

#include "allocation/prices/packed.hpp"

namespace sightline {

struct Prices {
  std::vector<double> rule;        // gain per unit of bound
  std::vector<double> theta, tau;  // per block: of one more candidate, of one more unit
};

struct BestTwo {
  double best = 0, second = 0;                        // values; second is -infinity where there is one option only
  std::int32_t best_option = -1, second_option = -1;  // counted from the class's first; -1 = none of them
  [[nodiscard]] double lead() const { return best - second; }
};

// Classes near the margin, by class: the patterns of the options that each takes a part of; no_index = none of them.
struct Margins {
  std::vector<std::uint32_t> first{0};  // per class + 1
  std::vector<std::uint32_t> pattern;
  std::vector<double> weight;  // per class: count / w
  [[nodiscard]] std::size_t size() const { return weight.size(); }
};

struct Pass {
  double value = 0;          // D
  std::vector<double> used;  // per rule
  Margins margins;
};

class Dual {
 public:
  Dual(const AllocationProblem& problem, const Packed& packed, const Run& run);

  // Fills in theta and tau, the best for these rule prices; none of it costs a pass over free candidates.
  void price_blocks(Prices& prices) const;
  [[nodiscard]] Pass pass(const Prices& prices, double width) const;

  [[nodiscard]] std::vector<double> cost_of_patterns(const std::vector<double>& rule_price) const;
  [[nodiscard]] double value_of(std::size_t k, std::size_t option, const Prices& prices,
                                const std::vector<double>& cost) const;
  [[nodiscard]] BestTwo best_two(std::size_t k, const Prices& prices, const std::vector<double>& cost) const;
  [[nodiscard]] std::uint32_t units_of(std::size_t k, std::size_t option) const;

  [[nodiscard]] const AllocationProblem& problem() const { return problem_; }
  [[nodiscard]] const Packed& packed() const { return packed_; }
  [[nodiscard]] const Run& run() const { return run_; }
  [[nodiscard]] std::size_t grain() const;  // classes of one chunk

 private:
  // theta for a given tau; returns the units taken then.
  double price_chosen(std::size_t b, double tau, const std::vector<double>& cost, double& theta) const;
  [[nodiscard]] double max_chosen(std::size_t b) const;
  [[nodiscard]] double max_units(std::size_t b) const;

  const AllocationProblem& problem_;
  const Packed& packed_;
  const Run& run_;
  std::size_t block_count_ = 0;
  std::vector<std::uint32_t> bound_blocks_;          // those that may bind
  std::vector<std::vector<std::uint32_t>> members_;  // classes, per bound block
};

}  // namespace sightline
