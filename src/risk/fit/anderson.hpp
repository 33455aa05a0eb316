// anderson.hpp: a faster way to the root of a fixed-point iteration x <- x + step(x), from the last few steps.
//
// The next x is the combination of the remembered ones whose combined step is smallest in least squares (Anderson 1965;
// Walker and Ni 2011). It ends where the plain iteration ends.
#pragma once

#include <Eigen/Core>
#include <deque>

namespace sightline::hierarchy {

class Anderson {
 public:
  // x and the step that the plain iteration would take; returns the step to take instead.
  Eigen::VectorXd accelerate(const Eigen::VectorXd& x, const Eigen::VectorXd& step);
  void forget();

 private:
  std::deque<Eigen::VectorXd> x_, step_;
};

}  // namespace sightline::hierarchy
