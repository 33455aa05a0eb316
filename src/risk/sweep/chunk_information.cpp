// What the rows and clusters of a tile add to gradient, information and bend.
#include "risk/sweep/chunk_sweep.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::hierarchy {

// gradient += s_i z_i and information += w_i z_i z_i'
void ChunkSweep::add_rows() {
  const auto count = static_cast<Eigen::Index>(end_ - begin_);
  result_.gradient.tail(columns_).noalias() += tile_x().transpose() * column(integral_.score);
  for (std::size_t g = 0; g < design_.crossed.size(); ++g)
    for (Eigen::Index i = 0; i < count; ++i)
      if (const Eigen::Index at = place(g, i); at >= 0)
        result_.gradient[at] += integral_.score[static_cast<std::size_t>(i)];
  if (!options_.curvature) return;
  scaled_ = column(integral_.weight).cwiseSqrt().asDiagonal() * tile_x();
  auto corner = result_.information.bottomRightCorner(columns_, columns_);
  corner.selfadjointView<Eigen::Lower>().rankUpdate(scaled_.transpose());
  for (Eigen::Index i = 0; i < count; ++i) {
    const double w = integral_.weight[static_cast<std::size_t>(i)];
    const double* const x = design_.x.data() + (begin_ + static_cast<std::size_t>(i)) * design_.columns.size();
    for (std::size_t g = 0; g < design_.crossed.size(); ++g) {
      const Eigen::Index at = place(g, i);
      if (at < 0) continue;
      double* const column = &result_.information(levels_, at);
      for (Eigen::Index j = 0; j < columns_; ++j) column[j] += w * x[j];
      for (std::size_t h = 0; h <= g; ++h)  // groups lie in theta in their order: `at` is the row
        if (const Eigen::Index other = place(h, i); other >= 0) result_.information(at, other) += w;
    }
  }
}

// information -= a_e a_e' / V_e
void ChunkSweep::add_clusters() {
  auto corner = result_.information.bottomRightCorner(columns_, columns_);
  corner.selfadjointView<Eigen::Lower>().rankUpdate(removed_.transpose(), -1.0);
  for (std::size_t cluster = first_; cluster < last_; ++cluster) {
    const double* const removed = &removed_(static_cast<Eigen::Index>(cluster - first_), 0);
    const std::span<Share> mine = shares(cluster);
    add_pull(cluster);
    for (const Share& share : mine) {
      double* const column = &result_.information(levels_, share.level);
      for (Eigen::Index j = 0; j < columns_; ++j) column[j] -= share.value * removed[j];
      for (const Share& other : mine)
        if (other.level <= share.level) result_.information(share.level, other.level) -= share.value * other.value;
    }
  }
}

// pull += (E[u] - centre) a_e
void ChunkSweep::add_pull(std::size_t cluster) {
  const double centre = centre_[cluster - first_];
  if (std::isnan(centre)) return;
  const Moments& here = moments(cluster);
  const double away = (here.mean - centre) * std::sqrt(here.variance);
  result_.pull.tail(columns_) += away * removed_.row(static_cast<Eigen::Index>(cluster - first_)).transpose();
  for (const Share& share : shares(cluster)) result_.pull[share.level] += away * share.value;
}

void ChunkSweep::add_bends() {
  const Eigen::MatrixXd& covariance = *options_.covariance;
  if (!options_.joint) {  // with joint modes beta is no part of C
    scaled_.noalias() = tile_x() * covariance.bottomRightCorner(columns_, columns_);
    carried_.noalias() = removed_ * covariance.bottomRightCorner(columns_, columns_);
  } else {
    carried_.setZero(removed_.rows(), columns_);
  }
  for (std::size_t cluster = first_; cluster < last_; ++cluster) add_bend(cluster, carry(cluster));
}

