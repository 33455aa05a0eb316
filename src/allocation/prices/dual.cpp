#include "allocation/prices/dual.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sightline/base/ids.hpp"

namespace sightline {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr std::size_t most_chunks = 64, least_grain = 4096;

struct Part {
  double value = 0;
  std::vector<double> taken;  // per pattern
  Margins margins;
};

// One option's value and pattern.
struct Offer {
  double value = 0;
  std::uint32_t pattern = no_index;
};

// The level at which the parts (v - level) / width of the offers above it add up to one; offers above it come first.
double level_of(std::vector<Offer>& offers, double width, std::size_t& taken) {
  std::sort(offers.begin(), offers.end(), [](const Offer& a, const Offer& b) { return a.value > b.value; });
  double sum = 0, level = 0;
  for (taken = 0; taken < offers.size(); ++taken) {
    const double next = (sum + offers[taken].value - width) / static_cast<double>(taken + 1);
    if (taken > 0 && offers[taken].value <= level) break;
    sum += offers[taken].value;
    level = next;
  }
  return level;
}

void share_out(std::vector<Offer>& offers, double count, double width, Part& part) {
  std::size_t taken = 0;
  const double level = level_of(offers, width, taken);
  double value = width / 2;
  for (std::size_t i = 0; i < taken; ++i) {
    const double share = (offers[i].value - level) / width;
    value += share * offers[i].value - width / 2 * share * share;
    if (offers[i].pattern != no_index) part.taken[offers[i].pattern] += count * share;
    part.margins.pattern.push_back(offers[i].pattern);
  }
  part.value += count * value;
  part.margins.first.push_back(static_cast<std::uint32_t>(part.margins.pattern.size()));
  part.margins.weight.push_back(count / width);
}

void append(const Margins& from, Margins& to) {
  const auto offset = static_cast<std::uint32_t>(to.pattern.size());
  for (std::size_t i = 1; i < from.first.size(); ++i) to.first.push_back(offset + from.first[i]);
  to.pattern.insert(to.pattern.end(), from.pattern.begin(), from.pattern.end());
  to.weight.insert(to.weight.end(), from.weight.begin(), from.weight.end());
}

}  // namespace

Dual::Dual(const AllocationProblem& problem, const Packed& packed, const Run& run)
    : problem_(problem),
      packed_(packed),
      run_(run),
      block_count_(std::max(problem.max_chosen.size(), problem.max_units.size())) {
  std::vector<std::uint32_t> place(block_count_, no_index);
  for (std::uint32_t k = 0; k < packed.classes(); ++k) {
    const std::uint32_t b = packed.block[k];
    if (b == no_index) continue;
    if (place[b] == no_index) {
      place[b] = static_cast<std::uint32_t>(bound_blocks_.size());
      bound_blocks_.push_back(b);
      members_.emplace_back();
    }
    members_[place[b]].push_back(k);
  }
}

std::size_t Dual::grain() const { return std::max(least_grain, (packed_.classes() + most_chunks - 1) / most_chunks); }

double Dual::max_chosen(std::size_t b) const { return problem_.max_chosen.empty() ? infinite : problem_.max_chosen[b]; }
double Dual::max_units(std::size_t b) const { return problem_.max_units.empty() ? infinite : problem_.max_units[b]; }

std::uint32_t Dual::units_of(std::size_t k, std::size_t option) const {
  if (problem_.units.empty()) return 1;
  return problem_.units[problem_.first_option[packed_.member[packed_.first_member[k]]] + option];
}

std::vector<double> Dual::cost_of_patterns(const std::vector<double>& rule_price) const {
  std::vector<double> cost(packed_.patterns());
  for (std::size_t p = 0; p < cost.size(); ++p)
    for (std::size_t u = packed_.first_use[p]; u < packed_.first_use[p + 1]; ++u)
      cost[p] += packed_.use_amount[u] * rule_price[packed_.use_rule[u]];
  return cost;
}

double Dual::value_of(std::size_t k, std::size_t option, const Prices& prices, const std::vector<double>& cost) const {
  const std::size_t o = packed_.first_option[k] + option;
  double value = packed_.gain[o] - cost[packed_.pattern[o]];
  if (const std::uint32_t b = packed_.block[k]; b != no_index)
    value -= prices.theta[b] + prices.tau[b] * units_of(k, option);
  return value;
}

BestTwo Dual::best_two(std::size_t k, const Prices& prices, const std::vector<double>& cost) const {
  BestTwo two{packed_.exactly[k] != 0 ? -infinite : 0.0, -infinite, -1, -1};
  const std::size_t first = packed_.first_option[k], size = packed_.first_option[k + 1] - first;
  const bool limited = packed_.block[k] != no_index;
  for (std::size_t i = 0; i < size; ++i) {
    const double value =
        limited ? value_of(k, i, prices, cost) : packed_.gain[first + i] - cost[packed_.pattern[first + i]];
    if (value > two.best) {
      two.second = two.best, two.second_option = two.best_option;
      two.best = value, two.best_option = static_cast<std::int32_t>(i);
    } else if (value > two.second) {
      two.second = value, two.second_option = static_cast<std::int32_t>(i);
    }
  }
  return two;
}

