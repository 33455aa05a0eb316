#include "risk/sweep/tile_integral.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace sightline::hierarchy {
namespace {

constexpr double longest_step = 4;  // logit: a Newton step from far away must not overshoot
constexpr int most_mode_steps = 60;
constexpr double mode_tolerance = 1e-9;

}  // namespace

Quadrature gauss_hermite(int nodes) {
  const Eigen::Index n = nodes;
  Eigen::VectorXd diagonal = Eigen::VectorXd::Zero(n), off(n - 1);
  for (Eigen::Index i = 1; i < n; ++i) off[i - 1] = std::sqrt(static_cast<double>(i) / 2);
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(diagonal, off, Eigen::ComputeEigenvectors);
  Quadrature rule;
  for (Eigen::Index q = 0; q < n; ++q) {
    const double x = solver.eigenvalues()[q], first = solver.eigenvectors()(0, q);
    rule.node.push_back(x);
    rule.log_weight.push_back(0.5 * std::log(std::numbers::pi) + 2 * std::log(std::fabs(first)) + x * x);
  }
  return rule;
}

void TileIntegral::integrate(const TileRows& rows, const TileEffects& effects) {
  const std::size_t count = rows.eta.size();
  moments.assign(effects.centre.size(), Moments{});
  for (std::vector<double>* column : {&score, &weight, &slope, &bend, &eta_}) column->resize(count);
  terms_.resize(count * rule_->node.size());
  find_modes(rows, effects);
  take_laplace(rows, effects);
  if (rule_->node.size() > 1) take_quadrature(rows, effects);
}

// eta_i + u of the row's cluster
void TileIntegral::spread_rows(const TileRows& rows, std::span<const double> effect) {
  for (std::size_t c = 0; c < effect.size(); ++c)
    for (std::size_t i = rows.begin[c]; i < rows.begin[c + 1]; ++i)
      eta_[i] = std::clamp(rows.eta[i] + effect[c], -most_logit, most_logit);
}

// Newton on sum_i weight_i log f_i(eta_i + u) - (u - centre)^2 / (2 tau^2), all clusters of the tile at once. On return
// terms_ is at the modes.
void TileIntegral::find_modes(const TileRows& rows, const TileEffects& effects) {
  const double precision = 1 / (effects.tau * effects.tau);
  moving_.assign(effects.centre.size(), 1);
  for (std::size_t c = 0; c < effects.centre.size(); ++c)
    if (std::isnan(effects.centre[c])) effects.mode[c] = 0, moving_[c] = 0;
  for (int step = 0; step < most_mode_steps; ++step) {
    spread_rows(rows, effects.mode);
    row_terms(rows.data, eta_, 0, terms_);
    bool moved = false;
    for (std::size_t c = 0; c < effects.centre.size(); ++c) {
      if (moving_[c] == 0) continue;
      double slope_sum = -(effects.mode[c] - effects.centre[c]) * precision, curvature = precision;
      for (std::size_t i = rows.begin[c]; i < rows.begin[c + 1]; ++i) {
        slope_sum += rows.weight[i] * terms_.score[i];
        curvature += rows.weight[i] * terms_.weight[i];
      }
      const double move = std::clamp(slope_sum / curvature, -longest_step, longest_step);
      if (std::fabs(move) < mode_tolerance * (1 + std::fabs(effects.mode[c]))) {
        moving_[c] = 0;  // terms_ stays where it is
        continue;
      }
      effects.mode[c] += move;
      moved = true;
    }
    if (!moved) return;
  }
}

