#include "risk/sweep/sweep.hpp"

#include <algorithm>

#include "risk/sweep/chunk_sweep.hpp"

namespace sightline::hierarchy {
namespace {

constexpr std::size_t least_chunk_rows = 2048;
constexpr std::size_t most_chunks = 64;
constexpr std::size_t most_chunk_bytes = std::size_t{1} << 28;  // of all chunks' matrices together

}  // namespace

void ClusterSums::add(const ClusterSums& other) {
  count += other.count;
  square += other.square;
  variance += other.variance;
  spread += other.spread;
  lean += other.lean;
  shrink_square += other.shrink_square;
}

Sweep::Sweep(const Design& design, int nodes, const Run& run)
    : design_(design), rule_(gauss_hermite(nodes)), run_(run) {
  const std::size_t bytes = std::max<std::size_t>(design.size() * design.size() * sizeof(double), 1);
  const std::size_t chunks =
      std::clamp<std::size_t>(std::min(most_chunk_bytes / bytes, design.rows() / least_chunk_rows), 2, most_chunks);
  const std::size_t share = design.rows() / chunks + 1;
  chunk_.push_back(0);
  for (std::size_t cluster = 0; cluster < design.clusters(); ++cluster)
    if (design.cluster_begin[cluster + 1] - design.cluster_begin[chunk_.back()] >= share) chunk_.push_back(cluster + 1);
  if (chunk_.back() != design.clusters()) chunk_.push_back(design.clusters());
}

SweepResult Sweep::run(Point& point, const SweepOptions& options, ClusterState* state) const {
  point.mode.resize(design_.clusters(), 0);
  if (state != nullptr) {
    state->mean.assign(design_.clusters(), 0);
    state->variance.assign(design_.clusters(), 0);
    state->slope.assign(design_.rows(), 0);
  }
  const std::size_t chunks = chunk_.size() - 1;
  std::vector<SweepResult> parts(chunks);
  parallel_chunks(run_, chunks, 1, [&](std::size_t chunk, std::size_t, std::size_t) {
    ChunkSweep sweep(design_, rule_, point, options, state);
    parts[chunk] = sweep.run(chunk_[chunk], chunk_[chunk + 1]);
  });
  SweepResult total = empty_result(design_, options);
  for (const SweepResult& part : parts) {
    total.log_integral += part.log_integral;
    total.log_likelihood += part.log_likelihood;
    total.gradient += part.gradient;
    total.bend += part.bend;
    total.pull += part.pull;
    if (options.curvature) total.information += part.information;
    total.clusters.add(part.clusters);
  }
  return total;
}

}  // namespace sightline::hierarchy
