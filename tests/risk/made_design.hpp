// made_design.hpp: rows for the fit with a known truth, and slow twins that work on dense matrices.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <numbers>
#include <vector>

#include "risk/fit/fit.hpp"
#include "risk/sweep/row_terms.hpp"
#include "sightline/base/rng.hpp"

namespace sightline::made {

struct DesignShape {
  std::size_t rows = 500, columns = 2;         // columns beside the intercept
  std::vector<std::size_t> levels{100, 6, 8};  // of the groups
  std::vector<double> sd{0.8, 0.5, 0.4};
  double intercept = -1;
  std::uint32_t trials = 1;
  std::size_t clustered = 0;  // which group is integrated one by one
  double sensitivity = 1;
};

struct MadeDesign {
  hierarchy::Design design;
  std::vector<double> beta;                 // intercept first
  std::vector<std::vector<double>> effect;  // per group
};

inline MadeDesign make_design(const DesignShape& shape, std::uint64_t seed) {
  MadeDesign made;
  Rng rng(seed, 7);
  made.beta.push_back(shape.intercept);
  for (std::size_t j = 0; j < shape.columns; ++j) made.beta.push_back(0.5 * rng.normal());
  for (std::size_t g = 0; g < shape.levels.size(); ++g) {
    made.effect.emplace_back();
    for (std::size_t l = 0; l < shape.levels[g]; ++l) made.effect[g].push_back(shape.sd[g] * rng.normal());
  }
  std::vector<std::vector<Index>> level(shape.levels.size(), std::vector<Index>(shape.rows));
  std::vector<double> x(shape.rows * (shape.columns + 1)), failures(shape.rows);
  for (std::size_t i = 0; i < shape.rows; ++i) {
    double eta = made.beta[0];
    x[i * (shape.columns + 1)] = 1;
    for (std::size_t j = 1; j <= shape.columns; ++j)
      eta += made.beta[j] * (x[i * (shape.columns + 1) + j] = rng.normal());
    for (std::size_t g = 0; g < shape.levels.size(); ++g) {
      level[g][i] = static_cast<Index>(rng.below(shape.levels[g]));
      eta += made.effect[g][level[g][i]];
    }
    failures[i] = rng.binomial(shape.trials, shape.sensitivity / (1 + std::exp(-eta)));
  }
  hierarchy::Design& design = made.design;
  for (std::size_t j = 0; j <= shape.columns; ++j)
    design.columns.push_back({j == 0 ? "intercept" : "x" + std::to_string(j), 0, j == 0 ? 3.0 : 1.0, -1, Sign::any});
  for (std::size_t g = 0; g < shape.levels.size(); ++g) design.scales.push_back({"g" + std::to_string(g), 1, 0.5});
  std::vector<std::uint32_t> order(shape.rows);
  if (shape.levels.empty()) {
    order = hierarchy::gather_clusters(std::vector<Index>(shape.rows, no_index), 0, design);
  } else {
    order = hierarchy::gather_clusters(level[shape.clustered], shape.levels[shape.clustered], design);
    design.clustered.levels = shape.levels[shape.clustered];
    design.clustered.scale = static_cast<int>(shape.clustered);
  }
  for (std::size_t g = 0; g < shape.levels.size(); ++g) {
    if (g == shape.clustered) continue;
    hierarchy::Group group{"g" + std::to_string(g), static_cast<int>(g), shape.levels[g], {}, {}, {}};
    for (const std::uint32_t row : order) group.level.push_back(level[g][row]);
    design.crossed.push_back(std::move(group));
  }
  for (const std::uint32_t row : order) {
    design.trials.push_back(shape.trials);
    design.failures.push_back(failures[row]);
    design.weight.push_back(1);
    if (shape.sensitivity < 1) design.sensitivity.push_back(shape.sensitivity);
    for (std::size_t j = 0; j <= shape.columns; ++j) design.x.push_back(x[row * (shape.columns + 1) + j]);
  }
  return made;
}

// Dense columns of all effects, clusters first, then the crossed groups in their order.
inline Eigen::MatrixXd dense_effects(const hierarchy::Design& design) {
  const auto clustered = static_cast<Eigen::Index>(design.clustered.levels);
  Eigen::MatrixXd z = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(design.rows()),
                                            clustered + static_cast<Eigen::Index>(design.levels()));
  for (std::size_t e = 0; e < design.clusters(); ++e)
    for (std::size_t i = design.cluster_begin[e]; i < design.cluster_begin[e + 1]; ++i)
      if (clustered > 0) z(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(design.clustered.level[e])) = 1;
  Eigen::Index offset = clustered;
  for (const hierarchy::Group& group : design.crossed) {
    for (std::size_t i = 0; i < design.rows(); ++i)
      z(static_cast<Eigen::Index>(i), offset + static_cast<Eigen::Index>(group.level[i])) = 1;
    offset += static_cast<Eigen::Index>(group.levels);
  }
  return z;
}

inline Eigen::VectorXd dense_precision(const hierarchy::Design& design, const std::vector<double>& tau) {
  std::vector<double> out(design.clustered.levels, 0);
  for (double& p : out)
    p = 1 /
        (tau[static_cast<std::size_t>(design.clustered.scale)] * tau[static_cast<std::size_t>(design.clustered.scale)]);
  for (const hierarchy::Group& group : design.crossed) {
    const double t = tau[static_cast<std::size_t>(group.scale)];
    out.insert(out.end(), group.levels, 1 / (t * t));
  }
  return Eigen::Map<Eigen::VectorXd>(out.data(), static_cast<Eigen::Index>(out.size()));
}

// The plain Laplace log likelihood at (beta, tau), by dense Newton over all effects at once.
inline double dense_laplace(const hierarchy::Design& design, const Eigen::VectorXd& beta,
                            const std::vector<double>& tau) {
  const Eigen::MatrixXd z = dense_effects(design);
  const Eigen::VectorXd precision = dense_precision(design, tau);
  const Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> x(
      design.x.data(), z.rows(), static_cast<Eigen::Index>(design.columns.size()));
  Eigen::VectorXd effect = Eigen::VectorXd::Zero(z.cols());
  double value = 0;
  for (int step = 0; step < 60; ++step) {
    const Eigen::VectorXd eta = x * beta + z * effect;
    Eigen::VectorXd score(z.rows()), weight(z.rows());
    double log_likelihood = 0;
    for (Eigen::Index i = 0; i < z.rows(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      const double p = 1 / (1 + std::exp(-eta[i]));
      log_likelihood += design.failures[at] * eta[i] - design.trials[at] * std::log1p(std::exp(eta[i]));
      score[i] = design.failures[at] - design.trials[at] * p;
      weight[i] = design.trials[at] * p * (1 - p);
    }
    Eigen::MatrixXd information = z.transpose() * weight.asDiagonal() * z;
    information.diagonal() += precision;
    const Eigen::LLT<Eigen::MatrixXd> factor(information);
    const Eigen::VectorXd move = factor.solve(z.transpose() * score - precision.cwiseProduct(effect));
    value = log_likelihood - 0.5 * effect.dot(precision.cwiseProduct(effect)) + 0.5 * precision.array().log().sum() -
            factor.matrixLLT().diagonal().array().log().sum();
    if (move.cwiseAbs().maxCoeff() < 1e-12) break;
    effect += move;
  }
  return value;
}

}  // namespace sightline::made
