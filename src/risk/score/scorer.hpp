// scorer.hpp: candidates -> contributions, logit with its standard deviation, probability and interval; and what the
// mean rates of categories and districts need.
//
// With z the candidate's place in theta and a, variance, mean those of its cluster (0, tau^2, prior mean when never
// tested):
//   logit     sum of the terms' contributions, in their order
//   variance  (z - a)' C (z - a) + variance + tau_g^2 of every other level never tested, times slope^2
#pragma once

#include <map>
#include <span>
#include <utility>

#include "risk/score/posterior.hpp"

namespace sightline::score {

struct Term {
  std::string name;
  enum class Kind : std::uint8_t { base, signal, group } kind = Kind::base;
  std::size_t at = 0;  // index of the signal or group
};
std::vector<Term> list_terms(const Posterior& posterior);

// Sums over the candidates of each domain (a category, a district), with w = slope p (1 - p) = d p / d logit:
struct DomainSums {
  std::vector<double> count, probability, noise;  // noise: variance of sum w * (effect of an enterprise given theta)
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> gradient;  // of sum p, by theta
  // (domain, group << 32 | level): sum of w, for effects beside theta: levels never tested, clusters that are no
  // enterprises.
  std::map<std::pair<Index, std::uint64_t>, double> beside;
  Index run_level = no_index, run_domain = no_index;  // the enterprise and domain of the last candidate
  double run_weight = 0;                              // and the w of its candidates so far
  void start(std::size_t domains, Eigen::Index size);
  void add(const DomainSums& other);
};

// The candidates to score: signal values before their transform and levels, per candidate.
struct Candidates {
  std::vector<const double*> values;  // per signal of the encoding
  std::vector<const Index*> levels;   // per group of the encoding
  const Index* category = nullptr;
  const Index* district = nullptr;  // per candidate; null: no districts
};

class Scorer {
 public:
  // interval_z: the interval is logit -+ interval_z * sd.
  Scorer(const Posterior& posterior, const std::vector<Term>& terms, double interval_z);

  // Candidates [begin, end) into the same places of the columns of `risk`; sums may be null.
  void score(const Candidates& candidates, std::size_t begin, std::size_t end, Risk& risk, DomainSums* categories,
             DomainSums* districts);

 private:
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  struct Cluster {  // of the last candidate that had one
    Index id = no_index;
    double spread = 0;           // a' C a
    Eigen::VectorXd a, product;  // a and C a, by theta
  };

  void tile(const Candidates& candidates, std::size_t begin, std::size_t end, Risk& risk);
  void contribute(const Candidates& candidates, std::size_t begin, std::size_t end, Risk& risk);
  double variance_of(const Candidates& candidates, std::size_t candidate, Eigen::Index row);
  void enter_cluster(Index cluster);
  [[nodiscard]] Index cluster_of(const Candidates& candidates, std::size_t candidate) const;
  void sum_domains(const Candidates& candidates, std::size_t begin, std::size_t end, const Risk& risk,
                   DomainSums* categories, DomainSums* districts);
  void sum_domain(const Candidates& candidates, std::size_t candidate, Eigen::Index row, double w, Index domain,
                  DomainSums& sums);

  const Posterior& posterior_;
  const std::vector<Term>& terms_;
  double interval_z_;
  Eigen::Index levels_, columns_;
  std::vector<std::size_t> scored_;  // crossed groups that are scored
  bool clustered_ = false;           // the clustered group is scored
  bool enterprises_ = false;         // and is that of the enterprises, whose candidates follow each other
  Rows x_, product_;                 // per row of the tile: columns; their product with C
  Cluster cluster_;
};

}  // namespace sightline::score