// C a_e / sqrt(V_e) at beta (into carried_) and at the cluster's levels (into its shares). Returns a_e' C a_e.
double ChunkSweep::carry(std::size_t cluster) {
  const Eigen::MatrixXd& covariance = *options_.covariance;
  const auto at = static_cast<Eigen::Index>(cluster - first_);
  const std::span<Share> mine = shares(cluster);
  double spread = 0;
  for (Share& share : mine) {
    share.carried = 0;
    for (const Share& other : mine) share.carried += covariance(share.level, other.level) * other.value;
    if (!options_.joint) {
      share.carried += covariance.col(share.level).tail(columns_).dot(removed_.row(at));
      carried_.row(at) += share.value * covariance.col(share.level).tail(columns_).transpose();
    }
    spread += share.value * share.carried;
  }
  if (!options_.joint) spread += carried_.row(at).dot(removed_.row(at));
  return spread * moments(cluster).variance;
}

// z_i' C z_i
double ChunkSweep::row_spread(Eigen::Index row) const {
  const Eigen::MatrixXd& covariance = *options_.covariance;
  double spread = options_.joint ? 0 : scaled_.row(row).dot(tile_x().row(row));
  for (std::size_t g = 0; g < design_.crossed.size(); ++g) {
    const Eigen::Index at = place(g, row);
    if (at < 0) continue;
    if (!options_.joint) spread += 2 * covariance.col(at).tail(columns_).dot(tile_x().row(row));
    spread += covariance(at, at);
    for (std::size_t h = 0; h < g; ++h)
      if (const Eigen::Index other = place(h, row); other >= 0) spread += 2 * covariance(at, other);
  }
  return spread;
}

// r_i = z_i' C z_i - 2 z_i' C a_e + a_e' C a_e (+ V_e when joint); f_i = b_i r_i / 2
// bend += sum_i f_i z_i - (sum_i f_i) a_e
void ChunkSweep::add_bend(std::size_t cluster, double spread) {
  const Moments& here = moments(cluster);
  const auto at = static_cast<Eigen::Index>(cluster - first_);
  const double root = std::sqrt(here.variance);
  const std::span<Share> mine = shares(cluster);
  for (const Share& share : mine)
    slot_[static_cast<std::size_t>(share.level)] = static_cast<std::size_t>(&share - mine.data());
  double sum = 0;
  const Eigen::Index end = first_row(cluster + 1);
  for (Eigen::Index i = first_row(cluster); i < end; ++i) {
    double cross = options_.joint ? 0 : carried_.row(at).dot(tile_x().row(i));
    if (root > 0)
      for (std::size_t g = 0; g < design_.crossed.size(); ++g)
        if (const Eigen::Index level = place(g, i); level >= 0)
          cross += mine[slot_[static_cast<std::size_t>(level)]].carried;
    const double r = row_spread(i) - 2 * root * cross + spread + (options_.joint ? here.variance : 0);
    double& bend = integral_.bend[static_cast<std::size_t>(i)];
    const double force = bend *= 0.5 * r;
    sum += force;
    for (std::size_t g = 0; g < design_.crossed.size(); ++g)
      if (const Eigen::Index level = place(g, i); level >= 0) result_.bend[level] += force;
  }
  const Eigen::Index first = first_row(cluster);
  result_.bend.tail(columns_).noalias() +=
      tile_x().middleRows(first, end - first).transpose() * column(integral_.bend).segment(first, end - first);
  const double centre = centre_[cluster - first_];
  for (const Share& share : mine) slot_[static_cast<std::size_t>(share.level)] = static_cast<std::size_t>(-1);
  if (std::isnan(centre)) return;
  const double away = here.mean - centre;
  result_.bend.tail(columns_) -= sum * root * removed_.row(at).transpose();
  for (const Share& share : mine) result_.bend[share.level] -= sum * root * share.value;
  result_.clusters.spread += spread;
  result_.clusters.lean += away * here.variance * sum;
}

}  // namespace sightline::hierarchy
