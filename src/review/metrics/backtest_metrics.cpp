#include "review/metrics/backtest_metrics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "review/metrics/calibration.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Poisson(1) weight of an enterprise in a replicate; a pure function of (seed, replicate, enterprise).
std::vector<std::uint8_t> bootstrap_weights(std::uint64_t seed, int replicate, std::size_t enterprises) {
  std::vector<std::uint8_t> weight(enterprises);
  Rng rng(seed, static_cast<std::uint64_t>(replicate) + 1);
  for (auto& w : weight) w = static_cast<std::uint8_t>(rng.poisson(1));
  return weight;
}

struct Interval {
  double lower = nan, upper = nan;
};
Interval percentiles(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.size() < 20) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  };
  return {at(0.025), at(0.975)};
}

double mean_of(const std::vector<double>& values) {
  double sum = 0, count = 0;
  for (const double v : values)
    if (!std::isnan(v)) sum += v, count += 1;
  return count > 0 ? sum / count : nan;
}

bool counts_in_mean(const FoldRows& rows) {
  double failed = 0;
  for (const auto f : rows.failed) failed += f;
  return failed >= fewest_failures;
}

// Metrics of one model's rankings in every fold, for one set of weights: [fold][metric].
std::vector<std::vector<double>> rank_metrics_of(const std::vector<MeasuredFold>& folds,
                                                 const std::vector<Ranking>& rankings,
                                                 const std::vector<std::uint8_t>& enterprise_weight,
                                                 double budget_share, TieOrder ties) {
  std::vector<std::vector<double>> out;
  std::vector<std::uint8_t> weight;
  for (std::size_t f = 0; f < folds.size(); ++f) {
    weight.clear();
    if (!enterprise_weight.empty())
      for (const auto unit : folds[f].rows.unit) weight.push_back(enterprise_weight[unit]);
    out.push_back(measure_ranking(folds[f].rows, rankings[f], weight, budget_share, ties));
  }
  return out;
}

std::vector<double> column(const std::vector<std::vector<double>>& by_fold, const std::vector<std::uint8_t>& used,
                           std::size_t metric) {
  std::vector<double> values;
  for (std::size_t f = 0; f < by_fold.size(); ++f)
    if (used[f]) values.push_back(by_fold[f][metric]);
  return values;
}

void append_rank_metrics(const std::string& name, std::size_t model, const std::vector<MeasuredFold>& folds,
                         const std::vector<std::vector<std::uint8_t>>& weights, const BacktestOptions& options,
                         std::vector<BacktestMetric>& out) {
  std::vector<Ranking> rankings;
  std::vector<std::uint8_t> used;
  for (const MeasuredFold& fold : folds) {
    rankings.push_back(rank_rows(fold.probability[model]));
    used.push_back(counts_in_mean(fold.rows));
  }
  const auto with = [&](const std::vector<std::uint8_t>& weight, TieOrder ties) {
    return rank_metrics_of(folds, rankings, weight, options.budget_share, ties);
  };
  const auto expected = with({}, TieOrder::expected), best = with({}, TieOrder::best),
             worst = with({}, TieOrder::worst);
  std::vector<std::vector<std::vector<double>>> replicates(weights.size());
  parallel_chunks(options.run, weights.size(), 8, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t r = begin; r < end; ++r) replicates[r] = with(weights[r], TieOrder::expected);
  });
  const auto append = [&](const std::string& fold, std::size_t metric, double value, double low, double high,
                          std::vector<double> sample) {
    Interval interval = percentiles(std::move(sample));
    if (!std::isnan(low) && low != high) {  // the bounds that ties leave open
      interval.lower = std::isnan(interval.lower) ? low : std::min(interval.lower, low);
      interval.upper = std::isnan(interval.upper) ? high : std::max(interval.upper, high);
    }
    out.push_back({name, fold, name_of(static_cast<RankMetric>(metric)), value, interval.lower, interval.upper});
  };
  for (std::size_t metric = 0; metric < rank_metrics; ++metric) {
    for (std::size_t f = 0; f < folds.size(); ++f) {
      std::vector<double> sample;
      for (const auto& replicate : replicates) sample.push_back(replicate[f][metric]);
      append(folds[f].cutoff.to_string(), metric, expected[f][metric], worst[f][metric], best[f][metric],
             std::move(sample));
    }
    std::vector<double> sample;
    for (const auto& replicate : replicates) sample.push_back(mean_of(column(replicate, used, metric)));
    append("mean", metric, mean_of(column(expected, used, metric)), mean_of(column(worst, used, metric)),
           mean_of(column(best, used, metric)), std::move(sample));
  }
}

