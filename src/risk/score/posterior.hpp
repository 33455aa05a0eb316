// posterior.hpp: what is known of weights and effects, ready to score any candidate.
//
// theta = (levels of the crossed groups, columns), columns measured from their references, so that the first column's
// weight is the logit of a candidate whose every signal is at its reference. For cluster e of the group integrated one
// by one:
//   effect | theta ~ N(mean_e - a_e' (theta - mode), variance_e),  a_e sparse in the levels
#pragma once

#include <Eigen/Core>
#include <vector>

#include "risk/encode/encoding.hpp"

namespace sightline::score {

struct Share {
  std::uint32_t level;  // place in theta
  float value;
};

struct Posterior {
  encode::Encoding encoding;
  Eigen::VectorXd theta;
  Eigen::MatrixXd covariance;
  std::vector<double> tau;             // per scale
  double slope = 1, intercept = 0;     // of the recalibration
  std::vector<Index> cluster_of;       // per level of the clustered group; no_index = never tested
  std::vector<double> mean, variance;  // per cluster
  Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> carried;  // per cluster: a_e at the columns
  std::vector<std::size_t> share_begin{0};
  std::vector<Share> shares;  // per cluster: a_e at the levels

  [[nodiscard]] Eigen::Index levels() const { return static_cast<Eigen::Index>(encoding.levels()); }
  [[nodiscard]] Eigen::Index columns() const { return static_cast<Eigen::Index>(encoding.columns.size()); }
};

// With no outcomes: every weight and effect at its prior.
Posterior prior_card(encode::Encoding encoding);
Posterior posterior_of(encode::Encoding encoding, const hierarchy::Design& design, const hierarchy::Fit& fit,
                       const Run& run);

}  // namespace sightline::score
