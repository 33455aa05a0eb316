#include "allocation/prices/newton.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "sightline/base/ids.hpp"

namespace sightline {
namespace {

constexpr int most_steps = 80, most_attempts = 8, most_pivots = 20;
constexpr double settled_to = 0.02, closely_settled_to = 1e-3;  // of what the rules allow
constexpr double narrower = 0.4;                                // of the ramp, per settled step
constexpr double first_damping = 2e-4, least_damping = 1e-7;    // of what a rule's curvature could be
constexpr double least_kept = 0.1;                              // of the fall that the model promises
constexpr double margins_per_rule = 3;                          // near the margin when the core problem takes over

constexpr double least_fall = 1e-10;                         // of the dual's value, in one step
constexpr double closed_to = 1e-6, nearly_closed_to = 1e-3;  // of the dual's value
constexpr std::size_t sampled_classes = 2000;

// Every so manyth class, counted as many times; without members and limits of enterprises, which prices hardly feel.
Packed every(const Packed& packed, std::size_t stride) {
  Packed sample;
  sample.first_use = packed.first_use;
  sample.use_rule = packed.use_rule;
  sample.use_amount = packed.use_amount;
  for (std::size_t k = stride / 2; k < packed.classes(); k += stride) {
    sample.count.push_back(packed.count[k] * static_cast<std::uint32_t>(stride));
    sample.exactly.push_back(packed.exactly[k]);
    sample.block.push_back(no_index);
    for (std::size_t o = packed.first_option[k]; o < packed.first_option[k + 1]; ++o) {
      sample.gain.push_back(packed.gain[o]);
      sample.pattern.push_back(packed.pattern[o]);
    }
    sample.first_option.push_back(sample.gain.size());
  }
  return sample;
}

class Newton {
 public:
  Newton(const Dual& dual, const std::vector<double>& start, double width)
      : dual_(dual), rules_(dual.problem().rules.size()) {
    scale_.assign(rules_, 0);
    for (std::size_t u = 0; u < dual.packed().use_rule.size(); ++u) {
      double& scale = scale_[dual.packed().use_rule[u]];
      scale = std::max(scale, std::abs(dual.packed().use_amount[u]));
    }
    for (double& scale : scale_)
      if (scale == 0) scale = 1;
    set_potential(dual.packed());
    out_.prices.rule.assign(rules_, 0);
    if (start.size() == rules_)
      for (std::size_t r = 0; r < rules_; ++r) out_.prices.rule[r] = allowed(r, start[r]);
    width_ = first_width();
    if (width > 0) width_ = width;
  }

  // Follows the best prices as the ramp narrows, each time from where the last two widths point.
  NewtonPrices run(double margins_wanted) {
    Pass here = evaluate(out_.prices);
    std::vector<double> before;
    double width_before = 0;
    for (int step = 0; step < most_steps; ++step) {
      dual_.run().report("prices", static_cast<double>(step) / most_steps);
      const double value_before = here.value;
      const bool moved = advance(here);
      const double added = smoothed_away(here);
      const bool last =
          added < closed_to || (added < nearly_closed_to && static_cast<double>(here.margins.size()) <= margins_wanted);
      const bool falls = value_before - here.value > least_fall * std::abs(here.value);
      if (moved && falls && residual(here) > (last ? closely_settled_to : settled_to)) continue;
      if (last) break;
      const std::vector<double> now = out_.prices.rule;
      if (!before.empty()) {
        const double ahead = width_ * (1 - narrower) / (width_before - width_);
        for (std::size_t r = 0; r < rules_; ++r)
          if (now[r] != 0) out_.prices.rule[r] = allowed(r, now[r] + ahead * (now[r] - before[r]));
      }
      before = now;
      width_before = width_;
      width_ *= narrower;
      damping_ = first_damping;
      here = evaluate(out_.prices);
    }
    out_.width = width_;
    return std::move(out_);
  }

 private:
  // The largest gain: at first every class takes parts of all its options, and the dual is nearly quadratic.
  double first_width() {
    double largest = 1e-300;
    for (double gain : dual_.packed().gain) largest = std::max(largest, std::abs(gain));
    return largest;
  }

