// design.hpp: the rows of one fit as columns, gathered by the levels of the group whose effects are integrated out one
// by one.
//
//   k_i of n_i ~ binomial(s_i p_i);  logit p_i = x_i beta + sum_g v_g[level_g(i)] + u[cluster(i)]
//   beta_j ~ N(prior_mean, (prior_sd * tau)^2), v_g[l] ~ N(centre_l, (unit_l tau_g)^2), u_e ~ N(centre_e, tau_u^2)
//
// tau is 1 for a column without a scale. Rows of one cluster lie together, so that one sweep over the rows integrates
// each u_e out and adds what is left to a small system in theta = (v, beta).
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "sightline/base/ids.hpp"
#include "sightline/signals.hpp"

namespace sightline::hierarchy {

inline constexpr double flat = std::numeric_limits<double>::infinity();  // a prior sd: no prior at all

struct Column {
  std::string name;
  double prior_mean = 0;
  double prior_sd = 1;  // logit per unit; times tau when it has a scale
  int scale = -1;       // index into Design::scales; -1 = none
  Sign sign = Sign::any;
};

struct Scale {
  std::string name;
  double prior = flat;  // sd of the half-normal prior on tau
  double start = 0.5;
};

struct Group {
  std::string name;
  int scale = -1;  // index into Design::scales
  std::size_t levels = 0;
  std::vector<Index> level;    // per row; no_index = this row has no effect of the group
  std::vector<double> centre;  // prior mean per level; empty = 0
  std::vector<double> unit;    // prior sd per level in units of tau; empty = 1 (the clustered group has none)
  [[nodiscard]] double centre_of(std::size_t at) const { return centre.empty() ? 0 : centre[at]; }
  [[nodiscard]] double unit_of(std::size_t at) const { return unit.empty() ? 1 : unit[at]; }
};

struct Design {
  std::vector<Column> columns;
  std::vector<Scale> scales;
  std::vector<Group> crossed;
  std::vector<double> x;                         // rows x columns, row by row
  std::vector<double> trials, failures, weight;  // per row
  std::vector<double> sensitivity;               // per row; empty = 1
  Group clustered;                               // levels == 0: there is none; `level` is per cluster
  std::vector<std::size_t> cluster_begin{0};     // clusters + 1; cluster c is rows [begin[c], begin[c + 1])

  [[nodiscard]] std::size_t rows() const { return trials.size(); }
  [[nodiscard]] std::size_t clusters() const { return cluster_begin.size() - 1; }
  [[nodiscard]] std::size_t levels() const {  // of all crossed groups together
    std::size_t sum = 0;
    for (const Group& group : crossed) sum += group.levels;
    return sum;
  }
  [[nodiscard]] std::size_t size() const { return levels() + columns.size(); }  // of theta
};

// The order of rows that gathers clusters: rows of level 0, of level 1, ..., then rows without a level in blocks of
// their own. Sets `clustered.level` and `cluster_begin`; the caller stores its rows in that order.
std::vector<std::uint32_t> gather_clusters(const std::vector<Index>& level, std::size_t levels, Design& design);

}  // namespace sightline::hierarchy
