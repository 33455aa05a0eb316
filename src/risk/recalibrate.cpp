#include "risk/recalibrate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace sightline {
namespace {

constexpr std::size_t folds = 4;
constexpr double first_share = 0.4;  // of the rows, before the first prediction
constexpr std::size_t least_rows = 100;
constexpr double least_failures = 10;
constexpr double inner_tolerance = 1e-3;  // of the scales: moves a prediction far less than its own uncertainty
constexpr double slope_sd = 0.15, intercept_sd = 0.3;
constexpr double trust_mean = 0, trust_sd = 0.3;  // what moves everybody at once is not believed until it has come true
constexpr double period_scale = 0.5;              // half-normal prior, logit
constexpr int period_days = 30;
constexpr std::size_t most_averaged = 20'000;  // candidates, evenly spaced

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

// What the logit of a row, or of a candidate, is computed from: nuisance effects left out, never tested levels at their
// prior mean.
class Predictor {
 public:
  Predictor(const encode::Encoding& encoding, const hierarchy::Design& design, const hierarchy::Fit& fit)
      : encoding_(encoding), fit_(fit), x_(encoding.columns.size()) {
    if (encoding.clustered < 0) return;
    const encode::GroupLevels& group = encoding.groups.groups[static_cast<std::size_t>(encoding.clustered)];
    cluster_mean_ = group.centre.empty() ? std::vector<double>(group.levels, 0.0) : group.centre;
    for (std::size_t e = 0; e < design.clusters(); ++e)
      if (design.clustered.level[e] != no_index) cluster_mean_[design.clustered.level[e]] = fit.clusters.mean[e];
  }

  double row(const Signals& signals, std::size_t at) {
    return logit([&](std::size_t j) { return signals.values[j].training[at]; },
                 [&](const encode::GroupLevels& group) { return group.training[at]; });
  }
  double candidate(const Signals& signals, std::size_t at) {
    return logit([&](std::size_t j) { return signals.values[j].now[at]; },
                 [&](const encode::GroupLevels& group) { return group.now[at]; });
  }

 private:
  template <typename Value, typename Level>
  double logit(const Value& value, const Level& level_of) {
    const std::size_t levels = encoding_.levels();
    std::fill(x_.begin(), x_.end(), 0.0);
    x_[0] = 1;
    for (std::size_t j = 0; j < encoding_.signals.signals.size(); ++j)
      encoding_.signals.signals[j].fill(value(j), x_.data());
    double sum = 0;
    for (std::size_t j = 0; j < x_.size(); ++j) sum += x_[j] * fit_.theta[static_cast<Eigen::Index>(levels + j)];
    for (std::size_t g = 0; g < encoding_.groups.groups.size(); ++g) {
      const encode::GroupLevels& group = encoding_.groups.groups[g];
      const Index level = level_of(group);
      if (group.spec->nuisance || level == no_index) continue;
      if (static_cast<int>(g) == encoding_.clustered)
        sum += cluster_mean_[level];
      else if (level < group.trained)
        sum += fit_.theta[static_cast<Eigen::Index>(encoding_.offset[g] + level)];
      else
        sum += group.centre.empty() ? 0 : group.centre[level];
    }
    return sum;
  }

  const encode::Encoding& encoding_;
  const hierarchy::Fit& fit_;
  std::vector<double> x_, cluster_mean_;
};

// Mean predicted logit per period, by weight, and of all rows.
std::vector<double> period_means(const CalibrationRows& rows, double& centre) {
  std::vector<double> sum(rows.periods(), 0), weight(rows.periods(), 0);
  double all = 0, total = 0;
  for (std::size_t i = 0; i < rows.logit.size(); ++i) {
    all += rows.weight[i] * rows.logit[i];
    total += rows.weight[i];
    if (rows.period.empty()) continue;
    sum[rows.period[i]] += rows.weight[i] * rows.logit[i];
    weight[rows.period[i]] += rows.weight[i];
  }
  centre = total > 0 && !rows.period.empty() ? all / total : 0;
  for (std::size_t t = 0; t < sum.size(); ++t) sum[t] = weight[t] > 0 ? sum[t] / weight[t] : centre;
  return sum;
}

// E logistic(x + v), v ~ N(0, tau^2), is logistic(x / sqrt(1 + c^2 tau^2)) within 0.01, c = 16 sqrt(3) / (15 pi) (Zeger,
// Liang and Albert 1988): what the coming period will be like is not known, so probabilities average over it.
double averaging(double tau) {
  constexpr double c = 16 * std::numbers::sqrt3 / (15 * std::numbers::pi);
  return 1 / std::sqrt(1 + c * c * tau * tau);
}

}  // namespace

