#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "outcomes/estimate/weighted_sum.hpp"
#include "sightline/base/error.hpp"
#include "sightline/methods/estimation.hpp"

namespace sightline {
namespace {

constexpr double farthest = 20;  // logits
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

double logit(double p) { return std::log(p) - std::log1p(-p); }
double logistic(double x) { return 1 / (1 + std::exp(-x)); }

void check(bool holds, const char* what) {
  if (!holds) throw Error(ErrorCode::usage, std::string("estimate_rate: ") + what);
}

void check(const SurveyUnits& units, const SurveySample& sample, double level) {
  const std::size_t n = sample.unit.size();
  check(units.weight.size() == units.chance.size(), "weights and chances differ in length");
  check(sample.expansion.size() == n && sample.tested.size() == n && sample.nonconforming.size() == n &&
            (sample.stratum.empty() || sample.stratum.size() == n) &&
            (sample.sensitivity.empty() || sample.sensitivity.size() == n),
        "columns of the sample differ in length");
  check(level > 0 && level < 1, "the level must lie between 0 and 1");
  for (std::size_t i = 0; i < units.weight.size(); ++i)
    check(units.weight[i] >= 0 && units.chance[i] > 0 && units.chance[i] < 1,
          "a weight is negative or a chance not between 0 and 1");
  for (std::size_t i = 0; i < n; ++i) {
    check(sample.unit[i] < units.weight.size(), "a sampled unit is not in the population");
    check(sample.expansion[i] >= 1 - 1e-9, "an expansion is below 1");
    check(sample.tested[i] >= 1 && sample.nonconforming[i] <= sample.tested[i], "more failures than tests");
    check(sample.sensitivity.empty() || (sample.sensitivity[i] > 0 && sample.sensitivity[i] <= 1),
          "a sensitivity is not in (0, 1]");
  }
}

// The estimate, and its distribution about theta(d) when every logit of the model is off by d.
class Rate {
 public:
  Rate(const SurveyUnits& units, const SurveySample& sample, Estimator estimator)
      : units_(units), sample_(sample), estimator_(estimator) {
    for (const double w : units.weight) total_ += w;
    check(total_ > 0, "no unit has a weight");
    double reached = 0;
    for (std::size_t i = 0; i < sample.unit.size(); ++i) reached += sample.expansion[i] * weight(i);
    const double divisor = estimator == Estimator::hajek && reached > 0 ? reached : total_;
    std::map<Index, std::size_t> position;
    for (std::size_t i = 0; i < sample.unit.size(); ++i) {
      const double c = sample.sensitivity.empty() ? 1 : sample.sensitivity[i], t = sample.tested[i];
      parts_.push_back(
          {sample.expansion[i] * weight(i) / divisor, sample.nonconforming[i] / (t * c), t, c, logit(chance(i)),
           chance(i), std::max(0.0, 1 - 1 / sample.expansion[i]),
           position.emplace(sample.stratum.empty() ? 0 : sample.stratum[i], position.size()).first->second});
    }
    strata_ = position.size();
  }

  [[nodiscard]] double plain() const {
    double sum = estimator_ == Estimator::difference ? shifted_rate(units_, 0) : 0;
    for (const Part& part : parts_) sum += part.a * (estimator_ == Estimator::difference ? part.y - part.m : part.y);
    return sum;
  }

  // sum_s a (y - p(d)): falls in d.
  [[nodiscard]] double residual(double d) const {
    double sum = 0;
    for (const Part& part : parts_) sum += part.a * (part.y - logistic(part.logit + d));
    return sum;
  }

  // Variance of the estimate about theta(d): of the results, and of the design for what the estimator leaves in.
  [[nodiscard]] double variance(double d, double theta) const {
    double sum = 0;
    for (const Part& part : parts_) {
      const double q = part.c * logistic(part.logit + d);
      sum += part.a * part.a * q * (1 - q) / (part.t * part.c * part.c);
    }
    return sum + design_variance(d, theta);
  }

  // P(the estimate, less theta(d), lies below x), half of what lies at x with it.
  [[nodiscard]] double below(double x, double d, double theta) const {
    std::vector<outcomes::WeightedTerm> terms;
    double mean = 0;
    for (const Part& part : parts_) {
      const double p = logistic(part.logit + d);
      terms.push_back({part.a / part.c, part.c * p, static_cast<std::uint32_t>(part.t)});
      mean += part.a * p;
    }
    // No failure is exactly none, whatever the last bit of the sum says.
    return outcomes::mid_distribution(terms, std::abs(x + mean) < 1e-12 ? 0 : x + mean,
                                      std::sqrt(design_variance(d, theta)));
  }

