// scales.hpp: where each coordinate of theta takes its prior from, and the step of the scales in log tau.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "risk/sweep/sweep.hpp"

namespace sightline::hierarchy {

// theta_j ~ N(centre_j, (unit_j tau_scale(j))^2); unit may be flat.
struct Coordinates {
  Eigen::VectorXd centre, unit;
  std::vector<int> scale;  // -1 = none
  explicit Coordinates(const Design& design, bool flat_columns);
  [[nodiscard]] Eigen::VectorXd precision(const std::vector<double>& tau) const;
  // log density of theta under the prior; flat coordinates add nothing.
  [[nodiscard]] double log_prior(const Eigen::VectorXd& theta, const std::vector<double>& tau) const;
};

struct ScaleMoments {
  const Eigen::VectorXd& theta;  // the mode (a Newton step ahead of the sweep)
  const Eigen::MatrixXd& covariance;
  const Eigen::VectorXd& shift;   // E[theta] - mode, to first order
  const std::vector<bool>& held;  // per coordinate: takes no part
  const ClusterSums& clusters;    // where the sweep was
  double pull_shift = 0;  // pull' (E[theta] - theta of the sweep): what that changes in sum (E[u] - centre)^2 / -2
  bool joint = false;     // the effects of the clusters sit at the joint mode
};

// The Newton step of each log tau: derivative of the log marginal likelihood over its expected information.
[[nodiscard]] std::vector<double> scale_steps(const Design& design, const Coordinates& coordinates,
                                              const std::vector<double>& tau, const ScaleMoments& moments,
                                              bool with_prior);

inline constexpr double least_tau = 1e-4;  // below it an effect is none

}  // namespace sightline::hierarchy
