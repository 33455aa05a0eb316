// newton.hpp: the prices at which the bound is lowest.
//
// Projected semismooth Newton on the smoothed dual: the Hessian is the sum over classes near the margin of
// weight (u_best - u_second)(u_best - u_second)', a small dense matrix over the rules. The ramp narrows as the prices
// settle, until as few classes are near the margin as a core problem takes.
#pragma once

#include "allocation/prices/dual.hpp"

namespace sightline {

struct NewtonPrices {
  Prices prices;
  double bound = 0;  // D at the prices, not smoothed
  double width = 0;  // of the last ramp
  int passes = 0;
};

// `start`: rule prices of an earlier solution, or empty.
[[nodiscard]] NewtonPrices find_prices(const Dual& dual, const std::vector<double>& start);

}  // namespace sightline
