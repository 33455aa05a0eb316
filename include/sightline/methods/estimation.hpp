// estimation.hpp: how often units fail, from a sample with known inclusion probabilities, over plain columns.
//
// A population of N units has weights w (1, or a volume) and chances p of failing that nobody knows; m is what a model
// says of them. A sample s has unit i with probability pi_i; e_i = 1 / pi_i, times what non-response asks for. Of its
// t_i tests k_i failed, y_i = k_i / (t_i c_i), c = the chance that a test finds a failure. Wanted:
//   theta = sum_U w p / W,  W = sum_U w
//   horvitz_thompson  sum_s e w y / W
//   hajek             sum_s e w y / sum_s e w
//   difference        (sum_U w m + sum_s e w (y - m)) / W
//   assisted          theta(d) = sum_U w p(d) / W with p(d) = logistic(logit m + d) and d such that
//                     sum_s e w (y - p(d)) = 0: the difference estimator whose model has been set right by the sample.
//                     Never below 0 or above 1; with one m for all it is Hájek's.
// The first and third are unbiased whatever the model; the other two nearly so.
//
// Certain  units that the design takes for certain are those that the model thinks worst of, and worse than they are.
//          They stand for themselves alone, so they have a shift of their own, at which what was found among them is
//          what was expected (with a normal prior of sd 1 where none or all of them failed); d moves the others, and at
//          each d their slope on logit m is the likeliest one (normal prior of sd 0.25). Rigid chances: d alone.
// Interval d is moved up and down until the estimate would lie in the 2.5 % tail (half of what lies exactly there with
//          it). Were the chances p(d), the estimate less theta(d) would be  sum_s a (y - p(d)) + noise,  a = e w / W:
//          failures weighted and convolved one by one, for with few failures of unequal weight no bell fits. The noise
//          is normal with the variance, in a design of fixed size per stratum (Deville 1999), of the expanded total of
//          r = p(d) less what the estimator takes off (0; theta(d); m; p(d), so that assisted has none):
//            V(r) = sum_h n / (n - 1) sum (1 - 1/e)(a r - B_h)^2,  B_h the mean of a r weighted by 1 - 1/e
//          Strata are what the draw keeps whole: category and laboratory. A stratum of one takes B = 0. An ordered draw
//          spreads the sample further, so V does not fall below the truth where neighbours are alike.
//          standard_error is the root of the variance at the estimate; where nothing failed, a logit below the upper end.
// Errors   Error(usage) for columns of different length, expansions below 1, chances outside (0, 1), failures above
//          tests.
// Repeats  same arguments, same bytes. Threads: safe to call at once.
// Cost     linear in units, about 30 passes.
// Source   Särndal, Swensson and Wretman 1992; Lehtonen and Veijanen 1998 (logistic assistance); Deville 1999.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sightline/base/export.hpp"
#include "sightline/base/ids.hpp"

namespace sightline {

enum class Estimator : std::uint8_t { horvitz_thompson, hajek, difference, assisted, shrunk };
[[nodiscard]] SIGHTLINE_API std::string_view name_of(Estimator estimator);

struct SurveyUnits {                        // one entry per unit of the population
  std::span<const double> weight;           // >= 0, some above 0
  std::span<const double> chance;           // m, in (0, 1)
  std::span<const std::uint8_t> certain{};  // 1: taken for certain; empty = none
  bool rigid = false;                       // the chances keep their shape: one shift for all
};
struct SurveySample {  // one entry per unit that was tested
  std::span<const Index> unit;
  std::span<const double> expansion;                     // >= 1
  std::span<const Index> stratum;                        // any numbers; empty = one stratum
  std::span<const std::uint32_t> tested, nonconforming;  // tests >= 1, failures <= tests
  std::span<const double> sensitivity;                   // (0, 1]; empty = 1
};

// Chances moved: logistic(shift + slope * logit m); those of certain units by their own two.
struct ChanceShift {
  double shift = 0, slope = 1, certain_shift = 0, certain_slope = 1;
};

struct RateEstimate {
  double value = 0, standard_error = 0, lower = 0, upper = 0;  // NaN when nothing was tested
  ChanceShift shift;                                           // at which the sample finds what was expected
};

// shrunk is no estimator of one domain alone: Error(usage).
[[nodiscard]] SIGHTLINE_API RateEstimate estimate_rate(const SurveyUnits& units, const SurveySample& sample,
                                                       Estimator estimator, double level = 0.95);

// Mean chance when all are moved: theta.
[[nodiscard]] SIGHTLINE_API double shifted_rate(const SurveyUnits& units, const ChanceShift& shift);

}  // namespace sightline
