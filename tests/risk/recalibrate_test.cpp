#include "risk/recalibrate.hpp"

#include <numbers>

#include "risk/made_city.hpp"

namespace sightline {
namespace {

void add_row(CalibrationRows& rows, Rng& rng, double logit, double intercept, double slope) {
  rows.logit.push_back(logit);
  rows.trials.push_back(1);
  rows.weight.push_back(1);
  rows.failures.push_back(rng.uniform() < made::chance(intercept + slope * logit) ? 1 : 0);
}

TEST(Recalibrate, FindsTheSlopeThatPredictionsLack) {
  Rng rng(3, 1);
  CalibrationRows rows;
  for (int i = 0; i < 60000; ++i) add_row(rows, rng, -2 + rng.normal(), 0.2, 0.8);
  const Recalibration calibration = fit_calibration(rows);
  EXPECT_NEAR(calibration.slope, 0.8, 0.05);
  EXPECT_NEAR(calibration.intercept, 0.2, 0.1);
}

TEST(Recalibrate, StaysAtThePriorWithoutWeight) {
  const Recalibration calibration = fit_calibration({{-2, -1}, {1, 1}, {0, 1}, {0, 0}, {}, {}});
  EXPECT_NEAR(calibration.slope, 1, 1e-12);
  EXPECT_NEAR(calibration.intercept, 0, 1e-12);
}

// The mode of the two-dimensional posterior, by brute force on a grid.
TEST(Recalibrate, IsTheModeOfItsPosterior) {
  const std::vector<double> logit{-3, -2, -1, 0, 1}, trials{9, 8, 7, 6, 5}, failures{1, 1, 3, 2, 4}, weight(5, 1.0);
  const Recalibration found = fit_calibration({logit, trials, failures, weight, {}, {}});
  const auto height = [&](double slope, double intercept) {
    double sum = -0.5 * (slope - 1) * (slope - 1) / 0.0225 - 0.5 * intercept * intercept / 0.09;
    for (std::size_t i = 0; i < logit.size(); ++i) {
      const double eta = intercept + slope * logit[i];
      sum += failures[i] * eta - trials[i] * std::log1p(std::exp(eta));
    }
    return sum;
  };
  const double top = height(found.slope, found.intercept);
  for (double slope = 0.5; slope <= 1.5; slope += 0.01)
    for (double intercept = -1; intercept <= 1; intercept += 0.01) ASSERT_LE(height(slope, intercept), top + 1e-12);
}

// Two periods in which nearly everybody passed: without periods the slope falls with the level's error.
TEST(Recalibrate, LetsAPeriodThatWasUnlikeTheOthersMoveNoSlope) {
  Rng rng(4, 1);
  CalibrationRows rows;
  for (Index period = 0; period < 30; ++period)
    for (int i = 0; i < 1000; ++i) {
      const bool unlike = period % 15 == 7;
      const double level = unlike ? 0.5 : -0.5;  // the level predicted is the opposite of what comes
      add_row(rows, rng, level + rng.normal(), unlike ? -3 : 0, 1);
      rows.period.push_back(period);
    }
  const Recalibration calibration = fit_calibration(rows);
  EXPECT_NEAR(calibration.slope, 1, 0.12);  // shrunk for the coming period, which is not known
  EXPECT_LT(calibration.trust, 0.1);
  rows.period.clear();
  EXPECT_LT(fit_calibration(rows).slope, calibration.slope - 0.1);
}

TEST(Recalibrate, BelievesOfAShiftOfLevelWhatCameTrue) {
  Rng rng(5, 1);
  for (const double true_share : {0.0, 1.0}) {
    CalibrationRows rows;
    for (Index period = 0; period < 60; ++period) {
      const double shift = 0.6 * rng.normal();
      for (int i = 0; i < 400; ++i) {
        add_row(rows, rng, -1 + shift + rng.normal(), -(1 - true_share) * shift, 1);
        rows.period.push_back(period);
      }
    }
    const Recalibration calibration = fit_calibration(rows);
    EXPECT_NEAR(calibration.trust, true_share, 0.12);
    EXPECT_NEAR(calibration.slope, 1, 0.08);    // four standard errors
    const double far = calibration.centre + 1;  // candidates whose predicted level is 1 above that of the past
    EXPECT_NEAR(calibration.intercept_for(far) + calibration.slope * far,
                calibration.intercept + calibration.slope * calibration.centre + calibration.trust, 1e-12);
  }
}

TEST(Recalibrate, LeavesAModelThatIsRightNearlyAlone) {
  const made::City city =
      made::make_city({.enterprises = 2000, .categories = 6, .districts = 8, .rows = 20000, .signals = 3}, 31);
  RiskModel model = made::model_of(city, {{"category"}, {"district"}, {"enterprise"}});
  model.recalibrate = true;
  const Risk risk = assess_risk(city.ledger, city.signals, model);
  EXPECT_NEAR(risk.fit.calibration_slope, 1, 0.1);
  EXPECT_NEAR(risk.fit.calibration_intercept, 0, 0.15);
}

TEST(Recalibrate, SaysWhenThereIsTooLittleToGoBy) {
  const made::City city = made::make_city({.enterprises = 30, .rows = 60}, 32);
  RiskModel model = made::model_of(city, {{"enterprise"}});
  model.recalibrate = true;
  const Risk risk = assess_risk(city.ledger, city.signals, model);
  EXPECT_EQ(risk.fit.calibration_slope, 1);
  bool said = false;
  for (const std::string& note : risk.summary.notes) said = said || note.find("not recalibrated") != std::string::npos;
  EXPECT_TRUE(said);
}

}  // namespace
}  // namespace sightline
