#include "risk/fit/scales.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sightline::hierarchy {
namespace {

constexpr double longest_step = 1;     // of log tau
constexpr double least_factor = 0.05;  // of tau^2 in one step

struct Balance {
  double slope = 0;     // d log marginal / d log tau
  double expected = 0;  // information in log tau
};

}  // namespace

Coordinates::Coordinates(const Design& design, bool flat_columns) {
  const auto size = static_cast<Eigen::Index>(design.size());
  centre = Eigen::VectorXd::Zero(size);
  unit = Eigen::VectorXd::Ones(size);
  scale.reserve(design.size());
  for (const Group& group : design.crossed)
    for (std::size_t level = 0; level < group.levels; ++level) {
      const auto at = static_cast<Eigen::Index>(scale.size());
      centre[at] = group.centre_of(level);
      unit[at] = group.unit_of(level);
      scale.push_back(group.scale);
    }
  for (const Column& column : design.columns) {
    const auto at = static_cast<Eigen::Index>(scale.size());
    const bool none = flat_columns && column.scale < 0;
    centre[at] = none ? 0 : column.prior_mean;
    unit[at] = none ? flat : column.prior_sd;
    scale.push_back(column.scale);
  }
}

Eigen::VectorXd Coordinates::precision(const std::vector<double>& tau) const {
  Eigen::VectorXd out(unit.size());
  for (Eigen::Index j = 0; j < unit.size(); ++j) {
    const int k = scale[static_cast<std::size_t>(j)];
    const double sd = unit[j] * (k < 0 ? 1 : tau[static_cast<std::size_t>(k)]);
    out[j] = 1 / (sd * sd);  // 0 for a flat one
  }
  return out;
}

double Coordinates::log_prior(const Eigen::VectorXd& theta, const std::vector<double>& tau) const {
  const Eigen::VectorXd weight = precision(tau);
  double sum = 0;
  for (Eigen::Index j = 0; j < theta.size(); ++j)
    if (weight[j] > 0) {
      const double away = theta[j] - centre[j];
      sum += 0.5 * std::log(weight[j] / (2 * std::numbers::pi)) - 0.5 * weight[j] * away * away;
    }
  return sum;
}

// With d = (theta - centre) / sd and alpha = 1 - Var / sd^2 per coordinate, sd = unit tau:
//   slope     sum d^2 + 2 d shift/sd + Var/sd^2 - 1          information (expected)  sum 2 alpha^2
//   prior     half-normal(s) on tau, mode in log tau: slope + 1 - (tau / s)^2, information + 2 (tau / s)^2
std::vector<double> scale_steps(const Design& design, const Coordinates& coordinates, const std::vector<double>& tau,
                                const ScaleMoments& moments, bool with_prior) {
  std::vector<Balance> balance(tau.size());
  for (Eigen::Index j = 0; j < moments.theta.size(); ++j) {
    const int k = coordinates.scale[static_cast<std::size_t>(j)];
    if (k < 0 || moments.held[static_cast<std::size_t>(j)]) continue;
    Balance& here = balance[static_cast<std::size_t>(k)];
    const double sd = coordinates.unit[j] * tau[static_cast<std::size_t>(k)];
    const double d = (moments.theta[j] - coordinates.centre[j]) / sd, share = moments.covariance(j, j) / (sd * sd);
    const double alpha = 1 - share;
    here.slope += d * d + 2 * d * moments.shift[j] / sd + share - 1;
    here.expected += 2 * alpha * alpha;
  }
  if (design.clustered.levels > 0) {
    const auto k = static_cast<std::size_t>(design.clustered.scale);
    const ClusterSums& sums = moments.clusters;
    const double square = 1 / (tau[k] * tau[k]);
    double second = sums.square + sums.variance + sums.spread - 2 * moments.pull_shift;
    if (moments.joint) second -= 2 * sums.lean;
    balance[k].slope += second * square - sums.count;
    balance[k].expected += 2 * sums.shrink_square;
  }
  std::vector<double> steps(tau.size());
  for (std::size_t k = 0; k < tau.size(); ++k) {
    // Where the data speak against an effect, slope ~ tau^2: its derivative in log tau is twice itself.
    double slope = balance[k].slope, information = std::max(balance[k].expected, -2 * slope);
    if (with_prior && std::isfinite(design.scales[k].prior)) {
      const double ratio = tau[k] / design.scales[k].prior;
      slope += 1 - ratio * ratio;
      information += 2 * ratio * ratio;
    }
    if (tau[k] <= least_tau && slope <= 0) continue;
    // tau^2 moves to tau^2 (1 + 2 slope / information), which is exact for one balanced group with known noise.
    const double factor = std::max(1 + 2 * slope / std::max(information, 1e-8), least_factor);
    steps[k] = std::min(0.5 * std::log(factor), longest_step);
  }
  return steps;
}

}  // namespace sightline::hierarchy
