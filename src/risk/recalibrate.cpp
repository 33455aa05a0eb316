#include "risk/recalibrate.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "risk/sweep/row_terms.hpp"

namespace sightline {
namespace {

constexpr std::size_t folds = 4;
constexpr double first_share = 0.4;  // of the rows, before the first prediction
constexpr std::size_t least_rows = 100;
constexpr double least_failures = 10;
constexpr double inner_tolerance = 1e-3;  // of the scales: moves a prediction far less than its own uncertainty
constexpr double slope_sd = 0.15, intercept_sd = 0.3;

// First rows of the folds, each moved to the first row of its day, then the number of rows. Rows are in date order.
std::vector<std::size_t> fold_begins(const Signals& signals) {
  std::vector<std::size_t> begins;
  const auto rows = static_cast<double>(signals.rows());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    const double share = first_share + (1 - first_share) * static_cast<double>(fold) / static_cast<double>(folds);
    auto row = static_cast<std::size_t>(share * rows);
    while (row > 0 && signals.date[row] == signals.date[row - 1]) --row;
    if (row > 0 && (begins.empty() || row > begins.back())) begins.push_back(row);
  }
  begins.push_back(signals.rows());
  return begins;
}

// The logit of a row as it would be scored: nuisance effects left out, never tested levels at their prior mean.
double predict(const encode::Encoding& encoding, const Signals& signals, const hierarchy::Fit& fit,
               const std::vector<double>& cluster_mean, std::size_t row, std::vector<double>& x) {
  const std::size_t levels = encoding.levels();
  std::fill(x.begin(), x.end(), 0.0);
  x[0] = 1;
  for (std::size_t j = 0; j < encoding.signals.signals.size(); ++j)
    encoding.signals.signals[j].fill(signals.values[j].training[row], x.data());
  double logit = 0;
  for (std::size_t j = 0; j < x.size(); ++j) logit += x[j] * fit.theta[static_cast<Eigen::Index>(levels + j)];
  for (std::size_t g = 0; g < encoding.groups.groups.size(); ++g) {
    const encode::GroupLevels& group = encoding.groups.groups[g];
    const Index level = group.training[row];
    if (group.spec->nuisance || level == no_index) continue;
    logit += static_cast<int>(g) == encoding.clustered
                 ? cluster_mean[level]
                 : fit.theta[static_cast<Eigen::Index>(encoding.offset[g] + level)];
  }
  return logit;
}

}  // namespace

Recalibration fit_calibration(const std::vector<double>& logit, const std::vector<double>& trials,
                              const std::vector<double>& failures, const std::vector<double>& weight,
                              const std::vector<double>& sensitivity) {
  Recalibration calibration;
  calibration.rows = logit.size();
  hierarchy::RowTerms terms;
  terms.resize(logit.size());
  std::vector<double> eta(logit.size());
  for (int step = 0; step < 50; ++step) {
    for (std::size_t i = 0; i < logit.size(); ++i)
      eta[i] = std::clamp(calibration.intercept + calibration.slope * logit[i], -hierarchy::most_logit,
                          hierarchy::most_logit);
    hierarchy::row_terms({trials, failures, sensitivity}, eta, 0, terms);
    Eigen::Vector2d force((1 - calibration.slope) / (slope_sd * slope_sd),
                          -calibration.intercept / (intercept_sd * intercept_sd));
    Eigen::Matrix2d information =
        Eigen::Vector2d(1 / (slope_sd * slope_sd), 1 / (intercept_sd * intercept_sd)).asDiagonal();
    for (std::size_t i = 0; i < logit.size(); ++i) {
      const Eigen::Vector2d place(logit[i], 1);
      force += weight[i] * terms.score[i] * place;
      information += weight[i] * terms.weight[i] * place * place.transpose();
    }
    const Eigen::Vector2d move = information.llt().solve(force);
    calibration.slope += move[0];
    calibration.intercept += move[1];
    if (move.cwiseAbs().maxCoeff() < 1e-10) break;
  }
  return calibration;
}

Recalibration recalibrate(const encode::Encoding& encoding, const Ledger& ledger, const Signals& signals,
                          const RiskModel& model, const hierarchy::FitSettings& settings) {
  const std::vector<std::size_t> begins = fold_begins(signals);
  const std::size_t first = begins.front();
  double failed_before = 0, failed_after = 0;
  for (std::size_t i = 0; i < signals.rows(); ++i)
    (i < first ? failed_before : failed_after) += signals.nonconforming[i];
  Recalibration none;
  none.start = settings.start;
  if (begins.size() < 2 || signals.rows() - first < least_rows || failed_before < least_failures ||
      failed_after < least_failures) {
    none.note = "not recalibrated: fewer than " + std::to_string(least_rows) + " results, or " +
                std::to_string(static_cast<int>(least_failures)) +
                " nonconforming ones, before or after the first honest prediction";
    return none;
  }
  hierarchy::FitSettings inner = settings;
  inner.tolerance = std::max(settings.tolerance, inner_tolerance);
  std::vector<double> logit, trials, failures, weight, sensitivity, x(encoding.columns.size());
  std::vector<std::uint32_t> rows(signals.rows());
  std::iota(rows.begin(), rows.end(), 0u);
  bool imperfect = false;
  for (std::size_t fold = 0; fold + 1 < begins.size(); ++fold) {
    settings.run.report("recalibrate", static_cast<double>(fold) / static_cast<double>(begins.size()));
    const hierarchy::Design design =
        encode::build_design(encoding, ledger, signals, model, std::span<const std::uint32_t>(rows).first(begins[fold]),
                             signals.date[begins[fold]], settings.run);
    const hierarchy::Fit fit = hierarchy::fit_hierarchy(design, inner);
    inner.start = {fit.theta, fit.tau};
    std::vector<double> cluster_mean;
    if (encoding.clustered >= 0) {
      const encode::GroupLevels& group = encoding.groups.groups[static_cast<std::size_t>(encoding.clustered)];
      cluster_mean = group.centre.empty() ? std::vector<double>(group.levels, 0.0) : group.centre;
      for (std::size_t e = 0; e < design.clusters(); ++e)
        if (design.clustered.level[e] != no_index) cluster_mean[design.clustered.level[e]] = fit.clusters.mean[e];
    }
    for (std::size_t row = begins[fold]; row < begins[fold + 1]; ++row) {
      logit.push_back(predict(encoding, signals, fit, cluster_mean, row, x));
      trials.push_back(signals.batches[row]);
      failures.push_back(signals.nonconforming[row]);
      const double age = std::max(0, signals.as_of - signals.date[row]);
      weight.push_back(encoding.selection[row] *
                       (model.half_life_days > 0 ? std::exp2(-age / model.half_life_days) : 1));
      sensitivity.push_back(ledger.test_sensitivity[signals.category[row]]);
      imperfect = imperfect || sensitivity.back() < 1;
    }
  }
  if (!imperfect) sensitivity.clear();
  Recalibration calibration = fit_calibration(logit, trials, failures, weight, sensitivity);
  calibration.start = inner.start;
  return calibration;
}

}  // namespace sightline
