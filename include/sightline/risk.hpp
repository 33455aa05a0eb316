// risk.hpp: the probability that a batch of a candidate is nonconforming, with an interval and reasons that add up.
//
//   k of n nonconforming ~ binomial;  logit p = intercept + sum_j weight_j * f_j(signal_j) + sum_g effect_g
//   weight ~ N(prior mean, sd^2), by sign; effect_g ~ N(mean by prior rates, tau_g^2), tau_g half-normal
//
// The scored logit leaves nuisance effects out. Weights and effects are at their posterior mode, tau_g at the mode of
// log tau_g of the marginal likelihood: the effects of the group with the most levels (enterprises) are integrated one
// by one by adaptive Gauss-Hermite quadrature, the rest by the Laplace approximation with its skewness term.
// Recalibration: scored logit = level + b * (fitted logit - its mean over the candidates), fitted on predictions of past
// results from fits to the results before them, with months as nuisance. b ~ N(1, 0.15^2) is how far apart candidates
// are; of a shift of everybody's predicted level a share c ~ N(0, 0.3^2) is believed; both are averaged over what the
// coming month may be like. It is a slope and an intercept: contributions and intervals are on that scale.
//
// Unknown  a signal's NaN counts as its mean, plus an estimated effect of being unknown where it varies enough to have
//          one. An enterprise, category, ... never tested has its group's prior mean and the variance tau_g^2.
// Interval posterior of the candidate's rate on the logit scale: weights, effects, tau_g^2 for what was never tested.
// Harm     probability * severity * volume / mean volume of the category's candidates (1 where it is unknown).
// Domains  rate = mean probability of the candidates; ranks by 1,000 draws from the posterior at a fixed seed.
// Reads    Ledger and Signals of the same frame; a RiskModel.
// Gives    Risk in frame order. Without outcomes it is the expert card: weights at their prior means.
// Errors   Error(usage) when ledger and signals are of different frames, or the data lack a group that is not optional.
//          Separation, constant columns and a fit that stops early are no errors: summary.notes says so in words; no
//          value is ever NaN.
// Repeats  same bytes at any thread count. Threads: safe to call at once.
// Cost     linear in rows (bench/risk_bench.cpp).
// Source   Breslow and Clayton 1993 (Laplace for mixed models); Pinheiro and Bates 1995 (quadrature); Zeger,
//          Liang and Albert 1988 (averaging over a period); Eilers and Marx
//          1996 (P-splines).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sightline/settings/risk_model.hpp"

namespace sightline {

struct RiskOptions {
  double interval = 0.90;                 // mass of the interval, (0, 1)
  int max_iterations = 100;               // of Newton for weights, effects and scales together
  int quadrature = 7;                     // nodes per effect of the largest group, 3 to 31
  bool plain_laplace = false;             // fit as glmer of R's lme4: no priors on weights and scales, plain Laplace
  const struct RiskFit* start = nullptr;  // warm start from an earlier fit of the same model; never changes the optimum
  Run run;
};

struct RiskWeight {
  std::string name;         // signal, or signal[3] for a spline's basis function
  double mean = 0, sd = 0;  // posterior (Laplace), logit per unit of the transformed signal
  double prior_mean = 0, prior_sd = 0;
};
struct RiskGroup {
  std::string name;  // category, size x channel
  double sd = 0;     // estimated scale tau
  bool nuisance = false;
  std::vector<Id> level;                  // name of each level; no_id when it is crossed or a number
  std::vector<std::string> level_name;    // then its text ("small x online"); empty when every level has an id
  std::vector<double> effect, effect_sd;  // sd: of the group with the most levels, given everything else
};
struct RiskFit {
  std::vector<RiskWeight> weights;  // intercept first
  std::vector<RiskGroup> groups;
  std::vector<std::pair<std::string, double>> scales;  // estimated: groups, curves, families, unknown values
  double log_likelihood = 0, log_marginal = 0;         // at the optimum; no binomial coefficients
  std::size_t rows = 0;                                // training rows used
  double random_share = 0;                             // share of rows that a recorded random draw chose
  int iterations = 0;
  bool converged = true;
  double calibration_slope = 1, calibration_intercept = 0;  // 1 and 0 when not recalibrated
};

struct DomainScore {  // of a category or a district: the expected rate over its candidates
  Id id = no_id;
  std::uint32_t candidates = 0;
  double rate = 0, lower = 0, upper = 0;
  std::uint32_t rank = 0, rank_lower = 0, rank_upper = 0;  // 1 = highest rate
};

struct Risk {
  std::vector<double> probability, lower, upper;  // of a nonconforming batch; interval for the candidate's rate
  std::vector<double> logit, logit_sd;            // posterior mean and sd on the logit scale
  std::vector<double> harm;                       // probability * severity * exposure
  std::vector<double> points;                     // base_points + points_to_double_odds * log2(odds / base_odds)
  std::vector<std::uint8_t> grade;                // index into grades
  std::vector<std::string> grades;                // A, B, C, D
  std::vector<std::uint32_t> rank;                // 1 = highest probability; ties by public id
  // Reasons: one column of `terms` per term; logit[c] = sum over terms of contribution[t][c], exactly as stored.
  std::vector<std::string> terms;                 // base first: the logit of a candidate with every other term at 0
  std::vector<std::vector<double>> contribution;  // per term, in frame order
  std::vector<DomainScore> categories, districts;
  RiskFit fit;
  std::uint64_t frame_fingerprint = 0;
  std::string model_name, model_hash;
  Summary summary;                                // assess_risk
  std::shared_ptr<const struct RiskState> state;  // what rescore needs: weights, effects, their covariance
  [[nodiscard]] std::size_t size() const { return probability.size(); }
};

[[nodiscard]] SIGHTLINE_API Risk assess_risk(const Ledger& ledger, const Signals& signals, const RiskModel& model,
                                             const RiskOptions& options = {});

// Scores some candidates again from new signal values, with the weights and effects of the assessment: what a complaint
// of today changes, without a fit. values[j][k] is signal j (of Signals::specs) of candidates[k], before its transform.
// Everything per candidate is renewed but the rank; ranks, categories and districts stay as they were assessed.
// Errors   Error(usage) when a candidate or the shape of `values` is wrong, or the risk was not assessed in this
// process. Cost     microseconds per candidate (bench/risk_bench.cpp).
SIGHTLINE_API void rescore(Risk& risk, std::span<const Index> candidates, std::span<const std::vector<double>> values);

// The reasons of one candidate, the base left out, largest absolute contribution first; ties in term order.
struct Reason {
  std::uint32_t term;
  double contribution;
};
[[nodiscard]] SIGHTLINE_API std::vector<Reason> reasons_of(const Risk& risk, Index candidate, std::size_t limit = 5);

}  // namespace sightline
