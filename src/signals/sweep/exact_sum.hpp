// exact_sum.hpp: sums that lose nothing when terms are taken out again.
#pragma once

#include <cmath>

namespace sightline::signals {

// An unevaluated sum of two doubles. What high loses is kept in low (TwoSum, Knuth 1969), so a term that was added and
// later subtracted leaves about 2^-100 of itself behind, and the order of terms does not show in the value.
struct ExactSum {
  double high = 0, low = 0;
  void add(double term) {
    const double sum = high + term, part = sum - high;
    low += (high - (sum - part)) + (term - part);
    high = sum;
  }
  void add(const ExactSum& other, double sign = 1) {
    add(sign * other.high);
    low += sign * other.low;
  }
  void scale(double power_of_two) { high *= power_of_two, low *= power_of_two; }
  [[nodiscard]] double value() const { return high + low; }
};

}  // namespace sightline::signals
