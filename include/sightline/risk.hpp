// risk.hpp: the probability that a batch of a candidate is nonconforming, with an interval and reasons that add up.
//
//   k of n nonconforming ~ binomial;  logit p = intercept + sum_j weight_j * f_j(signal_j) + sum_g effect_g
//   weight ~ N(prior mean, sd^2), by sign; effect_g ~ N(0, tau_g^2), tau_g half-normal, estimated by the Laplace
//   approximation of the marginal likelihood; the scored logit leaves nuisance effects out.
//
// Reads    Ledger and Signals of the same frame; a RiskModel.
// Gives    Risk in frame order. Without outcomes it is the expert card: weights at their prior means.
// Errors   Error(usage) when ledger and signals are of different frames. Separation, constant columns and a fit that
//          stops early are no errors: summary.notes says so in words; no value is ever NaN.
// Repeats  same bytes at any thread count. Threads: safe to call at once.
// Cost     linear in rows (bench/risk_bench.cpp).
// Source   Breslow and Clayton 1993 (Laplace for mixed models); Eilers and Marx 1996 (P-splines).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sightline/risk_model.hpp"

namespace sightline {

struct RiskOptions {
  double interval = 0.90;                 // mass of the interval, (0, 1)
  int max_iterations = 100;               // of Newton, per scale update
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
  std::vector<Id> level;  // interned name of each level (crossed levels are joined by " x ")
  std::vector<double> effect, effect_sd;
};
struct RiskFit {
  std::vector<RiskWeight> weights;  // intercept first
  std::vector<RiskGroup> groups;
  double log_likelihood = 0, log_marginal = 0;  // at the optimum; Laplace
  std::size_t rows = 0;                         // training rows used
  double random_share = 0;                      // share of rows that a recorded random draw chose
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
  Summary summary;  // assess_risk
  [[nodiscard]] std::size_t size() const { return probability.size(); }
};

[[nodiscard]] SIGHTLINE_API Risk assess_risk(const Ledger& ledger, const Signals& signals, const RiskModel& model,
                                             const RiskOptions& options = {});

// The reasons of one candidate, largest absolute contribution first; ties in term order.
struct Reason {
  std::uint32_t term;
  double contribution;
};
[[nodiscard]] SIGHTLINE_API std::vector<Reason> reasons_of(const Risk& risk, Index candidate, std::size_t limit = 5);

}  // namespace sightline
