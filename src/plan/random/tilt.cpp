#include "plan/random/tilt.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::planning {
namespace {

constexpr double met_to = 1e-7;      // batches
constexpr double kept_apart = 2e-7;  // needs are drawn in by this, so that rounding to billionths cannot break them
constexpr int most_steps = 80;

class Dual {
 public:
  Dual(const RuleRows& rows, const std::vector<Pool>& pools, const std::vector<std::uint32_t>& totals,
       const std::vector<double>& need, double rho)
      : rows_(rows), pools_(pools), totals_(totals), rho_(rho) {
    for (Index r = 0; r < rows.rows.size(); ++r)
      if (rows.rows[r].spread) {
        active_.push_back(r);
        sign_.push_back(rows.rows[r].sense == Sense::at_least ? 1 : -1);
        need_.push_back(need[r] + sign_.back() * kept_apart);
      }
    position_.assign(rows.rows.size(), no_index);
    for (Index i = 0; i < active_.size(); ++i) position_[active_[i]] = i;
    price_.assign(active_.size(), 0);
  }

  [[nodiscard]] std::size_t size() const { return active_.size(); }
  void use_rho(double rho) { rho_ = rho; }

  // Spreads every cell at the given prices; returns the dual value.
  double evaluate(const std::vector<double>& price, std::vector<Spread>& spreads) const {
    double value = 0;
    for (std::size_t i = 0; i < price.size(); ++i) value -= sign_[i] * price[i] * need_[i];
    for (std::size_t j = 0; j < pools_.size(); ++j) {
      CellMembers members = pools_[j].members;
      for (std::size_t i = 0; i < members.size(); ++i)
        each_row(pools_[j].candidates[i], [&](Index k) { members.gain[i] += sign_[k] * price[k]; });
      spreads[j] = spread_batches(members, totals_[j], rho_, spreads[j].lambda);
      value += spreads[j].gain + rho_ * spreads[j].entropy;
    }
    return value;
  }

  // Gradient: s_r (use_r - need_r), per rule.
  std::vector<double> gradient(const std::vector<Spread>& spreads) const {
    std::vector<double> gradient(size());
    for (std::size_t i = 0; i < size(); ++i) gradient[i] = -sign_[i] * need_[i];
    for (std::size_t j = 0; j < pools_.size(); ++j)
      for (std::size_t i = 0; i < spreads[j].pi.size(); ++i)
        each_row(pools_[j].candidates[i], [&](Index k) { gradient[k] += sign_[k] * spreads[j].pi[i]; });
    return gradient;
  }

  // sum over cells of A W A' - (A w)(A w)' / sum w, w = pi (1 - pi) / rho of members between floor and ceiling.
  std::vector<double> hessian(const std::vector<Spread>& spreads) const {
    const std::size_t n = size();
    std::vector<double> matrix(n * n), weighted(n);
    std::vector<Index> touched;
    for (std::size_t j = 0; j < pools_.size(); ++j) {
      std::fill(weighted.begin(), weighted.end(), 0.0);
      double sum = 0;
      for (std::size_t i = 0; i < spreads[j].pi.size(); ++i) {
        const double pi = spreads[j].pi[i];
        if (pi <= pools_[j].members.floor[i] / double{units_per_batch} ||
            pi >= pools_[j].members.ceiling[i] / double{units_per_batch})
          continue;
        const double w = pi * (1 - pi) / rho_;
        sum += w;
        touched.clear();
        each_row(pools_[j].candidates[i], [&](Index k) { touched.push_back(k); });
        for (Index a : touched) {
          weighted[a] += sign_[a] * w;
          for (Index b : touched) matrix[a * n + b] += sign_[a] * sign_[b] * w;
        }
      }
      if (sum <= 0) continue;
      for (std::size_t a = 0; a < n; ++a)
        for (std::size_t b = 0; b < n; ++b) matrix[a * n + b] -= weighted[a] * weighted[b] / sum;
    }
    return matrix;
  }

  [[nodiscard]] static double violation(const std::vector<double>& gradient) {
    double worst = 0;
    for (double g : gradient) worst = std::max(worst, -g);
    return worst;
  }
  // How far the prices are from the best: a priced rule should be met exactly.
  [[nodiscard]] static double residual(const std::vector<double>& gradient, const std::vector<double>& price) {
    double worst = violation(gradient);
    for (std::size_t i = 0; i < price.size(); ++i)
      if (price[i] > 0) worst = std::max(worst, std::abs(gradient[i]));
    return worst;
  }

  [[nodiscard]] std::vector<double> tilt(const std::vector<double>& price) const {
    std::vector<double> tilt(rows_.rows.size());
    for (std::size_t i = 0; i < price.size(); ++i) tilt[active_[i]] = sign_[i] * price[i];
    return tilt;
  }