// Laplace: log I = log f(mode) - (mode - centre)^2 / (2 tau^2) - log(curvature tau^2) / 2
void TileIntegral::take_laplace(const TileRows& rows, const TileEffects& effects) {
  const double precision = 1 / (effects.tau * effects.tau);
  for (std::size_t c = 0; c < effects.centre.size(); ++c) {
    Moments& here = moments[c];
    const bool none = std::isnan(effects.centre[c]);
    double curvature = precision;
    for (std::size_t i = rows.begin[c]; i < rows.begin[c + 1]; ++i) {
      const double w = rows.weight[i];
      here.log_likelihood += w * terms_.log_likelihood[i];
      score[i] = w * terms_.score[i];
      weight[i] = w * terms_.weight[i];
      slope[i] = none ? 0 : weight[i];
      bend[i] = w * terms_.bend[i];
      curvature += weight[i];
    }
    here.log_integral = here.log_likelihood;
    if (none) continue;
    const double away = effects.mode[c] - effects.centre[c];
    here.mean = effects.mode[c];
    here.variance = 1 / curvature;
    here.log_integral += -0.5 * away * away * precision - 0.5 * std::log(curvature / precision);
  }
}

// Moments under the nodes u_q = mode + sqrt(2) sd x_q with probabilities proportional to w_q exp(x_q^2) f(u_q).
void TileIntegral::take_quadrature(const TileRows& rows, const TileEffects& effects) {
  const std::size_t nodes = rule_->node.size(), clusters = effects.centre.size(), count = rows.eta.size();
  at_.resize(clusters);
  log_density_.resize(nodes * clusters);
  share_.resize(nodes);
  for (std::size_t q = 0; q < nodes; ++q) {
    for (std::size_t c = 0; c < clusters; ++c)
      at_[c] = effects.mode[c] + std::sqrt(2 * moments[c].variance) * rule_->node[q];
    spread_rows(rows, at_);
    row_terms(rows.data, eta_, q * count, terms_);
    for (std::size_t c = 0; c < clusters; ++c) {
      const double away = (at_[c] - effects.centre[c]) / effects.tau;
      double log_density = rule_->log_weight[q] - 0.5 * away * away;
      for (std::size_t i = rows.begin[c]; i < rows.begin[c + 1]; ++i)
        log_density += rows.weight[i] * terms_.log_likelihood[q * count + i];
      log_density_[q * clusters + c] = log_density;
    }
  }
  for (std::size_t c = 0; c < clusters; ++c) {
    if (std::isnan(effects.centre[c])) continue;
    double top = log_density_[c], total = 0;
    for (std::size_t q = 1; q < nodes; ++q) top = std::max(top, log_density_[q * clusters + c]);
    for (std::size_t q = 0; q < nodes; ++q) total += share_[q] = std::exp(log_density_[q * clusters + c] - top);
    for (double& share : share_) share /= total;
    const double scale = std::sqrt(2 * moments[c].variance);
    moments[c].log_integral =
        top + std::log(total) + std::log(scale / effects.tau) - 0.5 * std::log(2 * std::numbers::pi);
    mix_rows(rows, c, share_, scale);
  }
}

void TileIntegral::mix_rows(const TileRows& rows, std::size_t cluster, std::span<const double> share, double scale) {
  const std::size_t nodes = rule_->node.size(), count = rows.eta.size();
  double mean = 0, square = 0;
  for (std::size_t q = 0; q < nodes; ++q) mean += share[q] * rule_->node[q];
  for (std::size_t q = 0; q < nodes; ++q) square += share[q] * (rule_->node[q] - mean) * (rule_->node[q] - mean);
  moments[cluster].mean += scale * mean;
  moments[cluster].variance = scale * scale * square;
  for (std::size_t i = rows.begin[cluster]; i < rows.begin[cluster + 1]; ++i) {
    double of_score = 0, of_weight = 0, of_bend = 0, cross = 0;
    for (std::size_t q = 0; q < nodes; ++q) {
      const std::size_t at = q * count + i;
      of_score += share[q] * terms_.score[at];
      of_weight += share[q] * terms_.weight[at];
      of_bend += share[q] * terms_.bend[at];
      cross += share[q] * terms_.score[at] * (rule_->node[q] - mean);
    }
    score[i] = rows.weight[i] * of_score;
    weight[i] = rows.weight[i] * of_weight;
    bend[i] = rows.weight[i] * of_bend;
    slope[i] = -rows.weight[i] * cross / (scale * square);
  }
}

}  // namespace sightline::hierarchy