  void set_potential(const Packed& packed) {
    potential_.assign(rules_, 1e-9);
    std::vector<double> options(packed.patterns());
    for (std::size_t k = 0; k < packed.classes(); ++k)
      for (std::size_t o = packed.first_option[k]; o < packed.first_option[k + 1]; ++o)
        options[packed.pattern[o]] += packed.count[k];
    for (std::size_t p = 0; p < packed.patterns(); ++p)
      for (std::size_t u = packed.first_use[p]; u < packed.first_use[p + 1]; ++u) {
        const double amount = packed.use_amount[u] / scale_[packed.use_rule[u]];
        potential_[packed.use_rule[u]] += options[p] * amount * amount;
      }
  }

  [[nodiscard]] double allowed(std::size_t r, double price) const {
    const Sense sense = dual_.problem().rules[r].sense;
    return sense == Sense::at_most ? std::max(0.0, price) : sense == Sense::at_least ? std::min(0.0, price) : price;
  }

  Pass evaluate(Prices& prices) {
    ++out_.passes;
    dual_.price_blocks(prices);
    return dual_.pass(prices, width_);
  }

  // In units of the largest single use of the rule.
  [[nodiscard]] double gradient(const Pass& pass, std::size_t r) const {
    return (dual_.problem().rules[r].bound - pass.used[r]) / scale_[r];
  }
  [[nodiscard]] bool held(const Pass& pass, std::size_t r) const {
    return out_.prices.rule[r] == 0 && allowed(r, -gradient(pass, r)) == 0;
  }
  // Largest unmet part of a rule, relative to what it allows.
  [[nodiscard]] double residual(const Pass& pass) const {
    double worst = 0;
    for (std::size_t r = 0; r < rules_; ++r)
      if (!held(pass, r))
        worst = std::max(
            worst, std::abs(gradient(pass, r)) / std::max(10.0, std::abs(dual_.problem().rules[r].bound) / scale_[r]));
    return worst;
  }

  [[nodiscard]] Eigen::MatrixXd hessian(const Pass& pass) const {
    const Packed& packed = dual_.packed();
    Eigen::MatrixXd matrix =
        Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(rules_), static_cast<Eigen::Index>(rules_));
    std::vector<std::pair<std::uint32_t, double>> mean, uses;
    for (std::size_t m = 0; m < pass.margins.size(); ++m) {
      const std::uint32_t first = pass.margins.first[m], size = pass.margins.first[m + 1] - first;
      mean.clear();
      for (std::uint32_t i = first; i < first + size; ++i) {
        scaled_uses(packed, pass.margins.pattern[i], uses);
        add_square(uses, pass.margins.weight[m], matrix);
        mean.insert(mean.end(), uses.begin(), uses.end());
      }
      std::sort(mean.begin(), mean.end());
      std::size_t kept = 0;
      for (std::size_t i = 0; i < mean.size(); ++i)
        if (kept > 0 && mean[kept - 1].first == mean[i].first)
          mean[kept - 1].second += mean[i].second;
        else
          mean[kept++] = mean[i];
      mean.resize(kept);
      add_square(mean, -pass.margins.weight[m] / size, matrix);
    }
    return matrix;
  }

  void scaled_uses(const Packed& packed, std::uint32_t pattern,
                   std::vector<std::pair<std::uint32_t, double>>& uses) const {
    uses.clear();
    if (pattern == no_index) return;
    for (std::size_t u = packed.first_use[pattern]; u < packed.first_use[pattern + 1]; ++u)
      uses.emplace_back(packed.use_rule[u], packed.use_amount[u] / scale_[packed.use_rule[u]]);
  }

  static void add_square(const std::vector<std::pair<std::uint32_t, double>>& uses, double weight,
                         Eigen::MatrixXd& matrix) {
    for (const auto& [a, x] : uses)
      for (const auto& [b, y] : uses) matrix(a, b) += weight * x * y;
  }