void append_calibration(const std::string& name, std::size_t model, const std::vector<MeasuredFold>& folds,
                        const std::vector<std::vector<std::uint8_t>>& weights, std::vector<BacktestMetric>& out) {
  std::vector<double> probability;
  std::vector<std::uint8_t> failed;
  std::vector<std::uint32_t> unit;
  for (const MeasuredFold& fold : folds) {
    probability.insert(probability.end(), fold.probability[model].begin(), fold.probability[model].end());
    failed.insert(failed.end(), fold.rows.failed.begin(), fold.rows.failed.end());
    unit.insert(unit.end(), fold.rows.unit.begin(), fold.rows.unit.end());
  }
  const Calibration all = measure_calibration(probability, failed);
  std::vector<double> slopes, intercepts, briers, losses;
  std::vector<std::uint8_t> weight(unit.size());
  for (const auto& replicate : weights) {
    for (std::size_t i = 0; i < unit.size(); ++i) weight[i] = replicate[unit[i]];
    const Calibration one = measure_calibration(probability, failed, weight);
    slopes.push_back(one.slope), intercepts.push_back(one.intercept);
    briers.push_back(one.brier), losses.push_back(one.log_loss);
  }
  const auto append = [&](const char* metric, double value, std::vector<double> sample) {
    const Interval interval = percentiles(std::move(sample));
    out.push_back({name, "all", metric, value, interval.lower, interval.upper});
  };
  append("slope", all.slope, std::move(slopes));
  append("intercept", all.intercept, std::move(intercepts));
  append("brier", all.brier, std::move(briers));
  append("log_loss", all.log_loss, std::move(losses));
  int bin_number = 0;
  for (const ReliabilityBin& bin : reliability_bins(probability, failed)) {
    const std::string label = "reliability:" + std::to_string(++bin_number);
    out.push_back({name, "all", label + ":predicted", bin.mean_probability, nan, nan});
    const double half = 1.96 * std::sqrt(bin.failure_rate * (1 - bin.failure_rate) / bin.rows);
    out.push_back(
        {name, "all", label + ":observed", bin.failure_rate, bin.failure_rate - half, bin.failure_rate + half});
  }
}

void append_values(const std::string& name, std::size_t model, const std::vector<MeasuredFold>& folds,
                   std::vector<BacktestMetric>& out) {
  for (const MeasuredFold& fold : folds) {
    if (!fold.has_value || model >= fold.value.size()) continue;
    const ChosenValue& value = fold.value[model];
    const std::string cutoff = fold.cutoff.to_string();
    out.push_back({name, cutoff, "value_naive", value.naive, nan, nan});
    out.push_back({name, cutoff, "value_inverse_propensity", value.inverse_propensity, nan, nan});
    out.push_back({name, cutoff, "value_doubly_robust", value.doubly_robust, nan, nan});
  }
}

}  // namespace

MeasuredFold measured_fold(const Ledger& final_ledger, const Fold& fold, const Answers& answers) {
  const Events& inspections = *final_ledger.find_events("inspections");
  MeasuredFold out{
      .cutoff = fold.cutoff, .rows = {}, .probability = {}, .value = answers.value, .has_value = answers.has_value};
  out.probability.resize(answers.probability.size());
  // The first inspection of an enterprise in the fold counts; the second is no longer a question of where to go first.
  std::vector<std::uint32_t> order(fold.inspection.size());
  for (std::uint32_t q = 0; q < order.size(); ++q) order[q] = q;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
    return inspections.date[fold.inspection[a]] < inspections.date[fold.inspection[b]];
  });
  std::unordered_set<Index> seen;
  std::vector<double> tested(final_ledger.categories.size(), 0), bad(final_ledger.categories.size(), 0);
  std::vector<Index> category;
  for (const std::uint32_t q : order) {
    const std::uint32_t i = fold.inspection[q];
    if (!seen.insert(inspections.enterprise[i]).second) continue;
    const Index c = inspections.category[i];
    const bool failed = final_ledger.inspections.result_as_of(i, final_ledger.as_of) == Result::nonconforming;
    const Money cost = final_ledger.inspections.cost[i] != missing_money ? final_ledger.inspections.cost[i]
                                                                         : final_ledger.unit_cost[c];
    out.rows.day.push_back(inspections.date[i].days);
    out.rows.failed.push_back(failed);
    out.rows.cost_yuan.push_back(cost != missing_money ? cost.in_yuan() : 1);
    out.rows.harm.push_back(final_ledger.severity[c]);
    out.rows.unit.push_back(inspections.enterprise[i]);
    category.push_back(c);
    tested[c] += 1, bad[c] += failed;
    for (std::size_t m = 0; m < answers.probability.size(); ++m)
      out.probability[m].push_back(answers.probability[m][q]);
  }
  for (const Index c : category) out.rows.mix_rate.push_back(bad[c] / tested[c]);
  return out;
}

std::vector<BacktestMetric> measure_backtest(const std::vector<std::string>& models,
                                             const std::vector<MeasuredFold>& folds, std::size_t enterprises,
                                             const BacktestOptions& options) {
  std::vector<std::vector<std::uint8_t>> weights(static_cast<std::size_t>(std::max(0, options.bootstrap)));
  parallel_chunks(options.run, weights.size(), 8, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t r = begin; r < end; ++r)
      weights[r] = bootstrap_weights(options.seed, static_cast<int>(r), enterprises);
  });
  std::vector<BacktestMetric> out;
  for (std::size_t m = 0; m < models.size(); ++m) {
    append_rank_metrics(models[m], m, folds, weights, options, out);
    append_calibration(models[m], m, folds, weights, out);
    append_values(models[m], m, folds, out);
  }
  return out;
}

}  // namespace sightline
