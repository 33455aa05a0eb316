// moved_chances.hpp: the model's chances, moved to where a sample says they are.
//
//   others   p(d) = logistic(logit m + d + b (z - mean z)),  z = logit m, its mean over the population by weight
//   certain  p    = logistic(logit m + c), where both certain units and others were tested; else as the others
// c is where what was found among the certain units is what was expected of them: sum a (y - p) = 0, with the pull of a
// normal prior of sd 1 where none or all of them failed. b is the most likely one at each d, given what was tested and a
// normal prior of sd 0.25 (models off by their level are off by their slope, too: measured ones were 0.67 to 1.07), and
// stays within three of these. So at every level that is tried the shape is the one that the sample bears out.
#pragma once

#include <vector>

#include "sightline/methods/estimation.hpp"

namespace sightline::outcomes {

inline constexpr double farthest = 20;  // logits

struct TestedUnit {
  double a = 0;  // what it stands for, relative to the whole
  double y = 0;  // failures per test, over the test's sensitivity
  double tests = 1, sensitivity = 1;
  double logit = 0, m = 0;  // of the model's chance
  double open = 0;          // 1 - 1 / expansion
  std::size_t stratum = 0;
  bool certain = false;
};

class MovedChances {
 public:
  MovedChances(const SurveyUnits& units, const std::vector<TestedUnit>& tested);
  [[nodiscard]] ChanceShift at(double d) const;

 private:
  void set_apart();
  [[nodiscard]] double slope_at(double d) const;
  const std::vector<TestedUnit>& tested_;
  double centre_ = 0, certain_shift_ = 0;
  bool apart_ = false, rigid_ = false;
};

[[nodiscard]] double logit(double p);
[[nodiscard]] double moved_chance(double m, bool certain, const ChanceShift& shift);
[[nodiscard]] double moved(const TestedUnit& unit, const ChanceShift& shift);

// Where a function that rises (or falls) crosses 0 between low and high; the end that it would cross beyond.
template <class Function>
double crossing(bool rises, double low, double high, const Function& f);

}  // namespace sightline::outcomes

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

namespace sightline::outcomes {

template <class Function>
double crossing(bool rises, double low, double high, const Function& f) {
  const double at_low = f(low), at_high = f(high);
  if ((at_low < 0) == (at_high < 0)) return (at_low > 0) == rises ? low : high;
  std::uintmax_t steps = 100;
  const auto bracket = boost::math::tools::toms748_solve(
      f, low, high, at_low, at_high, [](double a, double b) { return std::abs(a - b) < 1e-7; }, steps);
  return (bracket.first + bracket.second) / 2;
}

}  // namespace sightline::outcomes