  // min g'd + d'Hd / 2 with price + d allowed, by block pivoting: prices that would change sign are held at 0, prices
  // held against the model's slope are let go again. In scaled units.
  [[nodiscard]] Eigen::VectorXd model_step(const Eigen::MatrixXd& matrix, const Eigen::VectorXd& slope) const {
    const auto n = static_cast<Eigen::Index>(rules_);
    Eigen::VectorXd step = Eigen::VectorXd::Zero(n), at(n);
    std::vector<char> fixed(rules_, 0);
    for (Eigen::Index r = 0; r < n; ++r) {
      const auto rule = static_cast<std::size_t>(r);
      at[r] = out_.prices.rule[rule] * scale_[rule];
      fixed[rule] = at[r] == 0 && allowed(rule, -slope[r]) == 0 ? 1 : 0;
    }
    for (int round = 0; round < most_pivots; ++round) {
      std::vector<Eigen::Index> free;
      for (Eigen::Index r = 0; r < n; ++r)
        if (fixed[static_cast<std::size_t>(r)] == 0)
          free.push_back(r);
        else
          step[r] = -at[r];
      if (!free.empty()) {
        Eigen::VectorXd right = -slope(free);
        for (Eigen::Index r = 0; r < n; ++r)
          if (fixed[static_cast<std::size_t>(r)] != 0 && at[r] != 0) right += matrix(free, r) * at[r];
        const Eigen::MatrixXd reduced = matrix(free, free);
        const Eigen::VectorXd solved = reduced.llt().solve(right);
        step(free) = solved;
      }
      bool changed = false;
      for (Eigen::Index r : free)
        if (const auto rule = static_cast<std::size_t>(r); allowed(rule, at[r] + step[r]) != at[r] + step[r])
          fixed[rule] = 1, step[r] = -at[r], changed = true;
      if (!changed && round + 1 < most_pivots) {
        const Eigen::VectorXd pull = slope + matrix * step;
        for (std::size_t r = 0; r < rules_; ++r)
          if (fixed[r] != 0 && allowed(r, -pull[static_cast<Eigen::Index>(r)]) != 0 &&
              std::abs(pull[static_cast<Eigen::Index>(r)]) > 1e-9 * slope.cwiseAbs().maxCoeff())
            fixed[r] = 0, changed = true;
      }
      if (!changed) break;
    }
    return step;
  }

  // What the ramp adds to the dual at most, of its value.
  [[nodiscard]] double smoothed_away(const Pass& pass) const {
    double added = 0;
    for (double weight : pass.margins.weight) added += weight * width_ * width_ / 2;
    return added / std::max(std::abs(pass.value), 1e-300);
  }

  // One step to the lowest point of the model, damped more until the dual falls as the model says. False when none helps.
  bool advance(Pass& here) {
    const Eigen::MatrixXd matrix = hessian(here);
    Eigen::VectorXd slope(static_cast<Eigen::Index>(rules_));
    for (std::size_t r = 0; r < rules_; ++r) slope[static_cast<Eigen::Index>(r)] = gradient(here, r);
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
      Eigen::MatrixXd damped = matrix;
      for (std::size_t r = 0; r < rules_; ++r)
        damped(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(r)) += damping_ * potential_[r] / width_;
      const Eigen::VectorXd step = model_step(damped, slope);
      const double promised = slope.dot(step) + step.dot(matrix * step) / 2;
      Prices tried = out_.prices;
      for (std::size_t r = 0; r < rules_; ++r)
        tried.rule[r] = allowed(r, out_.prices.rule[r] + step[static_cast<Eigen::Index>(r)] / scale_[r]);
      Pass there = evaluate(tried);
      const double kept = promised < 0 ? (there.value - here.value) / promised : -1;
      if (kept < least_kept) {
        damping_ *= 6;
        continue;
      }
      if (kept > 0.5) damping_ = std::max(least_damping, damping_ / 6);
      out_.prices = std::move(tried);
      here = std::move(there);
      return true;
    }
    return false;
  }

  const Dual& dual_;
  std::size_t rules_;
  std::vector<double> scale_;
  std::vector<double> potential_;  // per rule: curvature with every class on the ramp
  double width_ = 0, damping_ = first_damping;
  NewtonPrices out_;
};

}  // namespace

NewtonPrices find_prices(const Dual& dual, const std::vector<double>& start) {
  const double wanted = margins_per_rule * static_cast<double>(dual.problem().rules.size());
  std::vector<double> from = start;
  double width = 0;
  int passes = 0;
  const std::size_t stride = dual.packed().classes() / sampled_classes;
  if (stride > 1) {
    const Packed sample = every(dual.packed(), stride);
    const Dual small(dual.problem(), sample, dual.run());
    NewtonPrices near = Newton(small, from, 0).run(wanted);
    from = std::move(near.prices.rule);
    width = near.width;
    passes = near.passes;
  }
  NewtonPrices found = Newton(dual, from, width).run(wanted);
  found.passes += passes;
  found.bound = dual.pass(found.prices, 0).value;
  return found;
}

}  // namespace sightline
