#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "outcomes/estimate/moved_chances.hpp"
#include "outcomes/estimate/weighted_sum.hpp"
#include "outcomes/join.hpp"

namespace sightline::outcomes {
namespace {

constexpr double alarm_below = 0.01;
constexpr int strata = 21;  // of the error that all chances share

double two_sided(double below) { return std::min(1.0, 2 * std::min(below, 1 - below)); }

struct Arm {
  std::vector<WeightedTerm> terms;  // weight = tests: the sum counts failures
  std::vector<double> logits, sensitivities;
  Drift drift;

  void add(const Population& population, std::uint32_t candidate, std::uint32_t tested, std::uint32_t failed) {
    if (tested == 0) return;
    const double m = std::min(std::max(population.chance[candidate], 1e-6), 1 - 1e-6);
    logits.push_back(logit(m));
    sensitivities.push_back(population.sensitivity[candidate]);
    terms.push_back({static_cast<double>(tested), 0, tested});
    drift.tested += tested, drift.nonconforming += failed;
    drift.expected += tested * population.sensitivity[candidate] * m;
  }

  // P(fewer failures than were found) + P(as many) / 2, the shared error ~ N(0, sd) cut into strata of equal chance.
  double below(double sd) {
    const boost::math::normal normal;
    double sum = 0;
    for (int s = 0; s < strata; ++s) {
      const double shift = sd > 0 ? sd * boost::math::quantile(normal, (s + 0.5) / strata) : 0;
      for (std::size_t i = 0; i < terms.size(); ++i)
        terms[i].chance = sensitivities[i] / (1 + std::exp(-logits[i] - shift));
      sum += mid_distribution(terms, static_cast<double>(drift.nonconforming), 0) / strata;
    }
    return sum;
  }
};

// Of the failures of both arms, how many are the first one's, were both off by the same factor: binomial.
double share_below(const Drift& first, const Drift& second) {
  const double all = static_cast<double>(first.nonconforming + second.nonconforming);
  const double expected = first.expected + second.expected;
  if (all == 0 || !(first.expected > 0 && second.expected > 0)) return 0.5;
  const boost::math::binomial share(all, first.expected / expected);
  const auto k = static_cast<double>(first.nonconforming);
  return boost::math::cdf(share, k) - boost::math::pdf(share, k) / 2;
}

}  // namespace

std::vector<Drift> drift_of(const Population& population, const Draw& draw, const Joined& joined) {
  std::array<Arm, 2> arms;
  arms[0].drift.arm = "directed";
  arms[1].drift.arm = "random";
  for (std::size_t k = 0; k < joined.lines.size(); ++k)
    arms[draw.lines[k].stream == Stream::random ? 1 : 0].add(population, joined.lines[k].candidate,
                                                             joined.lines[k].tested, joined.lines[k].nonconforming);
  for (const StandIn& stand_in : joined.stand_ins)
    arms[1].add(population, stand_in.candidate, stand_in.tested, stand_in.nonconforming);
  std::vector<Drift> all;
  for (Arm& arm : arms) {
    if (arm.drift.tested > 0) arm.drift.p_value = two_sided(arm.below(population.common_sd));
    all.push_back(arm.drift);
  }
  Drift between;
  between.arm = "directed against random";
  between.tested = all[0].tested + all[1].tested;
  between.nonconforming = all[0].nonconforming;
  between.expected = all[0].expected > 0 && all[1].expected > 0
                         ? all[0].expected / (all[0].expected + all[1].expected) *
                               static_cast<double>(all[0].nonconforming + all[1].nonconforming)
                         : 0;
  between.p_value = two_sided(share_below(all[0], all[1]));
  all.push_back(between);
  for (Drift& drift : all) drift.alarm = drift.p_value < alarm_below;
  return all;
}

}  // namespace sightline::outcomes
