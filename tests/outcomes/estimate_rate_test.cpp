// estimate_rate against a slow twin: every sample of a tiny population with its probability, and every result of it.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "outcomes/estimate/weighted_sum.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/methods/estimation.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {
namespace {

struct Tiny {  // independent choices: every subset is a possible sample
  std::vector<double> pi{0.3, 0.5, 0.9, 1.0, 0.2, 0.6}, weight{1, 2, 1, 3, 1, 1},
      truth{0.1, 0.4, 0.02, 0.3, 0.25, 0.05}, model{0.05, 0.2, 0.1, 0.3, 0.1, 0.05};
  [[nodiscard]] double rate() const {
    double sum = 0, total = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) sum += weight[i] * truth[i], total += weight[i];
    return sum / total;
  }
};

// Calls visit(sample, failed, probability) for every sample and every result of it.
void each_outcome(
    const Tiny& tiny,
    const std::function<void(const std::vector<Index>&, const std::vector<std::uint32_t>&, double)>& visit) {
  const std::size_t n = tiny.pi.size();
  for (unsigned chosen = 0; chosen < 1u << n; ++chosen)
    for (unsigned failing = 0; failing < 1u << n; ++failing) {
      if ((failing & ~chosen) != 0) continue;
      double probability = 1;
      std::vector<Index> sample;
      std::vector<std::uint32_t> failed;
      for (std::size_t i = 0; i < n; ++i) {
        const bool in = (chosen >> i & 1) != 0, fails = (failing >> i & 1) != 0;
        probability *= in ? tiny.pi[i] * (fails ? tiny.truth[i] : 1 - tiny.truth[i]) : 1 - tiny.pi[i];
        if (in) sample.push_back(static_cast<Index>(i)), failed.push_back(fails ? 1 : 0);
      }
      if (probability > 0) visit(sample, failed, probability);
    }
}

RateEstimate estimate(const Tiny& tiny, const std::vector<Index>& sample, const std::vector<std::uint32_t>& failed,
                      Estimator estimator) {
  std::vector<double> expansion;
  std::vector<Index> stratum;  // Poisson sampling: every unit is a stratum of its own
  for (const Index i : sample) expansion.push_back(1 / tiny.pi[i]), stratum.push_back(i);
  const std::vector<std::uint32_t> tested(sample.size(), 1);
  return estimate_rate({tiny.weight, tiny.model}, {sample, expansion, stratum, tested, failed, {}}, estimator);
}

class Unbiased : public testing::TestWithParam<Estimator> {};

TEST_P(Unbiased, MeanOverAllSamplesAndResultsIsTheTrueRate) {
  const Tiny tiny;
  double mean = 0, sum = 0;
  each_outcome(tiny, [&](const auto& sample, const auto& failed, double probability) {
    mean += probability * estimate(tiny, sample, failed, GetParam()).value;
    sum += probability;
  });
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(mean, tiny.rate(), 1e-12);
}

// With a model that knows the truth, the squared standard error of each sample has the variance as its mean, up to the
// shift that each sample sets the model right by.
INSTANTIATE_TEST_SUITE_P(EstimateRate, Unbiased, testing::Values(Estimator::horvitz_thompson, Estimator::difference));

// The variance that moments are made of, without the shift: E sum_s a^2 p (1 - p) + E V(r) = Var, by enumeration.
TEST(EstimateRate, DistributionHasTheVarianceOfAllSamplesAndResults) {
  Tiny tiny;
  tiny.model = tiny.truth;
  double mean = 0, square = 0, claimed = 0, total = 0;
  for (const double w : tiny.weight) total += w;
  each_outcome(tiny, [&](const auto& sample, const auto& failed, double probability) {
    double value = 0, variance = 0;
    for (std::size_t k = 0; k < sample.size(); ++k) {
      const double a = tiny.weight[sample[k]] / tiny.pi[sample[k]] / total, p = tiny.truth[sample[k]];
      value += a * failed[k];
      variance += a * a * p * (1 - p) + (1 - tiny.pi[sample[k]]) * a * p * a * p;
    }
    mean += probability * value, square += probability * value * value, claimed += probability * variance;
  });
  EXPECT_NEAR(claimed, square - mean * mean, 1e-12);
}

TEST(EstimateRate, AssistedWithOneChanceForAllIsHajeks) {
  Tiny tiny;
  tiny.model.assign(tiny.pi.size(), 0.07);
  const std::vector<Index> sample{0, 1, 3, 5};
  const std::vector<std::uint32_t> failed{1, 0, 1, 0};
  EXPECT_NEAR(estimate(tiny, sample, failed, Estimator::assisted).value,
              estimate(tiny, sample, failed, Estimator::hajek).value, 1e-9);
}

TEST(EstimateRate, GivesAllItKnowsWhenEverythingWasTestedOften) {
  const Tiny tiny;
  const std::vector<Index> all{0, 1, 2, 3, 4, 5};
  const std::vector<double> one(6, 1);
  const std::vector<std::uint32_t> tested(6, 1'000'000);
  std::vector<std::uint32_t> failed;
  for (const double p : tiny.truth) failed.push_back(static_cast<std::uint32_t>(std::lround(p * 1e6)));
  for (const Estimator estimator : {Estimator::horvitz_thompson, Estimator::hajek, Estimator::difference}) {
    const RateEstimate rate = estimate_rate({tiny.weight, tiny.model}, {all, one, {}, tested, failed, {}}, estimator);
    EXPECT_NEAR(rate.value, tiny.rate(), 1e-9);
    EXPECT_NEAR(rate.lower, rate.value, 0.002);
    EXPECT_NEAR(rate.upper, rate.value, 0.002);
  }
}

