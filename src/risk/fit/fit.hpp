// fit.hpp: theta and the scales of a design, by one Newton iteration for both.
//
//   theta   mode of sum_e log I_e(theta) + log prior(theta): the cluster effects integrated, by adaptive quadrature
//   tau     root of  E[effect^2 of the scale | data] = tau^2 count + prior terms, the derivative of the log marginal
//           likelihood in log tau (Fisher's identity); moments by the Laplace approximation about theta with its
//           skewness term (Tierney and Kadane 1986); half-normal prior on tau, mode in log tau
//
// With maximum_likelihood there are no priors on beta and tau, every effect sits at the joint mode, and beta and tau
// maximise the plain Laplace approximation of the likelihood (Breslow and Clayton 1993), which is what glmer of R's
// lme4 maximises.
//
// Signs    columns with a sign stay on their side of 0: active set, projected step (Bertsekas 1982).
// Repeats  same bytes at any thread count. A start changes the way, not the end (to the tolerance).
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "risk/sweep/sweep.hpp"

namespace sightline::hierarchy {

struct FitStart {  // where to begin; empty = from the priors
  Eigen::VectorXd theta;
  std::vector<double> tau;  // NaN = not known
};

struct FitSettings {
  bool maximum_likelihood = false;
  int nodes = 7;  // of the quadrature over a cluster's effect; 1 = Laplace
  int max_iterations = 100;
  double tolerance = 1e-5;  // of a step in log tau, and of a step of theta in posterior standard deviations
  FitStart start;
  Run run;
};

struct Fit {
  Eigen::VectorXd theta;       // levels of the crossed groups, then columns
  Eigen::MatrixXd covariance;  // of theta; 0 for columns that their sign holds at 0
  std::vector<double> tau;     // per scale
  ClusterState clusters;
  std::vector<bool> held;     // per column: held at 0 by its sign
  Eigen::VectorXd gradient;   // of the log posterior in theta: not 0 where held
  double log_likelihood = 0;  // conditional on the effects
  double log_marginal = 0;    // effects (and beta, unless maximum_likelihood) integrated; no binomial coefficients
  int iterations = 0;
  bool converged = false;
  std::vector<std::string> notes;
};

Fit fit_hierarchy(const Design& design, const FitSettings& settings);

}  // namespace sightline::hierarchy