 private:
  template <class Visit>
  void each_row(Index candidate, Visit visit) const {
    for (const Family& family : rows_.families) {
      if (family.groups->by_category || family.groups->of[candidate] == no_index) continue;
      for (Index row : family.rows[family.groups->of[candidate]])
        if (row != no_index) visit(position_[row]);
    }
  }

  const RuleRows& rows_;
  const std::vector<Pool>& pools_;
  const std::vector<std::uint32_t>& totals_;
  double rho_;
  std::vector<Index> active_, position_;
  std::vector<double> sign_, need_, price_;
};

// Solves M d = -g over the free variables by elimination with pivoting; a ridge keeps it solvable.
std::vector<double> newton_step(std::vector<double> matrix, const std::vector<double>& gradient,
                                const std::vector<double>& price) {
  const std::size_t n = gradient.size();
  std::vector<std::size_t> free;
  double trace = 0;
  for (std::size_t i = 0; i < n; ++i) {
    trace += matrix[i * n + i];
    if (price[i] > 0 || gradient[i] < 0) free.push_back(i);
  }
  const double ridge = 1e-9 * trace / static_cast<double>(std::max<std::size_t>(1, n)) + 1e-12;
  std::vector<double> a(free.size() * (free.size() + 1));
  const std::size_t width = free.size() + 1;
  for (std::size_t i = 0; i < free.size(); ++i) {
    for (std::size_t j = 0; j < free.size(); ++j) a[i * width + j] = matrix[free[i] * n + free[j]];
    a[i * width + i] += ridge;
    a[i * width + free.size()] = -gradient[free[i]];
  }
  for (std::size_t i = 0; i < free.size(); ++i) {
    std::size_t pivot = i;
    for (std::size_t r = i + 1; r < free.size(); ++r)
      if (std::abs(a[r * width + i]) > std::abs(a[pivot * width + i])) pivot = r;
    if (a[pivot * width + i] == 0) continue;
    for (std::size_t k = i; k < width; ++k) std::swap(a[i * width + k], a[pivot * width + k]);
    for (std::size_t r = 0; r < free.size(); ++r) {
      if (r == i) continue;
      const double factor = a[r * width + i] / a[i * width + i];
      for (std::size_t k = i; k < width; ++k) a[r * width + k] -= factor * a[i * width + k];
    }
  }
  std::vector<double> step(n);
  for (std::size_t i = 0; i < free.size(); ++i)
    if (a[i * width + i] != 0) step[free[i]] = a[i * width + free.size()] / a[i * width + i];
  return step;
}

double mean_gain(const std::vector<Pool>& pools) {
  double sum = 0, count = 0;
  for (const Pool& pool : pools)
    for (double gain : pool.members.gain) sum += std::abs(gain), count += 1;
  return count > 0 ? sum / count : 0;
}

// One projected step, halved until the dual falls enough. False when no step helps.
bool descend(const Dual& dual, std::vector<double>& price, double& value, std::vector<Spread>& spreads,
             const std::vector<double>& gradient, const std::vector<double>& step, double longest) {
  double largest = 0;
  for (double d : step) largest = std::max(largest, std::abs(d));
  double length = largest > longest ? longest / largest : 1;
  for (int halving = 0; halving < 40; ++halving, length /= 2) {
    std::vector<double> tried(price.size());
    double promised = 0;
    for (std::size_t i = 0; i < price.size(); ++i) {
      tried[i] = std::max(0.0, price[i] + length * step[i]);
      promised += gradient[i] * (tried[i] - price[i]);
    }
    std::vector<Spread> there = spreads;
    const double tried_value = dual.evaluate(tried, there);
    if (promised >= 0 || tried_value > value + 1e-4 * promised + 1e-12 * std::abs(value)) continue;
    price = std::move(tried);
    value = tried_value;
    spreads = std::move(there);
    return true;
  }
  return false;
}

}  // namespace

TiltedCells tilt_cells(const RuleRows& rows, const std::vector<Pool>& pools, const std::vector<std::uint32_t>& totals,
                       const std::vector<double>& need, double rho) {
  TiltedCells out;
  out.spreads.resize(pools.size());
  Dual dual(rows, pools, totals, need, rho);
  std::vector<double> price(dual.size());
  double value = dual.evaluate(price, out.spreads);
  std::vector<double> gradient = dual.gradient(out.spreads);
  const double scale = std::max({mean_gain(pools), rho, 1e-12});
  if (Dual::violation(gradient) > met_to && rho <= 0) {
    dual.use_rho(1e-3 * scale);
    value = dual.evaluate(price, out.spreads);
    gradient = dual.gradient(out.spreads);
  }
  for (int step = 0; step < most_steps && Dual::residual(gradient, price) > met_to; ++step) {
    if (!descend(dual, price, value, out.spreads, gradient, newton_step(dual.hessian(out.spreads), gradient, price),
                 20 * scale))
      break;
    gradient = dual.gradient(out.spreads);
  }
  out.tilt = dual.tilt(price);
  out.met = Dual::violation(gradient) <= met_to;
  return out;
}

}  // namespace sightline::planning
