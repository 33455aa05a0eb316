// chunk_sweep.hpp: the part of a sweep that one chunk of clusters adds, tile by tile: a tile is a few hundred rows, so
// that its columns stay in the cache and its dense part is a matrix product.
#pragma once

#include "risk/sweep/sweep.hpp"

namespace sightline::hierarchy {

SweepResult empty_result(const Design& design, const SweepOptions& options);

class ChunkSweep {
 public:
  ChunkSweep(const Design& design, const Quadrature& rule, Point& point, const SweepOptions& options,
             ClusterState* state);
  SweepResult run(std::size_t first_cluster, std::size_t last_cluster);

 private:
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  struct Share {         // sqrt(V_e) sum of c_i over the cluster's rows of one level
    Eigen::Index level;  // place in theta
    double value;
    double carried;  // (C a_e) at that place
  };

  void tile();
  void predict();
  void integrate();
  void add_moments();
  void gather_slopes(std::size_t cluster);
  void add_rows();
  void add_clusters();
  void add_pull(std::size_t cluster);
  void add_bends();
  double carry(std::size_t cluster);
  double row_spread(Eigen::Index row) const;
  void add_bend(std::size_t cluster, double spread);

  [[nodiscard]] static Eigen::Map<Eigen::VectorXd> column(std::vector<double>& values) {
    return {values.data(), static_cast<Eigen::Index>(values.size())};
  }
  [[nodiscard]] const Moments& moments(std::size_t cluster) const { return integral_.moments[cluster - first_]; }
  [[nodiscard]] Eigen::Map<const Rows> tile_x() const {
    return {design_.x.data() + begin_ * design_.columns.size(), static_cast<Eigen::Index>(end_ - begin_), columns_};
  }
  [[nodiscard]] Eigen::Index place(std::size_t group, Eigen::Index row) const {  // in theta; -1 = no level
    const Index level = design_.crossed[group].level[begin_ + static_cast<std::size_t>(row)];
    return level == no_index ? -1 : offset_[group] + static_cast<Eigen::Index>(level);
  }
  [[nodiscard]] Eigen::Index first_row(std::size_t cluster) const {
    return static_cast<Eigen::Index>(row_begin_[cluster - first_]);
  }
  [[nodiscard]] std::span<Share> shares(std::size_t cluster) {
    const std::size_t at = cluster - first_;
    return std::span<Share>(shares_).subspan(share_begin_[at], share_begin_[at + 1] - share_begin_[at]);
  }

  const Design& design_;
  Point& point_;
  const SweepOptions& options_;
  ClusterState* state_;
  TileIntegral integral_;
  SweepResult result_;
  Eigen::Index levels_, columns_;
  std::vector<Eigen::Index> offset_;  // of each crossed group in theta
  std::vector<std::size_t> slot_;     // per place in theta: its index in shares_ while a cluster is at work

  std::size_t first_ = 0, last_ = 0, begin_ = 0, end_ = 0;  // clusters and rows of the present tile
  Eigen::VectorXd eta_;                                     // per row, without the effect of its cluster
  std::vector<std::size_t> row_begin_;                      // per cluster, in the tile
  std::vector<double> centre_;                              // per cluster; NaN = no effect
  Rows scaled_;                                             // per row: sqrt(w_i) x_i, then C x_i
  Rows removed_, carried_;                                  // per cluster: sqrt(V_e) sum c_i x_i; its product with C
  std::vector<Share> shares_;
  std::vector<std::size_t> share_begin_;
};

}  // namespace sightline::hierarchy