  [[nodiscard]] bool none_failed() const {
    return std::all_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.y <= 0 || part.a <= 0; });
  }
  [[nodiscard]] bool all_failed() const {
    return std::all_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.y * part.c >= 1; });
  }

 private:
  struct Part {
    double a, y, t, c, logit, m, open;
    std::size_t stratum;
  };

  [[nodiscard]] double weight(std::size_t i) const { return units_.weight[sample_.unit[i]]; }
  [[nodiscard]] double chance(std::size_t i) const { return units_.chance[sample_.unit[i]]; }

  [[nodiscard]] double design_variance(double d, double theta) const {
    if (estimator_ == Estimator::assisted) return 0;
    std::vector<double> r;
    for (const Part& part : parts_) {
      const double p = logistic(part.logit + d);
      r.push_back(part.a * (estimator_ == Estimator::horvitz_thompson ? p
                            : estimator_ == Estimator::hajek          ? p - theta
                                                                      : p - part.m));
    }
    std::vector<double> open(strata_), mean(strata_), count(strata_);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const std::size_t h = parts_[i].stratum;
      if (parts_[i].open <= 0) continue;
      open[h] += parts_[i].open, mean[h] += parts_[i].open * r[i], count[h] += 1;
    }
    double sum = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const std::size_t h = parts_[i].stratum;
      if (parts_[i].open <= 0) continue;
      const double from_mean = count[h] > 1 ? r[i] - mean[h] / open[h] : r[i];
      sum += (count[h] > 1 ? count[h] / (count[h] - 1) : 1) * parts_[i].open * from_mean * from_mean;
    }
    return sum;
  }

  const SurveyUnits& units_;
  const SurveySample& sample_;
  Estimator estimator_;
  double total_ = 0;
  std::size_t strata_ = 0;
  std::vector<Part> parts_;
};

// Where a function that rises (or falls) crosses 0 between -farthest and farthest; the end it would cross beyond.
template <class Function>
double crossing(bool rises, const Function& f) {
  const double low = f(-farthest), high = f(farthest);
  if ((low < 0) == (high < 0)) return (low > 0) == rises ? -farthest : farthest;
  std::uintmax_t steps = 100;
  const auto bracket = boost::math::tools::toms748_solve(
      f, -farthest, farthest, low, high, [](double a, double b) { return std::abs(a - b) < 1e-7; }, steps);
  return (bracket.first + bracket.second) / 2;
}

}  // namespace

std::string_view name_of(Estimator estimator) {
  switch (estimator) {
    case Estimator::horvitz_thompson: return "horvitz_thompson";
    case Estimator::hajek: return "hajek";
    case Estimator::difference: return "difference";
    case Estimator::assisted: return "assisted";
    case Estimator::shrunk: return "shrunk";
  }
  return "";
}

double shifted_rate(const SurveyUnits& units, double shift) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < units.weight.size(); ++i) {
    if (units.weight[i] <= 0) continue;
    sum += units.weight[i] * (shift == 0 ? units.chance[i] : logistic(logit(units.chance[i]) + shift));
    total += units.weight[i];
  }
  return sum / total;
}

RateEstimate estimate_rate(const SurveyUnits& units, const SurveySample& sample, Estimator estimator, double level) {
  check(units, sample, level);
  check(estimator != Estimator::shrunk, "a shrunk estimate needs the other domains, too");
  if (sample.unit.empty()) return {nothing, nothing, nothing, nothing, 0};
  const Rate rate(units, sample, estimator);
  const bool assisted = estimator == Estimator::assisted;
  RateEstimate found;
  found.shift = rate.none_failed()  ? -farthest
                : rate.all_failed() ? farthest
                                    : crossing(false, [&](double d) { return rate.residual(d); });
  found.value = !assisted ? rate.plain() : rate.none_failed() ? 0 : shifted_rate(units, found.shift);
  const auto distance = [&](double d, double theta) { return assisted ? rate.residual(d) : found.value - theta; };
  const double tail = (1 - level) / 2;
  const auto end = [&](bool upper) {
    return crossing(!upper, [&](double d) {
      const double theta = assisted ? 0 : shifted_rate(units, d);
      const double below = rate.below(distance(d, theta), d, theta);
      return (upper ? below : 1 - below) - tail;
    });
  };
  found.lower = rate.none_failed() ? 0 : shifted_rate(units, end(false));
  found.upper = rate.all_failed() ? 1 : shifted_rate(units, end(true));
  // Where nothing failed the shift has no end; the interval's upper one says how far the sample can tell.
  const double at = rate.none_failed() ? end(true) - 1 : std::clamp(found.shift, -farthest, farthest);
  found.standard_error = std::sqrt(rate.variance(at, shifted_rate(units, at)));
  return found;
}

}  // namespace sightline
