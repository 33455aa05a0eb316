#include "risk/score/posterior.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::score {
namespace {

std::vector<double> references_of(const encode::Encoding& encoding) {
  std::vector<double> references(encoding.columns.size(), 0);
  for (const encode::SignalColumns& signal : encoding.signals.signals)
    if (signal.first != encode::no_column)
      std::copy(signal.reference.begin(), signal.reference.end(),
                references.begin() + static_cast<std::ptrdiff_t>(signal.first));
  return references;
}

// theta' = T theta with T = identity, but the first column's weight takes up sum_j reference_j weight_j.
void move_to_references(Posterior& posterior, const std::vector<double>& references) {
  const Eigen::Index levels = posterior.levels(), columns = posterior.columns();
  const Eigen::Map<const Eigen::VectorXd> reference(references.data(), columns);
  posterior.theta[levels] += reference.dot(posterior.theta.tail(columns));
  const Eigen::RowVectorXd row = reference.transpose() * posterior.covariance.bottomRows(columns);
  posterior.covariance.row(levels) += row;
  const Eigen::VectorXd column = posterior.covariance.rightCols(columns) * reference;
  posterior.covariance.col(levels) += column;
}

// a_e = V_e sum_i c_i z_i, columns from their references.
void carry_clusters(Posterior& posterior, const hierarchy::Design& design, const hierarchy::Fit& fit,
                    const std::vector<double>& references, const Run& run) {
  const std::size_t clusters = design.clusters(), columns = design.columns.size();
  posterior.carried.setZero(static_cast<Eigen::Index>(clusters), static_cast<Eigen::Index>(columns));
  constexpr std::size_t grain = 4096;
  std::vector<std::vector<Share>> shares(clusters / grain + 1);
  std::vector<std::uint32_t> counts(clusters, 0);
  parallel_chunks(run, clusters, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    std::vector<double> sum(columns);
    std::vector<Share>& mine = shares[chunk];
    for (std::size_t e = begin; e < end; ++e) {
      std::fill(sum.begin(), sum.end(), 0.0);
      const std::size_t first = mine.size();
      for (std::size_t i = design.cluster_begin[e]; i < design.cluster_begin[e + 1]; ++i) {
        const double c = fit.clusters.variance[e] * fit.clusters.slope[i];
        if (c == 0) continue;
        for (std::size_t j = 0; j < columns; ++j) sum[j] += c * design.x[i * columns + j];
        for (std::size_t k = 0; k < design.crossed.size(); ++k) {
          const Index level = design.crossed[k].level[i];
          if (level == no_index) continue;
          const auto place =
              static_cast<std::uint32_t>(posterior.encoding.offset[posterior.encoding.crossed[k]] + level);
          auto at = std::find_if(mine.begin() + static_cast<std::ptrdiff_t>(first), mine.end(),
                                 [&](const Share& share) { return share.level == place; });
          if (at == mine.end()) at = mine.insert(mine.end(), {place, 0});
          at->value += static_cast<float>(c);
        }
      }
      for (std::size_t j = 0; j < columns; ++j)
        posterior.carried(static_cast<Eigen::Index>(e), static_cast<Eigen::Index>(j)) =
            static_cast<float>(sum[j] - references[j] * sum[0]);
      counts[e] = static_cast<std::uint32_t>(mine.size() - first);
    }
  });
  for (const std::vector<Share>& part : shares)
    posterior.shares.insert(posterior.shares.end(), part.begin(), part.end());
  for (const std::uint32_t count : counts) posterior.share_begin.push_back(posterior.share_begin.back() + count);
}

}  // namespace

Posterior prior_card(encode::Encoding encoding) {
  Posterior posterior;
  posterior.encoding = std::move(encoding);
  const auto size = posterior.columns();  // no level is trained
  posterior.theta = Eigen::VectorXd::Zero(size);
  posterior.covariance = Eigen::MatrixXd::Zero(size, size);
  for (Eigen::Index j = 0; j < size; ++j) {
    const hierarchy::Column& column = posterior.encoding.columns[static_cast<std::size_t>(j)];
    posterior.theta[j] = column.prior_mean;
    posterior.covariance(j, j) = column.prior_sd * column.prior_sd;
  }
  for (const hierarchy::Scale& scale : posterior.encoding.scales) posterior.tau.push_back(scale.prior);
  return posterior;
}

Posterior posterior_of(encode::Encoding encoding, const hierarchy::Design& design, const hierarchy::Fit& fit,
                       const Run& run) {
  Posterior posterior;
  posterior.encoding = std::move(encoding);
  posterior.theta = fit.theta;
  posterior.covariance = fit.covariance;
  posterior.tau = fit.tau;
  const std::vector<double> references = references_of(posterior.encoding);
  move_to_references(posterior, references);
  if (posterior.encoding.clustered < 0) return posterior;
  const auto& group = posterior.encoding.groups.groups[static_cast<std::size_t>(posterior.encoding.clustered)];
  posterior.cluster_of.assign(group.levels, no_index);
  for (std::size_t e = 0; e < design.clusters(); ++e)
    if (const Index level = design.clustered.level[e]; level != no_index)
      posterior.cluster_of[level] = static_cast<Index>(e);
  posterior.mean = fit.clusters.mean;
  posterior.variance = fit.clusters.variance;
  if (!group.spec->nuisance) carry_clusters(posterior, design, fit, references, run);
  return posterior;
}

}  // namespace sightline::score
