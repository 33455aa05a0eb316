// recalibrate.hpp: slope and intercept of past results on honest predictions of them.
#pragma once

#include <algorithm>
#include <vector>

#include "risk/encode/encoding.hpp"

namespace sightline {

// logit p of a candidate = level + slope * (predicted logit - mean of the candidates' predicted logits)
struct Recalibration {
  double slope = 1, intercept = 0;  // logit p = intercept + slope * predicted logit, where no period is known
  double centre = 0;                // mean predicted logit of the honest predictions
  double trust = 1;                 // share of a predicted shift of everybody's level that comes true
  // The intercept for candidates whose predicted logits have this mean.
  [[nodiscard]] double intercept_for(double mean) const { return intercept + (trust - slope) * (mean - centre); }
  std::size_t rows = 0;       // predicted
  hierarchy::FitStart start;  // where the last of the inner fits ended: a start for the fit of all rows
  std::string note;
};

// Fits the rows before each of a few days (the last 60 % of the rows lie after the first of them), predicts the rows
// from there to the next day, and fits  logit p = intercept + slope * predicted logit  with slope ~ N(1, 0.15^2) and
// intercept ~ N(0, 0.3^2) to all of them, months being periods. Fits start from each other. Too few rows or failures: 1
// and 0, and a note.
Recalibration recalibrate(const encode::Encoding& encoding, const Ledger& ledger, const Signals& signals,
                          const RiskModel& model, const hierarchy::FitSettings& settings);

struct CalibrationRows {  // parallel, a place per row
  std::vector<double> logit, trials, failures, weight;
  std::vector<double> sensitivity;  // empty = 1
  std::vector<Index> period;        // when; empty: periods do not differ
  [[nodiscard]] std::size_t periods() const {
    return period.empty() ? 0 : *std::max_element(period.begin(), period.end()) + std::size_t{1};
  }
};

// The mode of (slope, intercept, trust). With m_t the mean predicted logit of period t and m that of all rows
//   logit p = level + slope (x - m_t) + trust (m_t - m) + v_t,  level ~ N(m, 0.3^2), trust ~ N(0, 0.3^2)
// and v_t ~ N(0, tau^2) as nuisance, tau estimated: a time in which everybody passed says nothing of how far apart
// candidates are, and what predictions say of everybody at once is another question than who comes before whom.
// The coming period's v is not known: slope, trust and level are shrunk to give probabilities averaged over it.
// Without periods: logit p = intercept + slope x. intercept is given for candidates of mean m.
Recalibration fit_calibration(const CalibrationRows& rows);

// Mean predicted logit of the candidates (of 20,000 of them, evenly spaced, where there are more).
double mean_prediction(const encode::Encoding& encoding, const Signals& signals, const hierarchy::Design& design,
                       const hierarchy::Fit& fit, std::size_t candidates);

}  // namespace sightline
