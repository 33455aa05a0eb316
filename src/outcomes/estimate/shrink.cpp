#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <cmath>

#include "outcomes/estimate/domains.hpp"
#include "outcomes/estimate/moved_chances.hpp"

namespace sightline::outcomes {
namespace {

// Variance of sum_s a (y - p) when the chances are the model's, moved as the total's are.
double working_variance(const DomainData& data, Weighting weighting, const ChanceShift& all) {
  const SurveyUnits units = data.units(weighting);
  double total = 0, sum = 0;
  for (const double w : units.weight) total += w;
  for (std::size_t i = 0; i < data.unit.size(); ++i) {
    const double m = units.chance[data.unit[i]], c = data.sensitivity[i];
    const double p = moved_chance(m, units.certain[data.unit[i]] != 0, all);
    const double q = c * p;
    const double a = data.expansion[i] * units.weight[data.unit[i]] / total;
    sum += a * a * q * (1 - q) / (data.tested[i] * c * c);
  }
  return sum;
}

// Effective counts: x failures where E are expected.
struct Count {
  double expected_rate = 0, expected = 0, found = 0;
};

// Variance of the domains' rates relative to what is expected of them, by moments; at least its standard error were
// there none, for that much variance goes unseen.
double variance_between(const std::vector<Count>& counts) {
  double over = 0, null = 0, squares = 0;
  for (const Count& count : counts) {
    over += (count.found - count.expected) * (count.found - count.expected) - count.expected;
    null += 2 * count.expected * count.expected + count.expected;
    squares += count.expected * count.expected;
  }
  return squares > 0 ? std::max(over, std::sqrt(null)) / squares : 1;
}

}  // namespace

std::vector<RateEstimate> shrink(const std::vector<ShrinkDomain>& domains, Weighting weighting,
                                 const RateEstimate& total, double level) {
  std::vector<Count> counts;
  for (const ShrinkDomain& domain : domains) {
    Count count;
    count.expected_rate = shifted_rate(domain.data->units(weighting), total.shift);
    const double variance = working_variance(*domain.data, weighting, total.shift);
    if (variance > 0 && count.expected_rate > 0) {
      count.expected = count.expected_rate * count.expected_rate * (1 - count.expected_rate) / variance;
      count.found = count.expected * domain.own.value / count.expected_rate;
    }
    counts.push_back(count);
  }
  const double relative = total.value > 0 ? total.standard_error / total.value : 1;
  const double alpha = 1 / (std::max(1e-6, variance_between(counts)) + relative * relative);
  std::vector<RateEstimate> shrunk;
  for (const Count& count : counts) {
    const boost::math::gamma_distribution<double> ratio(alpha + count.found, 1 / (alpha + count.expected));
    RateEstimate rate;
    rate.value = std::min(1.0, count.expected_rate * boost::math::mean(ratio));
    rate.standard_error = count.expected_rate * boost::math::standard_deviation(ratio);
    rate.lower = std::min(1.0, count.expected_rate * boost::math::quantile(ratio, (1 - level) / 2));
    rate.upper = std::min(1.0, count.expected_rate * boost::math::quantile(ratio, (1 + level) / 2));
    rate.shift = total.shift;
    shrunk.push_back(rate);
  }
  return shrunk;
}

}  // namespace sightline::outcomes