// n of many, all alike, none failing: half the chance of that, (1 - p)^n / 2, is 2.5 % where p = 1 - 0.05^(1/n).
TEST(EstimateRate, SaysHowMuchNoFailureAtAllExcludes) {
  for (const std::size_t n : {20u, 60u, 300u}) {
    const std::vector<double> weight(10 * n, 1), chance(10 * n, 0.03), expansion(n, 10);
    std::vector<Index> unit(n);
    for (std::size_t i = 0; i < n; ++i) unit[i] = static_cast<Index>(7 * i);
    const std::vector<std::uint32_t> tested(n, 1), failed(n, 0);
    const RateEstimate rate =
        estimate_rate({weight, chance}, {unit, expansion, {}, tested, failed, {}}, Estimator::assisted);
    EXPECT_EQ(rate.value, 0);
    EXPECT_EQ(rate.lower, 0);
    EXPECT_NEAR(rate.upper, 1 - std::pow(0.05, 1.0 / static_cast<double>(n)), 1e-6);
  }
}

TEST(EstimateRate, CorrectsForTestsThatMissFailures) {
  const std::vector<double> weight(100, 1), chance(100, 0.1), expansion(100, 1), sensitivity(100, 0.8);
  std::vector<Index> unit(100);
  std::vector<std::uint32_t> tested(100, 1), failed(100, 0);
  for (std::size_t i = 0; i < 100; ++i) unit[i] = static_cast<Index>(i), failed[i] = i < 8 ? 1 : 0;
  const RateEstimate rate =
      estimate_rate({weight, chance}, {unit, expansion, {}, tested, failed, sensitivity}, Estimator::assisted);
  EXPECT_NEAR(rate.value, 0.1, 1e-9);
}

TEST(EstimateRate, RefusesWhatCannotBe) {
  const std::vector<double> weight{1, 1}, chance{0.1, 0.1}, whole{0.1, 1.0}, expansion{1}, below{0.5};
  const std::vector<Index> unit{0}, outside{2};
  const std::vector<std::uint32_t> one{1}, two{2};
  const auto refuse = [](const SurveyUnits& units, const SurveySample& sample) {
    EXPECT_THROW((void)estimate_rate(units, sample, Estimator::hajek), Error);
  };
  refuse({weight, expansion}, {unit, expansion, {}, one, one, {}});
  refuse({weight, whole}, {unit, expansion, {}, one, one, {}});
  refuse({weight, chance}, {outside, expansion, {}, one, one, {}});
  refuse({weight, chance}, {unit, below, {}, one, one, {}});
  refuse({weight, chance}, {unit, expansion, {}, one, two, {}});
  EXPECT_THROW((void)estimate_rate({weight, chance}, {unit, expansion, {}, one, one, {}}, Estimator::shrunk), Error);
}

// Every result of ten unequal terms, enumerated: the convolution is right within its grid.
TEST(EstimateRate, WeightedSumsHaveTheDistributionOfAllTheirResults) {
  Rng rng(5, 9);
  std::vector<outcomes::WeightedTerm> terms;
  for (int i = 0; i < 10; ++i)
    terms.push_back({0.2 + 3 * rng.uniform() * rng.uniform(), 0.02 + 0.3 * rng.uniform(), 1});
  for (const double s : {0.0, 0.5, 1.3, 2.5, 4.0}) {
    double below = 0;
    for (unsigned failing = 0; failing < 1u << terms.size(); ++failing) {
      double probability = 1, sum = 0;
      for (std::size_t i = 0; i < terms.size(); ++i) {
        const bool fails = (failing >> i & 1) != 0;
        probability *= fails ? terms[i].chance : 1 - terms[i].chance;
        sum += fails ? terms[i].weight : 0;
      }
      below += sum < s ? probability : sum == s ? probability / 2 : 0;
    }
    EXPECT_NEAR(outcomes::mid_distribution(terms, s, 0), below, s == 0 ? 1e-12 : 0.012) << s;
  }
  EXPECT_NEAR(outcomes::mid_distribution({}, 1.96, 1), 0.975, 0.03);  // the noise alone, by nine nodes
}

// A unit tested 40 times beside one tested once, every result enumerated, read off between the possible sums.
TEST(EstimateRate, ManyTestsOfOneUnitAreTheirBinomial) {
  const std::vector<outcomes::WeightedTerm> terms{{2, 0.1, 40}, {1, 0.2, 1}};
  for (const double s : {0.025, 0.125, 0.325, 0.775, 1.125}) {
    double below = 0, p = std::pow(0.9, 40);
    for (int k = 0; k <= 40; ++k) {
      for (const int other : {0, 1}) {
        const double sum = k / 20.0 + other;
        below += sum < s ? p * (other == 1 ? 0.2 : 0.8) : 0;
      }
      p *= (40.0 - k) / (k + 1) * 0.1 / 0.9;
    }
    EXPECT_NEAR(outcomes::mid_distribution(terms, s, 0), below, 1e-9) << s;
  }
}

TEST(EstimateRate, SeveralTestsOfOneUnitAreBinomial) {
  const std::vector<outcomes::WeightedTerm> terms{{1, 0.3, 2}};
  EXPECT_NEAR(outcomes::mid_distribution(terms, 0, 0), 0.49 / 2, 1e-12);
  EXPECT_NEAR(outcomes::mid_distribution(terms, 0.5, 0), 0.49 + 0.42 / 2, 1e-9);
  EXPECT_NEAR(outcomes::mid_distribution(terms, 1, 0), 0.91 + 0.09 / 2, 1e-9);
}

}  // namespace
}  // namespace sightline
