#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "outcomes/estimate/moved_chances.hpp"
#include "outcomes/estimate/weighted_sum.hpp"
#include "sightline/base/error.hpp"
#include "sightline/methods/estimation.hpp"

namespace sightline {
namespace {

using outcomes::farthest;
using outcomes::TestedUnit;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

void check(bool holds, const char* what) {
  if (!holds) throw Error(ErrorCode::usage, std::string("estimate_rate: ") + what);
}

void check(const SurveyUnits& units, const SurveySample& sample, double level) {
  const std::size_t n = sample.unit.size();
  check(units.weight.size() == units.chance.size() &&
            (units.certain.empty() || units.certain.size() == units.weight.size()),
        "weights, chances and marks of certainty differ in length");
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

// The estimate, and its distribution about theta when the model's chances are moved.
class Rate {
 public:
  Rate(const SurveyUnits& units, const SurveySample& sample, Estimator estimator)
      : units_(units), estimator_(estimator), parts_(parts_of(units, sample, estimator)), chances_(units, parts_) {
    for (const TestedUnit& part : parts_) strata_ = std::max(strata_, part.stratum + 1);
  }

  [[nodiscard]] ChanceShift at(double d) const { return chances_.at(d); }
  [[nodiscard]] double theta(const ChanceShift& shift) const { return shifted_rate(units_, shift); }

  [[nodiscard]] double plain() const {
    double sum = estimator_ == Estimator::difference ? shifted_rate(units_, {}) : 0;
    for (const TestedUnit& part : parts_)
      sum += part.a * (estimator_ == Estimator::difference ? part.y - part.m : part.y);
    return sum;
  }

  // sum_s a (y - p): falls as the chances rise.
  [[nodiscard]] double residual(const ChanceShift& shift) const {
    double sum = 0;
    for (const TestedUnit& part : parts_) sum += part.a * (part.y - moved(part, shift));
    return sum;
  }

  // Variance of the estimate about theta: of the results, and of the design for what the estimator leaves in.
  [[nodiscard]] double variance(const ChanceShift& shift) const {
    double sum = 0;
    for (const TestedUnit& part : parts_) {
      const double c = part.sensitivity, q = c * moved(part, shift);
      sum += part.a * part.a * q * (1 - q) / (part.tests * c * c);
    }
    return sum + design_variance(shift);
  }

  // P(the estimate, less theta, lies below x), half of what lies at x with it.
  [[nodiscard]] double below(double x, const ChanceShift& shift) const {
    std::vector<outcomes::WeightedTerm> terms;
    double mean = 0;
    for (const TestedUnit& part : parts_) {
      const double p = moved(part, shift);
      terms.push_back({part.a / part.sensitivity, part.sensitivity * p, static_cast<std::uint32_t>(part.tests)});
      mean += part.a * p;
    }
    // No failure is exactly none, whatever the last bit of the sum says.
    return outcomes::mid_distribution(terms, std::abs(x + mean) < 1e-12 ? 0 : x + mean,
                                      std::sqrt(design_variance(shift)));
  }

  [[nodiscard]] bool none_failed() const {
    return std::all_of(parts_.begin(), parts_.end(), [](const TestedUnit& part) { return part.y <= 0 || part.a <= 0; });
  }
  [[nodiscard]] bool all_failed() const {
    return std::all_of(parts_.begin(), parts_.end(),
                       [](const TestedUnit& part) { return part.y * part.sensitivity >= 1; });
  }

 private:
  static std::vector<TestedUnit> parts_of(const SurveyUnits& units, const SurveySample& sample, Estimator estimator) {
    double total = 0, reached = 0;
    for (const double w : units.weight) total += w;
    check(total > 0, "no unit has a weight");
    for (std::size_t i = 0; i < sample.unit.size(); ++i) reached += sample.expansion[i] * units.weight[sample.unit[i]];
    const double divisor = estimator == Estimator::hajek && reached > 0 ? reached : total;
    std::map<Index, std::size_t> position;
    std::vector<TestedUnit> parts;
    for (std::size_t i = 0; i < sample.unit.size(); ++i) {
      const Index u = sample.unit[i];
      TestedUnit part;
      part.a = sample.expansion[i] * units.weight[u] / divisor;
      part.tests = sample.tested[i];
      part.sensitivity = sample.sensitivity.empty() ? 1 : sample.sensitivity[i];
      part.y = sample.nonconforming[i] / (part.tests * part.sensitivity);
      part.m = units.chance[u];
      part.logit = outcomes::logit(part.m);
      part.open = std::max(0.0, 1 - 1 / sample.expansion[i]);
      part.stratum = position.emplace(sample.stratum.empty() ? 0 : sample.stratum[i], position.size()).first->second;
      part.certain = !units.certain.empty() && units.certain[u] != 0;
      parts.push_back(part);
    }
    return parts;
  }

  // What the estimator takes off a chance before it is expanded.
  [[nodiscard]] double taken_off(const TestedUnit& part, double theta) const {
    return estimator_ == Estimator::hajek ? theta : estimator_ == Estimator::difference ? part.m : 0;
  }

  [[nodiscard]] double design_variance(const ChanceShift& shift) const {
    if (estimator_ == Estimator::assisted) return 0;
    const double rate = estimator_ == Estimator::hajek ? theta(shift) : 0;
    std::vector<double> r;
    for (const TestedUnit& part : parts_) r.push_back(part.a * (moved(part, shift) - taken_off(part, rate)));
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
  Estimator estimator_;
  std::vector<TestedUnit> parts_;
  outcomes::MovedChances chances_;
  std::size_t strata_ = 0;
};

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

double shifted_rate(const SurveyUnits& units, const ChanceShift& shift) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < units.weight.size(); ++i) {
    if (units.weight[i] <= 0) continue;
    const bool certain = !units.certain.empty() && units.certain[i] != 0;
    sum += units.weight[i] * outcomes::moved_chance(units.chance[i], certain, shift);
    total += units.weight[i];
  }
  return sum / total;
}

RateEstimate estimate_rate(const SurveyUnits& units, const SurveySample& sample, Estimator estimator, double level) {
  check(units, sample, level);
  check(estimator != Estimator::shrunk, "a shrunk estimate needs the other domains, too");
  if (sample.unit.empty()) return {nothing, nothing, nothing, nothing, {}};
  const Rate rate(units, sample, estimator);
  const bool assisted = estimator == Estimator::assisted, none = rate.none_failed(), all = rate.all_failed();
  const auto search = [](bool rises, const auto& f) { return outcomes::crossing(rises, -farthest, farthest, f); };
  const double d = none  ? -farthest
                   : all ? farthest
                         : search(false, [&](double at) { return rate.residual(rate.at(at)); });
  RateEstimate found;
  found.shift = rate.at(d);
  found.value = !assisted ? rate.plain() : none ? 0 : rate.theta(found.shift);
  const double tail = (1 - level) / 2;
  const auto end = [&](bool upper) {
    return search(!upper, [&](double at) {
      const ChanceShift shift = rate.at(at);
      const double below = rate.below(assisted ? rate.residual(shift) : found.value - rate.theta(shift), shift);
      return (upper ? below : 1 - below) - tail;
    });
  };
  const double high = end(true);
  found.lower = none ? 0 : rate.theta(rate.at(end(false)));
  found.upper = all ? 1 : rate.theta(rate.at(high));
  // Where nothing failed the shift has no end; the interval's upper one says how far the sample can tell.
  found.standard_error = std::sqrt(rate.variance(rate.at(none ? high - 1 : d)));
  return found;
}

}  // namespace sightline
