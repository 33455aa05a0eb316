#include "risk/score/scorer.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::score {
namespace {

constexpr std::size_t tile_rows = 256;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

const encode::GroupLevels& group_of(const Posterior& posterior, std::size_t g) {
  return posterior.encoding.groups.groups[g];
}

double centre_of(const encode::GroupLevels& group, Index level) {
  return level == no_index || group.centre.empty() ? 0 : group.centre[level];
}

}  // namespace

std::vector<Term> list_terms(const Posterior& posterior) {
  std::vector<Term> terms{{"base", Term::Kind::base, 0}};
  const auto& signals = posterior.encoding.signals.signals;
  for (std::size_t j = 0; j < signals.size(); ++j)
    if (signals[j].first != encode::no_column || signals[j].unknown != encode::no_column ||
        signals[j].spec->prior_mean != 0)
      terms.push_back({signals[j].spec->name, Term::Kind::signal, j});
  for (std::size_t g = 0; g < posterior.encoding.groups.groups.size(); ++g)
    if (!group_of(posterior, g).spec->nuisance)
      terms.push_back({"group:" + group_of(posterior, g).name, Term::Kind::group, g});
  return terms;
}

Scorer::Scorer(const Posterior& posterior, const std::vector<Term>& terms, double interval_z)
    : posterior_(posterior),
      terms_(terms),
      interval_z_(interval_z),
      levels_(posterior.levels()),
      columns_(posterior.columns()) {
  const auto& groups = posterior.encoding.groups.groups;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (groups[g].spec->nuisance) continue;
    if (static_cast<int>(g) == posterior.encoding.clustered) {
      clustered_ = true;
      enterprises_ = groups[g].spec->by == std::vector<std::string>{"enterprise"};
    } else {
      scored_.push_back(g);
    }
  }
  cluster_.a.setZero(levels_ + columns_);
  cluster_.product.setZero(levels_ + columns_);
}

void Scorer::score(const Candidates& candidates, std::size_t begin, std::size_t end, Risk& risk, DomainSums* categories,
                   DomainSums* districts) {
  for (std::size_t at = begin; at < end; at += tile_rows) {
    const std::size_t last = std::min(at + tile_rows, end);
    tile(candidates, at, last, risk);
    sum_domains(candidates, at, last, risk, categories, districts);
  }
}

void Scorer::tile(const Candidates& candidates, std::size_t begin, std::size_t end, Risk& risk) {
  const auto rows = static_cast<Eigen::Index>(end - begin);
  x_.setZero(rows, columns_);
  x_.col(0).setOnes();
  const auto& signals = posterior_.encoding.signals.signals;
  for (std::size_t j = 0; j < signals.size(); ++j)
    signals[j].fill_centred(candidates.values[j] + begin, end - begin, x_.data(), static_cast<std::size_t>(columns_));
  contribute(candidates, begin, end, risk);
  product_.noalias() = x_ * posterior_.covariance.bottomRightCorner(columns_, columns_);
  for (std::size_t c = begin; c < end; ++c) {
    const double variance = variance_of(candidates, c, static_cast<Eigen::Index>(c - begin));
    const double sd = posterior_.slope * std::sqrt(std::max(variance, 0.0)), logit = risk.logit[c];
    risk.logit_sd[c] = sd;
    risk.probability[c] = logistic(logit);
    risk.lower[c] = logistic(logit - interval_z_ * sd);
    risk.upper[c] = logistic(logit + interval_z_ * sd);
  }
}

