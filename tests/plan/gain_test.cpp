#include "plan/candidates/gain.hpp"

#include <cmath>

#include "plan/small_city.hpp"

namespace sightline {
namespace {

using planning::Belief;

// Integral over the density of beta(a, b) by the midpoint rule in t = logit(x), where it is smooth.
template <class Value>
double expectation(const Belief& belief, Value value) {
  const double a = belief.size * belief.mean, b = belief.size * (1 - belief.mean);
  double sum = 0, weight = 0;
  for (int i = 0; i < 400000; ++i) {
    const double t = -60 + 120 * (i + 0.5) / 400000;
    const double x = 1 / (1 + std::exp(-t)), y = 1 / (1 + std::exp(t));
    const double density = std::exp(a * std::log(x) + b * std::log(y));  // dx = x y dt
    sum += density * value(x);
    weight += density;
  }
  return sum / weight;
}

Belief belief(double probability, double sd) {
  Risk risk;
  risk.probability = {probability};
  risk.logit_sd = {sd};
  return planning::belief_of(risk, 0);
}

TEST(Gain, ChanceToFindIsTheIntegralOverTheBeta) {
  for (const auto& [p, sd] : {std::pair{0.05, 0.5}, {0.2, 1.0}, {0.5, 1.5}, {0.01, 0.3}}) {
    const Belief b = belief(p, sd);
    for (int n : {1, 2, 3, 7})
      EXPECT_NEAR(planning::chance_to_find(b, n), expectation(b, [&](double x) { return 1 - std::pow(1 - x, n); }),
                  1e-6)
          << p << " " << sd << " " << n;
  }
}

TEST(Gain, VarianceReducedIsTheExpectedDropOfThePosteriorVariance) {
  const Belief b = belief(0.15, 0.8);
  const double alpha = b.size * b.mean, beta = b.size * (1 - b.mean);
  const auto beta_variance = [](double a, double c) { return a * c / ((a + c) * (a + c) * (a + c + 1)); };
  const double after = b.mean * beta_variance(alpha + 1, beta) + (1 - b.mean) * beta_variance(alpha, beta + 1);
  EXPECT_NEAR(planning::variance_reduced(b, 1), beta_variance(alpha, beta) - after, 1e-15);
}

TEST(Gain, VarianceOfTheCountIsThatOfTheBetaBinomial) {
  const Belief b = belief(0.2, 0.9);
  const int n = 4;
  const double mean = n * b.mean;
  const double second = expectation(b, [&](double x) { return n * x * (1 - x) + n * x * n * x; });
  EXPECT_NEAR(planning::variance_of_count(b, n), second - mean * mean, 1e-6);
}

TEST(Gain, FirstBatchIsWorthTheProbabilityAndTheSecondLess) {
  for (double sd : {0.0, 0.3, 1.0, 2.0}) {
    const Belief b = belief(0.1, sd);
    const double first = planning::chance_to_find(b, 1), second = planning::chance_to_find(b, 2) - first;
    EXPECT_NEAR(first, 0.1, 1e-9);
    EXPECT_LT(second, first);
  }
}

TEST(Gain, BatchesOfAnUncertainCandidateAgreeMore) {
  const auto second = [](double sd) {
    return planning::chance_to_find(belief(0.1, sd), 2) - planning::chance_to_find(belief(0.1, sd), 1);
  };
  EXPECT_NEAR(second(0), 0.09, 1e-6);  // independent: p (1 - p)
  EXPECT_GT(second(0.3), second(1.0));
  EXPECT_GT(second(1.0), second(2.0));
}

}  // namespace
}  // namespace sightline
