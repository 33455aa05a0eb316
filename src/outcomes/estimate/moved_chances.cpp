#include "outcomes/estimate/moved_chances.hpp"

#include <algorithm>

namespace sightline::outcomes {
namespace {

constexpr double slope_sd = 0.25, largest_slope = 0.75;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

double logit(double p) { return std::log(p) - std::log1p(-p); }

double moved_chance(double m, bool certain, const ChanceShift& shift) {
  const double by = certain ? shift.certain_shift : shift.shift, slope = certain ? shift.certain_slope : shift.slope;
  return by == 0 && slope == 1 ? m : logistic(by + slope * logit(m));
}

double moved(const TestedUnit& unit, const ChanceShift& shift) {
  return unit.certain ? logistic(shift.certain_shift + shift.certain_slope * unit.logit)
                      : logistic(shift.shift + shift.slope * unit.logit);
}

MovedChances::MovedChances(const SurveyUnits& units, const std::vector<TestedUnit>& tested)
    : tested_(tested), rigid_(units.rigid) {
  if (!rigid_) set_apart();
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < units.weight.size(); ++i) {
    if (apart_ && units.certain[i] != 0) continue;
    sum += units.weight[i] * logit(units.chance[i]), total += units.weight[i];
  }
  centre_ = total > 0 ? sum / total : 0;
}

void MovedChances::set_apart() {
  std::size_t certain = 0, none = 0, all = 0;
  double weights = 0;
  for (const TestedUnit& unit : tested_)
    if (unit.certain) ++certain, weights += unit.a, none += unit.y <= 0, all += unit.y * unit.sensitivity >= 1;
  apart_ = certain > 0 && certain < tested_.size() && weights > 0;
  if (!apart_) return;
  const double pull = none == certain || all == certain ? weights / static_cast<double>(certain) : 0;
  certain_shift_ = crossing(false, -farthest, farthest, [&](double c) {
    double sum = -pull * c;
    for (const TestedUnit& unit : tested_)
      if (unit.certain) sum += unit.a * (unit.y - logistic(unit.logit + c));
    return sum;
  });
}

// The slope's log likelihood rises while  sum t c (y - p) (1 - p) / (1 - c p) (z - mean z) > b / sd^2.
double MovedChances::slope_at(double d) const {
  return crossing(false, -largest_slope, largest_slope, [&](double b) {
    double rise = -b / (slope_sd * slope_sd);
    for (const TestedUnit& unit : tested_) {
      if (apart_ && unit.certain) continue;
      const double z = unit.logit - centre_, p = logistic(unit.logit + d + b * z);
      rise += unit.tests * unit.sensitivity * (unit.y - p) * (1 - p) / (1 - unit.sensitivity * p + 1e-12) * z;
    }
    return rise;
  });
}

ChanceShift MovedChances::at(double d) const {
  const double b = rigid_ ? 0 : slope_at(d);
  ChanceShift shift;
  shift.shift = d - b * centre_;
  shift.slope = 1 + b;
  shift.certain_shift = apart_ ? certain_shift_ : shift.shift;
  shift.certain_slope = apart_ ? 1 : shift.slope;
  return shift;
}

}  // namespace sightline::outcomes
