// recalibrate.hpp: slope and intercept of past results on honest predictions of them.
#pragma once

#include "risk/encode/encoding.hpp"

namespace sightline {

struct Recalibration {
  double slope = 1, intercept = 0;
  std::size_t rows = 0;       // predicted
  hierarchy::FitStart start;  // where the last of the inner fits ended: a start for the fit of all rows
  std::string note;
};

// Fits the rows before each of a few days (the last 60 % of the rows lie after the first of them), predicts the rows
// from there to the next day, and fits  logit p = intercept + slope * predicted logit  with slope ~ N(1, 0.15^2) and
// intercept ~ N(0, 0.3^2) to all of them. Fits start from each other. Too few rows or failures: 1 and 0, and a note.
Recalibration recalibrate(const encode::Encoding& encoding, const Ledger& ledger, const Signals& signals,
                          const RiskModel& model, const hierarchy::FitSettings& settings);

// The mode of (slope, intercept); weight, trials, failures and sensitivity (empty = 1) per row.
Recalibration fit_calibration(const std::vector<double>& logit, const std::vector<double>& trials,
                              const std::vector<double>& failures, const std::vector<double>& weight,
                              const std::vector<double>& sensitivity);

}  // namespace sightline