void Scorer::contribute(const Candidates& candidates, std::size_t begin, std::size_t end, Risk& risk) {
  const auto& signals = posterior_.encoding.signals.signals;
  const double slope = posterior_.slope;
  double base = posterior_.theta[levels_];
  for (const encode::SignalColumns& signal : signals)  // weights that stay at the prior
    if (signal.first == encode::no_column)
      base += signal.spec->prior_mean * (signal.reference[0] - (posterior_.encoding.trained ? signal.constant : 0));
  std::fill(risk.logit.begin() + static_cast<std::ptrdiff_t>(begin),
            risk.logit.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
  for (std::size_t t = 0; t < terms_.size(); ++t) {
    double* const out = risk.contribution[t].data();
    const Term& term = terms_[t];
    if (term.kind == Term::Kind::base) {
      for (std::size_t c = begin; c < end; ++c) out[c] = posterior_.intercept + slope * base;
    } else if (term.kind == Term::Kind::signal) {
      const encode::SignalColumns& signal = signals[term.at];
      for (std::size_t c = begin; c < end; ++c) {
        const double* const x = &x_(static_cast<Eigen::Index>(c - begin), 0);
        double sum = 0;
        if (signal.first == encode::no_column) {
          const double value = signal.axis(candidates.values[term.at][c]);
          sum = signal.spec->prior_mean * ((std::isnan(value) ? signal.mean : value) - signal.reference[0]);
        } else {
          for (std::size_t k = 0; k < signal.count; ++k)
            sum += posterior_.theta[levels_ + static_cast<Eigen::Index>(signal.first + k)] * x[signal.first + k];
        }
        if (signal.unknown != encode::no_column)
          sum += posterior_.theta[levels_ + static_cast<Eigen::Index>(signal.unknown)] * x[signal.unknown];
        out[c] = slope * sum;
      }
    } else {
      const encode::GroupLevels& group = group_of(posterior_, term.at);
      const bool clustered = static_cast<int>(term.at) == posterior_.encoding.clustered;
      for (std::size_t c = begin; c < end; ++c) {
        const Index level = candidates.levels[term.at][c];
        double effect = centre_of(group, level);
        if (level != no_index && level < group.trained)
          effect = clustered ? posterior_.mean[posterior_.cluster_of[level]]
                             : posterior_.theta[static_cast<Eigen::Index>(posterior_.encoding.offset[term.at] + level)];
        out[c] = slope * effect;
      }
    }
    for (std::size_t c = begin; c < end; ++c) risk.logit[c] += out[c];
  }
}

Index Scorer::cluster_of(const Candidates& candidates, std::size_t candidate) const {
  if (!clustered_) return no_index;
  const Index level = candidates.levels[static_cast<std::size_t>(posterior_.encoding.clustered)][candidate];
  return level == no_index ? no_index : posterior_.cluster_of[level];
}

// a and C a of a cluster; kept while its candidates follow each other.
void Scorer::enter_cluster(Index cluster) {
  if (cluster == cluster_.id) return;
  cluster_.id = cluster;
  const Eigen::MatrixXd& covariance = posterior_.covariance;
  cluster_.a.setZero();
  cluster_.a.tail(columns_) = posterior_.carried.row(static_cast<Eigen::Index>(cluster)).transpose().cast<double>();
  cluster_.product.noalias() = covariance.rightCols(columns_) * cluster_.a.tail(columns_);
  for (std::size_t s = posterior_.share_begin[cluster]; s < posterior_.share_begin[cluster + 1]; ++s) {
    const auto level = static_cast<Eigen::Index>(posterior_.shares[s].level);
    const auto value = static_cast<double>(posterior_.shares[s].value);
    cluster_.a[level] = value;
    cluster_.product += value * covariance.col(level);
  }
  cluster_.spread = cluster_.a.dot(cluster_.product);
}

double Scorer::variance_of(const Candidates& candidates, std::size_t candidate, Eigen::Index row) {
  const Eigen::MatrixXd& covariance = posterior_.covariance;
  const auto x = x_.row(row);
  double variance = product_.row(row).dot(x);
  for (const encode::SignalColumns& signal : posterior_.encoding.signals.signals)
    if (signal.first == encode::no_column) {
      const double value = signal.axis(
          candidates.values[static_cast<std::size_t>(&signal - posterior_.encoding.signals.signals.data())][candidate]);
      const double away = (std::isnan(value) ? signal.mean : value) - signal.constant;
      variance += signal.spec->prior_sd * signal.spec->prior_sd * away * away;
    }
  const Index cluster = cluster_of(candidates, candidate);
  if (cluster != no_index) enter_cluster(cluster);
  double cross = cluster == no_index ? 0 : cluster_.product.tail(columns_).dot(x);
  for (std::size_t k = 0; k < scored_.size(); ++k) {
    const std::size_t g = scored_[k];
    const encode::GroupLevels& group = group_of(posterior_, g);
    const Index level = candidates.levels[g][candidate];
    if (level == no_index || level >= group.trained) {
      variance += posterior_.tau[g] * posterior_.tau[g];
      continue;
    }
    const auto at = static_cast<Eigen::Index>(posterior_.encoding.offset[g] + level);
    variance += covariance(at, at) + 2 * covariance.col(at).tail(columns_).dot(x);
    if (cluster != no_index) cross += cluster_.product[at];
    for (std::size_t h = 0; h < k; ++h) {
      const Index other = candidates.levels[scored_[h]][candidate];
      if (other != no_index && other < group_of(posterior_, scored_[h]).trained)
        variance += 2 * covariance(static_cast<Eigen::Index>(posterior_.encoding.offset[scored_[h]] + other), at);
    }
  }
  if (cluster != no_index) {
    variance += cluster_.spread - 2 * cross + posterior_.variance[cluster];
  } else if (clustered_) {
    const double tau = posterior_.tau[static_cast<std::size_t>(posterior_.encoding.clustered)];
    variance += tau * tau;
  }
  return variance;
}

void DomainSums::start(std::size_t domains, Eigen::Index size) {
  count.assign(domains, 0);
  probability.assign(domains, 0);
  noise.assign(domains, 0);
  gradient.setZero(static_cast<Eigen::Index>(domains), size);
  beside.clear();
}

void DomainSums::add(const DomainSums& other) {
  for (std::size_t d = 0; d < count.size(); ++d) {
    count[d] += other.count[d];
    probability[d] += other.probability[d];
    noise[d] += other.noise[d];
  }
  gradient += other.gradient;
  for (const auto& [key, w] : other.beside) beside[key] += w;
}

void Scorer::sum_domains(const Candidates& candidates, std::size_t begin, std::size_t end, const Risk& risk,
                         DomainSums* categories, DomainSums* districts) {
  if (categories == nullptr && districts == nullptr) return;
  for (std::size_t c = begin; c < end; ++c) {
    const double p = risk.probability[c], w = posterior_.slope * p * (1 - p);
    const auto row = static_cast<Eigen::Index>(c - begin);
    const auto add = [&](DomainSums* sums, Index domain) {
      if (sums == nullptr || domain == no_index) return;
      sums->count[domain] += 1;
      sums->probability[domain] += p;
      sum_domain(candidates, c, row, w, domain, *sums);
    };
    add(categories, candidates.category[c]);
    if (candidates.district != nullptr) add(districts, candidates.district[c]);
  }
}

// gradient += w (z - a); what levels never tested and clusters add on their own is kept apart.
void Scorer::sum_domain(const Candidates& candidates, std::size_t candidate, Eigen::Index row, double w, Index domain,
                        DomainSums& sums) {
  auto gradient = sums.gradient.row(static_cast<Eigen::Index>(domain));
  gradient.tail(columns_) += w * x_.row(row);
  for (const std::size_t g : scored_) {
    const Index level = candidates.levels[g][candidate];
    if (level != no_index && level < group_of(posterior_, g).trained)
      gradient[static_cast<Eigen::Index>(posterior_.encoding.offset[g] + level)] += w;
    else
      sums.beside[{domain, (std::uint64_t{g} << 32) | level}] += w;
  }
  if (!clustered_) return;
  const auto g = static_cast<std::size_t>(posterior_.encoding.clustered);
  const Index level = candidates.levels[g][candidate], cluster = cluster_of(candidates, candidate);
  if (cluster != no_index) {
    gradient.tail(columns_) -= w * posterior_.carried.row(static_cast<Eigen::Index>(cluster)).cast<double>();
    for (std::size_t s = posterior_.share_begin[cluster]; s < posterior_.share_begin[cluster + 1]; ++s)
      gradient[static_cast<Eigen::Index>(posterior_.shares[s].level)] -=
          w * static_cast<double>(posterior_.shares[s].value);
  }
  if (!enterprises_) {
    sums.beside[{domain, (std::uint64_t{g} << 32) | level}] += w;
    return;
  }
  const double variance = cluster != no_index ? posterior_.variance[cluster] : posterior_.tau[g] * posterior_.tau[g];
  if (level != sums.run_level || domain != sums.run_domain) sums.run_weight = 0;
  sums.run_level = level;
  sums.run_domain = domain;
  sums.noise[domain] += (2 * sums.run_weight + w) * w * variance;  // (sum w)^2 variance, bit by bit
  sums.run_weight += w;
}

}  // namespace sightline::score
