#include "risk/score/domains.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

#include "sightline/base/rng.hpp"

namespace sightline::score {
namespace {

constexpr std::size_t draws = 1000;
constexpr std::uint64_t seed = 20210701;
constexpr Eigen::Index most_joint =
    1500;  // domains whose joint covariance is worth its cube; beyond, ranks take them apart

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

// Of the logits of the rates.
Eigen::MatrixXd covariance_of(const Posterior& posterior, const DomainSums& sums, const std::vector<Index>& present,
                              const Eigen::VectorXd& rate) {
  const auto count = static_cast<Eigen::Index>(present.size());
  Eigen::MatrixXd gradient(count, sums.gradient.cols());
  Eigen::VectorXd scale(count), alone(count);
  for (Eigen::Index d = 0; d < count; ++d) {
    const Index domain = present[static_cast<std::size_t>(d)];
    scale[d] = 1 / (sums.count[domain] * rate[d] * (1 - rate[d]));
    gradient.row(d) = sums.gradient.row(static_cast<Eigen::Index>(domain)) * scale[d];
    alone[d] = sums.noise[domain];
    for (auto at = sums.beside.lower_bound({domain, 0}); at != sums.beside.end() && at->first.first == domain; ++at) {
      const std::size_t group = at->first.second >> 32;
      const auto level = static_cast<Index>(at->first.second & 0xFFFFFFFFu);
      const Index cluster = static_cast<int>(group) == posterior.encoding.clustered && level != no_index
                                ? posterior.cluster_of[level]
                                : no_index;
      const double tau = posterior.tau[group];
      alone[d] += at->second * at->second * (cluster == no_index ? tau * tau : posterior.variance[cluster]);
    }
    alone[d] *= scale[d] * scale[d];
  }
  const Eigen::MatrixXd product = gradient * posterior.covariance;
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(count, count);
  if (count <= most_joint)
    covariance.noalias() = product * gradient.transpose();
  else
    covariance.diagonal() = product.cwiseProduct(gradient).rowwise().sum();
  covariance.diagonal() += alone;
  return covariance;
}

// Ranks of the draws of each domain: 1 = highest.
std::vector<std::vector<std::uint32_t>> draw_ranks(const Eigen::VectorXd& logit, const Eigen::MatrixXd& covariance) {
  const Eigen::Index count = logit.size();
  Eigen::MatrixXd root = Eigen::MatrixXd::Zero(count, count);
  if (count <= most_joint) {
    const Eigen::LDLT<Eigen::MatrixXd> factor(covariance);  // covariance = P' L D L' P, perhaps singular
    const Eigen::VectorXd diagonal = factor.vectorD().cwiseMax(0).cwiseSqrt();
    root = factor.matrixL();
    root = root * diagonal.asDiagonal();
    root = factor.transpositionsP().transpose() * root;
  } else {
    root.diagonal() = covariance.diagonal().cwiseMax(0).cwiseSqrt();
  }
  std::vector<std::vector<std::uint32_t>> ranks(static_cast<std::size_t>(count), std::vector<std::uint32_t>(draws));
  std::vector<std::size_t> order(static_cast<std::size_t>(count));
  Eigen::VectorXd normal(count), value(count);
  for (std::size_t draw = 0; draw < draws; ++draw) {
    Rng rng(seed, draw);
    for (Eigen::Index d = 0; d < count; ++d) normal[d] = rng.normal();
    value = count <= most_joint ? Eigen::VectorXd(logit + root * normal)
                                : Eigen::VectorXd(logit + root.diagonal().cwiseProduct(normal));
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return value[static_cast<Eigen::Index>(a)] > value[static_cast<Eigen::Index>(b)];
    });
    for (std::size_t rank = 0; rank < order.size(); ++rank)
      ranks[order[rank]][draw] = static_cast<std::uint32_t>(rank + 1);
  }
  return ranks;
}

}  // namespace

std::vector<DomainScore> score_domains(const Posterior& posterior, const DomainSums& sums, const std::vector<Id>& id,
                                       double interval) {
  std::vector<Index> present;
  for (Index d = 0; d < sums.count.size(); ++d)
    if (sums.count[d] > 0) present.push_back(d);
  const auto count = static_cast<Eigen::Index>(present.size());
  std::vector<DomainScore> scores(present.size());
  if (present.empty()) return scores;
  Eigen::VectorXd rate(count), logit(count);
  for (Eigen::Index d = 0; d < count; ++d) {
    const Index domain = present[static_cast<std::size_t>(d)];
    rate[d] = std::clamp(sums.probability[domain] / sums.count[domain], 1e-15, 1 - 1e-15);
    logit[d] = std::log(rate[d] / (1 - rate[d]));
  }
  const Eigen::MatrixXd covariance = covariance_of(posterior, sums, present, rate);
  std::vector<std::vector<std::uint32_t>> ranks = draw_ranks(logit, covariance);
  const double z = normal_quantile(0.5 + interval / 2);
  std::vector<std::size_t> order(present.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rate[static_cast<Eigen::Index>(a)] > rate[static_cast<Eigen::Index>(b)];
  });
  for (std::size_t rank = 0; rank < order.size(); ++rank)
    scores[order[rank]].rank = static_cast<std::uint32_t>(rank + 1);
  for (std::size_t d = 0; d < scores.size(); ++d) {
    const auto at = static_cast<Eigen::Index>(d);
    const double sd = std::sqrt(std::max(covariance(at, at), 0.0));
    DomainScore& score = scores[d];
    score.id = id[present[d]];
    score.candidates = static_cast<std::uint32_t>(sums.count[present[d]]);
    score.rate = rate[at];
    score.lower = logistic(logit[at] - z * sd);
    score.upper = logistic(logit[at] + z * sd);
    std::vector<std::uint32_t>& drawn = ranks[d];
    std::sort(drawn.begin(), drawn.end());
    const auto quantile = [&](double p) {
      return drawn[static_cast<std::size_t>(std::lround(p * static_cast<double>(draws - 1)))];
    };
    score.rank_lower = std::min(quantile(0.5 - interval / 2), score.rank);
    score.rank_upper = std::max(quantile(0.5 + interval / 2), score.rank);
  }
  return scores;
}

// Radix sort by the bits of the probability, 16 at a time, descending; stable.
std::vector<std::uint32_t> rank_candidates(const std::vector<double>& probability) {
  const std::size_t count = probability.size();
  struct Item {
    std::uint64_t key;
    std::uint32_t candidate;
  };
  std::vector<Item> items(count), other(count);
  for (std::size_t c = 0; c < count; ++c)
    items[c] = {~std::bit_cast<std::uint64_t>(probability[c]), static_cast<std::uint32_t>(c)};
  if (count < 4096) {
    std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.key < b.key; });
  } else {
    for (int shift = 0; shift < 64; shift += 16) {
      std::vector<std::size_t> start(65537, 0);
      for (const Item& item : items) ++start[((item.key >> shift) & 0xFFFF) + 1];
      std::partial_sum(start.begin(), start.end(), start.begin());
      for (const Item& item : items) other[start[(item.key >> shift) & 0xFFFF]++] = item;
      items.swap(other);
    }
  }
  std::vector<std::uint32_t> rank(count);
  for (std::size_t at = 0; at < count; ++at) rank[items[at].candidate] = static_cast<std::uint32_t>(at + 1);
  return rank;
}

}  // namespace sightline::score
