// tile_integral.hpp: for each cluster of a tile, the integral over its effect u ~ N(centre, tau^2) of the likelihood of
// its rows, and its moments.
//
//   I = integral prod_i f_i(eta_i + u)^weight_i  N(u; centre, tau^2) du
//
// by adaptive Gauss-Hermite quadrature about the mode (Liu and Pierce 1994; Pinheiro and Bates 1995); one node is the
// Laplace approximation. Quantities per row are what a Newton step for everything else needs:
//   score   E[d log f_i / d eta]          = d log I / d eta_i
//   weight  E[-d2 log f_i / d eta2]
//   slope   -Cov(score_i, u) / Var(u)     = weight with one node; dE[u] / d eta_i = -Var(u) slope_i
//   bend    E[d weight_i / d eta]
#pragma once

#include "risk/sweep/row_terms.hpp"

namespace sightline::hierarchy {

struct Quadrature {
  std::vector<double> node, log_weight;  // log_weight = log(w_q) + x_q^2 of the Gauss-Hermite rule
};
// The rule with `nodes` >= 1 nodes, from the eigenvalues of its Jacobi matrix (Golub and Welsch 1969).
Quadrature gauss_hermite(int nodes);

struct TileRows {
  RowData data;
  std::span<const double> weight;
  std::span<const double> eta;         // without u
  std::span<const std::size_t> begin;  // of each cluster's rows in the tile, then the number of rows
};
struct TileEffects {
  double tau = 0;                  // > 0
  std::span<const double> centre;  // per cluster; NaN: the cluster has no effect, u = 0
  std::span<double> mode;          // per cluster: a guess on entry, the mode of u on return
};

struct Moments {
  double log_integral = 0;    // log I
  double log_likelihood = 0;  // of the rows at the mode of u
  double mean = 0, variance = 0;
};

class TileIntegral {
 public:
  explicit TileIntegral(const Quadrature& rule) : rule_(&rule) {}
  void integrate(const TileRows& rows, const TileEffects& effects);

  std::vector<Moments> moments;                    // per cluster
  std::vector<double> score, weight, slope, bend;  // per row, times its weight

 private:
  void spread_rows(const TileRows& rows, std::span<const double> effect);
  void find_modes(const TileRows& rows, const TileEffects& effects);
  void take_laplace(const TileRows& rows, const TileEffects& effects);
  void take_quadrature(const TileRows& rows, const TileEffects& effects);
  void mix_rows(const TileRows& rows, std::size_t cluster, std::span<const double> share, double scale);

  const Quadrature* rule_;
  RowTerms terms_;           // of the rows, node by node
  std::vector<double> eta_;  // with u
  std::vector<double> at_;   // per cluster: u of the node
  std::vector<double> log_density_, share_;
  std::vector<char> moving_;
};

}  // namespace sightline::hierarchy
