// Over many simulated cities: is what the posterior says as often true as it says?
#include <algorithm>
#include <set>

#include "risk/fit/thin.hpp"
#include "risk/made_city.hpp"
#include "risk/made_design.hpp"

namespace sightline {
namespace {

double normal_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

// Pearson's chi-square of counts over equal bins; its 0.1 % point with nine degrees of freedom is 27.88.
double chi_square(const std::vector<double>& uniform) {
  std::vector<double> count(10, 0);
  for (const double u : uniform) count[std::min<std::size_t>(9, static_cast<std::size_t>(u * 10))] += 1;
  const double expected = static_cast<double>(uniform.size()) / 10;
  double sum = 0;
  for (const double c : count) sum += (c - expected) * (c - expected) / expected;
  return sum;
}

// Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and Gelman 2018): with the truth drawn from the
// prior and data from the truth, the truth's rank in the posterior is uniform. Scales too come from their prior.
TEST(SimulatedPosterior, RanksOfTheTruthAreUniform) {
  std::vector<double> weight_rank, level_rank, effect_rank;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Rng rng(seed, 99);
    const auto half_normal = [&](double scale) { return std::fabs(scale * rng.normal()); };
    made::DesignShape shape{.rows = 1500, .columns = 1, .levels = {250, 8}, .sd = {half_normal(1), half_normal(1)}};
    shape.intercept = -1.5 + 0.5 * rng.normal();
    auto made = made::make_design(shape, 5000 + seed);
    made.design.columns[0].prior_mean = -1.5;
    made.design.columns[0].prior_sd = 0.5;
    made.design.columns[1].prior_sd = 0.5;
    const hierarchy::Fit fit = hierarchy::fit_hierarchy(made.design, {});
    ASSERT_TRUE(fit.converged) << seed;
    const auto rank = [&](Eigen::Index at, double truth) {
      return normal_below((truth - fit.theta[at]) / std::sqrt(fit.covariance(at, at)));
    };
    weight_rank.push_back(rank(9, made.beta[1]));
    level_rank.push_back(rank(8, made.beta[0]));
    effect_rank.push_back(rank(static_cast<Eigen::Index>(seed % 8), made.effect[1][seed % 8]));
  }
  EXPECT_LT(chi_square(weight_rank), 27.88);
  EXPECT_LT(chi_square(level_rank), 27.88);
  EXPECT_LT(chi_square(effect_rank), 27.88);
}

TEST(SimulatedPosterior, NinetyPerCentIntervalsCoverNinetyPerCent) {
  double inside = 0, all = 0, inside_tested = 0, tested = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const made::City city = made::make_city(
        {.enterprises = 400, .categories = 10, .districts = 12, .rows = 2000, .signals = 3, .untested = 0.3},
        900 + seed);
    const Risk risk =
        assess_risk(city.ledger, city.signals, made::model_of(city, {{"category"}, {"district"}, {"enterprise"}}));
    const std::set<Index> seen(city.signals.enterprise.begin(), city.signals.enterprise.end());
    for (std::size_t c = 0; c < risk.size(); ++c) {
      const double p = made::chance(city.truth.logit[c]);
      const double hit = p >= risk.lower[c] && p <= risk.upper[c] ? 1 : 0;
      inside += hit;
      all += 1;
      if (seen.count(city.ledger.frame.enterprise[c]) > 0) inside_tested += hit, tested += 1;
    }
  }
  EXPECT_GT(inside / all, 0.87);
  EXPECT_LT(inside / all, 0.93);
  EXPECT_GT(inside_tested / tested, 0.87);
  EXPECT_LT(inside_tested / tested, 0.93);
  RecordProperty("covered", std::to_string(inside / all));
}

// 100,000 rows, five per enterprise: the scale of the enterprises' effects within 3 % of the truth, where the plain
// Laplace approximation falls about 5 % or more short.
TEST(SimulatedPosterior, ScaleOfEnterprisesIsWithinThreePerCent) {
  double corrected = 0, plain = 0;
  const int cities = 4;
  for (std::uint64_t seed = 0; seed < cities; ++seed) {
    const auto made =
        made::make_design({.rows = 100000, .columns = 5, .levels = {20000, 25, 50}, .sd = {0.8, 0.5, 0.4}}, 70 + seed);
    hierarchy::FitSettings settings;
    corrected += hierarchy::fit_thick(made.design, settings).tau[0] / 0.8 / cities;
    settings.maximum_likelihood = true;
    plain += hierarchy::fit_thick(made.design, settings).tau[0] / 0.8 / cities;
  }
  EXPECT_NEAR(corrected, 1, 0.03);
  EXPECT_LT(plain, 0.97);
  RecordProperty("corrected", std::to_string(corrected));
  RecordProperty("plain", std::to_string(plain));
}

}  // namespace
}  // namespace sightline
