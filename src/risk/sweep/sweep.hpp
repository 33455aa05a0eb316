// sweep.hpp: one pass over the rows at a point theta = (v, beta): the effects of the clusters are integrated out one by
// one (tile_integral.hpp), and the pass adds up what a Newton step for theta and for the scales needs.
//
// With z_i the row's place in theta (ones at its levels, then x_i), s_i, w_i, c_i, b_i score, weight, slope and bend,
// V_e the variance of u_e, a_e = V_e sum_(i in e) c_i z_i = -dE[u_e]/dtheta, and z~_i = z_i - a_e:
//   gradient     sum_i s_i z_i
//   information  sum_i w_i z_i z_i' - sum_e a_e a_e' / V_e      (the Schur complement of the effects)
//   bend         1/2 sum_i b_i r_i z~_i  with  r_i = z~_i' C z~_i  for the covariance C of theta (when given)
//   pull         sum_e (E[u_e] - centre_e) a_e
//
// Repeats  chunks of clusters depend on the design alone, combined in their order: same bytes at any thread count.
// Cost     linear in rows: per row (columns + crossed groups)^2 / 2 multiplications, and as much per cluster.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "risk/fit/design.hpp"
#include "risk/sweep/tile_integral.hpp"
#include "sightline/base/run.hpp"

namespace sightline::hierarchy {

struct Point {
  Eigen::VectorXd theta;     // levels of the crossed groups in their order, then columns
  std::vector<double> tau;   // per scale
  std::vector<double> mode;  // per cluster: mode of u, a guess on entry, updated by each sweep
};

struct ClusterSums {  // over the clusters with an effect
  double count = 0;
  double square = 0;         // (E[u] - centre)^2
  double variance = 0;       // V_e
  double spread = 0;         // a_e' C a_e
  double lean = 0;           // (E[u] - centre) V_e sum_i b_i r_i / 2
  double shrink_square = 0;  // alpha^2, alpha = 1 - V_e / tau^2
  void add(const ClusterSums& other);
};

struct SweepResult {
  double log_integral = 0, log_likelihood = 0;
  Eigen::VectorXd gradient, bend, pull;
  Eigen::MatrixXd information;  // lower triangle
  ClusterSums clusters;
};

struct SweepOptions {
  bool curvature = true;                        // information is wanted
  bool joint = false;                           // r_i includes the variance of u_e itself (plain Laplace)
  const Eigen::MatrixXd* covariance = nullptr;  // C; none: bend and spread stay 0
};

// What a later use of the fit needs of each row and cluster.
struct ClusterState {
  std::vector<double> mean, variance;  // per cluster: E[u], V
  std::vector<double> slope;           // per row: c
};

class Sweep {
 public:
  Sweep(const Design& design, int nodes, const Run& run);
  SweepResult run(Point& point, const SweepOptions& options, ClusterState* state = nullptr) const;

 private:
  friend class ChunkSweep;
  const Design& design_;
  Quadrature rule_;
  Run run_;
  std::vector<std::size_t> chunk_;  // first cluster of each chunk, then the number of clusters
};

}  // namespace sightline::hierarchy
