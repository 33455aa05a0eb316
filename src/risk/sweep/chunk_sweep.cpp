#include "risk/sweep/chunk_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sightline::hierarchy {
namespace {

constexpr std::size_t tile_rows = 512;
constexpr std::size_t no_slot = static_cast<std::size_t>(-1);

std::span<const double> part(const std::vector<double>& column, std::size_t begin, std::size_t count) {
  return column.empty() ? std::span<const double>() : std::span<const double>(column).subspan(begin, count);
}

}  // namespace

SweepResult empty_result(const Design& design, const SweepOptions& options) {
  const auto size = static_cast<Eigen::Index>(design.size());
  SweepResult result;
  result.gradient = result.bend = result.pull = Eigen::VectorXd::Zero(size);
  if (options.curvature) result.information = Eigen::MatrixXd::Zero(size, size);
  return result;
}

ChunkSweep::ChunkSweep(const Design& design, const Quadrature& rule, Point& point, const SweepOptions& options,
                       ClusterState* state)
    : design_(design),
      point_(point),
      options_(options),
      state_(state),
      integral_(rule),
      result_(empty_result(design, options)),
      levels_(static_cast<Eigen::Index>(design.levels())),
      columns_(static_cast<Eigen::Index>(design.columns.size())),
      slot_(design.levels(), no_slot) {
  Eigen::Index offset = 0;
  for (const Group& group : design.crossed) {
    offset_.push_back(offset);
    offset += static_cast<Eigen::Index>(group.levels);
  }
}

SweepResult ChunkSweep::run(std::size_t first_cluster, std::size_t last_cluster) {
  for (first_ = first_cluster; first_ < last_cluster; first_ = last_) {
    begin_ = design_.cluster_begin[first_];
    last_ = first_ + 1;
    while (last_ < last_cluster && design_.cluster_begin[last_ + 1] - begin_ <= tile_rows) ++last_;
    end_ = design_.cluster_begin[last_];
    tile();
  }
  return std::move(result_);
}

void ChunkSweep::tile() {
  predict();
  integrate();
  add_moments();
  removed_.setZero(static_cast<Eigen::Index>(last_ - first_), columns_);
  shares_.clear();
  share_begin_.assign(1, 0);
  for (std::size_t cluster = first_; cluster < last_; ++cluster) {
    if (options_.curvature || options_.covariance != nullptr) gather_slopes(cluster);
    share_begin_.push_back(shares_.size());
  }
  add_rows();
  if (options_.curvature) add_clusters();
  if (options_.covariance != nullptr) add_bends();
}

// eta_i = x_i beta + sum_g v_g[level]
void ChunkSweep::predict() {
  const auto count = static_cast<Eigen::Index>(end_ - begin_);
  eta_.noalias() = tile_x() * point_.theta.tail(columns_);
  for (std::size_t g = 0; g < design_.crossed.size(); ++g)
    for (Eigen::Index i = 0; i < count; ++i)
      if (const Eigen::Index at = place(g, i); at >= 0) eta_[i] += point_.theta[at];
}

void ChunkSweep::integrate() {
  const std::size_t count = end_ - begin_;
  row_begin_.clear();
  centre_.clear();
  for (std::size_t cluster = first_; cluster < last_; ++cluster) {
    const Index level = design_.clustered.levels == 0 ? no_index : design_.clustered.level[cluster];
    row_begin_.push_back(design_.cluster_begin[cluster] - begin_);
    centre_.push_back(level == no_index ? std::numeric_limits<double>::quiet_NaN()
                                        : design_.clustered.centre_of(level));
  }
  row_begin_.push_back(count);
  const TileRows rows{{part(design_.trials, begin_, count), part(design_.failures, begin_, count),
                       part(design_.sensitivity, begin_, count)},
                      part(design_.weight, begin_, count),
                      std::span<const double>(eta_.data(), count),
                      row_begin_};
  const double tau = design_.clustered.levels == 0 ? 1 : point_.tau[static_cast<std::size_t>(design_.clustered.scale)];
  integral_.integrate(rows, {tau, centre_, std::span<double>(point_.mode).subspan(first_, last_ - first_)});
}

void ChunkSweep::add_moments() {
  for (std::size_t cluster = first_; cluster < last_; ++cluster) {
    const Moments& here = moments(cluster);
    result_.log_integral += here.log_integral;
    result_.log_likelihood += here.log_likelihood;
    if (const double centre = centre_[cluster - first_]; !std::isnan(centre)) {
      const double tau = point_.tau[static_cast<std::size_t>(design_.clustered.scale)];
      const double away = here.mean - centre, alpha = 1 - here.variance / (tau * tau);
      result_.clusters.count += 1;
      result_.clusters.square += away * away;
      result_.clusters.variance += here.variance;
      result_.clusters.shrink_square += alpha * alpha;
    }
    if (state_ != nullptr) {
      state_->mean[cluster] = here.mean;
      state_->variance[cluster] = here.variance;
    }
  }
  if (state_ != nullptr)
    std::copy(integral_.slope.begin(), integral_.slope.end(),
              state_->slope.begin() + static_cast<std::ptrdiff_t>(begin_));
}

// a_e / sqrt(V_e) = sqrt(V_e) sum_i c_i z_i: its dense part into removed_, its levels into shares_.
void ChunkSweep::gather_slopes(std::size_t cluster) {
  const double root = std::sqrt(moments(cluster).variance);
  if (root == 0) return;
  double* const removed = &removed_(static_cast<Eigen::Index>(cluster - first_), 0);
  const std::size_t first_share = shares_.size();
  const Eigen::Index end = first_row(cluster + 1);
  for (Eigen::Index i = first_row(cluster); i < end; ++i) {
    const double c = root * integral_.slope[static_cast<std::size_t>(i)];
    const double* const x = design_.x.data() + (begin_ + static_cast<std::size_t>(i)) * design_.columns.size();
    for (Eigen::Index j = 0; j < columns_; ++j) removed[j] += c * x[j];
    for (std::size_t g = 0; g < design_.crossed.size(); ++g) {
      const Eigen::Index at = place(g, i);
      if (at < 0) continue;
      std::size_t& slot = slot_[static_cast<std::size_t>(at)];
      if (slot == no_slot) {
        slot = shares_.size();
        shares_.push_back({at, 0, 0});
      }
      shares_[slot].value += c;
    }
  }
  for (std::size_t s = first_share; s < shares_.size(); ++s)
    slot_[static_cast<std::size_t>(shares_[s].level)] = no_slot;
}

}  // namespace sightline::hierarchy