Recalibration fit_calibration(const CalibrationRows& rows) {
  const std::size_t count = rows.logit.size(), periods = rows.periods();
  Recalibration calibration;
  calibration.rows = count;
  const std::vector<double> mean = period_means(rows, calibration.centre);
  hierarchy::Design design;
  design.columns = {{"level", calibration.centre, intercept_sd, -1, Sign::any}, {"slope", 1, slope_sd, -1, Sign::any}};
  if (periods > 0) {
    design.columns.push_back({"trust", trust_mean, trust_sd, -1, Sign::any});
    design.scales.push_back({"period", period_scale, period_scale});
  }
  const std::vector<std::uint32_t> order = hierarchy::gather_clusters(
      rows.period.empty() ? std::vector<Index>(count, no_index) : rows.period, periods, design);
  design.clustered.levels = periods;
  design.clustered.scale = 0;
  for (const std::uint32_t row : order) {
    const double middle = periods > 0 ? mean[rows.period[row]] : calibration.centre;
    design.x.insert(design.x.end(), {1, rows.logit[row] - middle});
    if (periods > 0) design.x.push_back(middle - calibration.centre);
    design.trials.push_back(rows.trials[row]);
    design.failures.push_back(rows.failures[row]);
    design.weight.push_back(rows.weight[row]);
    if (!rows.sensitivity.empty()) design.sensitivity.push_back(rows.sensitivity[row]);
  }
  const hierarchy::Fit fit = hierarchy::fit_hierarchy(design, {});
  const double average = periods > 0 ? averaging(fit.tau[0]) : 1;
  calibration.slope = average * fit.theta[1];
  calibration.trust = periods > 0 ? average * fit.theta[2] : calibration.slope;
  calibration.intercept = average * fit.theta[0] - calibration.slope * calibration.centre;
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
  CalibrationRows seen;
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
    Predictor predictor(encoding, design, fit);
    for (std::size_t row = begins[fold]; row < begins[fold + 1]; ++row) {
      seen.logit.push_back(predictor.row(signals, row));
      seen.period.push_back(static_cast<Index>((signals.date[row] - signals.date[first]) / period_days));
      seen.trials.push_back(signals.batches[row]);
      seen.failures.push_back(signals.nonconforming[row]);
      const double age = std::max(0, signals.as_of - signals.date[row]);
      seen.weight.push_back(encoding.selection[row] *
                            (model.half_life_days > 0 ? std::exp2(-age / model.half_life_days) : 1));
      seen.sensitivity.push_back(ledger.test_sensitivity[signals.category[row]]);
      imperfect = imperfect || seen.sensitivity.back() < 1;
    }
  }
  if (!imperfect) seen.sensitivity.clear();
  Recalibration calibration = fit_calibration(seen);
  calibration.start = inner.start;
  return calibration;
}

double mean_prediction(const encode::Encoding& encoding, const Signals& signals, const hierarchy::Design& design,
                       const hierarchy::Fit& fit, std::size_t candidates) {
  Predictor predictor(encoding, design, fit);
  double sum = 0, count = 0;
  for (std::size_t c = 0; c < candidates; c += candidates / most_averaged + 1, ++count)
    sum += predictor.candidate(signals, c);
  return count > 0 ? sum / count : 0;
}

}  // namespace sightline
