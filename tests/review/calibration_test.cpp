#include "review/metrics/calibration.hpp"

#include <cmath>

#include "review/metrics/off_policy.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {
namespace {

TEST(MeasureCalibration, FindsTheSlopeAndInterceptThatWerePutIn) {
  Rng rng(8);
  std::vector<double> told;
  std::vector<std::uint8_t> failed;
  for (int i = 0; i < 60'000; ++i) {
    const double x = rng.normal();
    told.push_back(1 / (1 + std::exp(-x)));
    failed.push_back(rng.uniform() < 1 / (1 + std::exp(-(0.3 + 0.7 * x))));
  }
  const Calibration c = measure_calibration(told, failed);
  EXPECT_NEAR(c.slope, 0.7, 4 * 0.012);  // 4 standard errors
  EXPECT_NEAR(c.intercept, 0.3, 4 * 0.010);
}

TEST(MeasureCalibration, HasNoSlopeWhenOneProbabilityServesAll) {
  const Calibration c =
      measure_calibration(std::vector<double>(10, 0.2), std::vector<std::uint8_t>{1, 0, 0, 0, 1, 0, 0, 0, 0, 0});
  EXPECT_TRUE(std::isnan(c.slope));
  EXPECT_NEAR(c.brier, 0.16, 1e-12);
}

// A biased inspector looks only where it is fine; weights and doubly robust values put it right, the naive rate does
// not.
TEST(ValueOfChoice, CorrectsForWhoWasInspected) {
  Rng rng(4);
  const std::size_t n = 40'000;
  std::vector<double> predicted(n), chance, pi;
  std::vector<std::uint32_t> candidate;
  std::vector<std::uint8_t> failed;
  double truth = 0;
  for (std::uint32_t c = 0; c < n; ++c) {
    const bool bad = rng.uniform() < 0.5;
    const double p = bad ? 0.4 : 0.1;
    predicted[c] = 0.2 + 1e-9 * c;  // the model cannot tell; all are chosen
    truth += p / static_cast<double>(n);
    const double included = bad ? 0.1 : 0.6;
    if (rng.uniform() < included) {
      candidate.push_back(c);
      failed.push_back(rng.uniform() < p);
      pi.push_back(included);
    }
  }
  const ChosenValue value = value_of_choice(predicted, 1.0, candidate, failed, pi);
  EXPECT_LT(value.naive, truth - 0.08);
  EXPECT_NEAR(value.inverse_propensity, truth, 0.02);
  EXPECT_NEAR(value.doubly_robust, truth, 0.02);
}

}  // namespace
}  // namespace sightline