// theta halfway between the worst candidate taken and the best one left out, so that neither is near the margin.
double Dual::price_chosen(std::size_t b, double tau, const std::vector<double>& cost, double& theta) const {
  struct Wish {
    double worth = 0, units = 0;
  };
  std::vector<Wish> wishes;
  double free_units = 0;
  std::size_t places = problem_.max_chosen.empty() ? members_[b].size() : problem_.max_chosen[bound_blocks_[b]];
  for (std::uint32_t k : members_[b]) {
    Wish wish{-infinite, 0};
    const std::size_t first = packed_.first_option[k], size = packed_.first_option[k + 1] - first;
    for (std::size_t i = 0; i < size; ++i) {
      const double units = units_of(k, i);
      const double worth = packed_.gain[first + i] - cost[packed_.pattern[first + i]] - tau * units;
      if (worth > wish.worth) wish = {worth, units};
    }
    if (packed_.exactly[k] != 0) {
      free_units += wish.units;
      places -= std::min<std::size_t>(places, 1);
    } else if (wish.worth > 0) {
      wishes.push_back(wish);
    }
  }
  std::sort(wishes.begin(), wishes.end(), [](const Wish& x, const Wish& y) { return x.worth > y.worth; });
  theta = 0;
  if (wishes.size() > places) {
    theta = places == 0 ? wishes[0].worth : (wishes[places - 1].worth + wishes[places].worth) / 2;
    wishes.resize(places);
  }
  for (const Wish& wish : wishes) free_units += wish.units;
  return free_units;
}

void Dual::price_blocks(Prices& prices) const {
  prices.theta.assign(block_count_, 0);
  prices.tau.assign(block_count_, 0);
  if (bound_blocks_.empty()) return;
  const std::vector<double> cost = cost_of_patterns(prices.rule);
  parallel_chunks(run_, bound_blocks_.size(), 256, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t b = begin; b < end; ++b) {
      double& theta = prices.theta[bound_blocks_[b]];
      double& tau = prices.tau[bound_blocks_[b]];
      const double limit = max_units(bound_blocks_[b]);
      if (price_chosen(b, 0, cost, theta) <= limit) continue;
      double low = 0, high = 1e-9;  // units fall as tau rises
      for (std::uint32_t k : members_[b])
        for (std::size_t o = packed_.first_option[k]; o < packed_.first_option[k + 1]; ++o)
          high = std::max(high, packed_.gain[o] - cost[packed_.pattern[o]]);
      for (int halving = 0; halving < 60; ++halving) {
        const double middle = (low + high) / 2;
        (price_chosen(b, middle, cost, theta) > limit ? low : high) = middle;
      }
      tau = high;
      price_chosen(b, tau, cost, theta);
    }
  });
}

Pass Dual::pass(const Prices& prices, double width) const {
  const std::vector<double> cost = cost_of_patterns(prices.rule);
  const std::size_t classes = packed_.classes();
  std::vector<Part> parts((classes + grain() - 1) / grain());
  parallel_chunks(run_, classes, grain(), [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    Part& part = parts[chunk];
    part.taken.assign(packed_.patterns(), 0);
    std::vector<Offer> offers;
    for (std::size_t k = begin; k < end; ++k) {
      const BestTwo two = best_two(k, prices, cost);
      const std::uint32_t* pattern = packed_.pattern.data() + packed_.first_option[k];
      const double count = packed_.count[k], lead = two.lead();
      if (lead >= width) {
        part.value += count * two.best;
        if (two.best_option >= 0) part.taken[pattern[two.best_option]] += count;
        continue;
      }
      offers.clear();
      if (packed_.exactly[k] == 0) offers.push_back({});
      for (std::size_t o = packed_.first_option[k]; o < packed_.first_option[k + 1]; ++o)
        offers.push_back({value_of(k, o - packed_.first_option[k], prices, cost), packed_.pattern[o]});
      share_out(offers, count, width, part);
    }
  });
  Pass pass;
  pass.used.resize(problem_.rules.size());
  std::vector<double> taken(packed_.patterns());
  for (const Part& part : parts) {
    pass.value += part.value;
    for (std::size_t p = 0; p < taken.size(); ++p) taken[p] += part.taken[p];
    append(part.margins, pass.margins);
  }
  for (std::size_t p = 0; p < taken.size(); ++p)
    for (std::size_t u = packed_.first_use[p]; u < packed_.first_use[p + 1]; ++u)
      pass.used[packed_.use_rule[u]] += taken[p] * packed_.use_amount[u];
  for (std::size_t r = 0; r < prices.rule.size(); ++r)
    if (prices.rule[r] != 0) pass.value += prices.rule[r] * problem_.rules[r].bound;
  for (std::uint32_t b : bound_blocks_) {
    if (prices.theta[b] != 0) pass.value += prices.theta[b] * max_chosen(b);
    if (prices.tau[b] != 0) pass.value += prices.tau[b] * max_units(b);
  }
  return pass;
}

}  // namespace sightline
