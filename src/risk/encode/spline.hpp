// spline.hpp: a penalised cubic B-spline as one slope and a few effects with a scale of their own.
//
// m basis functions on equally spaced knots over [low, high]; the second differences of their coefficients are N(0,
// tau^2). With D the second-difference matrix, f(x) = slope * x + B(x) D'(DD')^-1 u, u ~ N(0, tau^2 I) says the same
// (Eilers and Marx 1996; Currie and Durban 2002). The effects are centred over the training rows and scaled so that tau
// is the prior standard deviation of f about its line, on average over the rows. Outside [low, high] f is constant.
#pragma once

#include <Eigen/Core>
#include <span>

namespace sightline::encode {

class Spline {
 public:
  Spline() = default;
  // values: the axis over the training rows, without NaN; basis >= 4.
  Spline(std::span<const double> values, int basis);

  [[nodiscard]] bool usable() const { return map_.size() > 0; }  // false: the axis takes too few values for a curve
  [[nodiscard]] int columns() const { return 1 + static_cast<int>(map_.cols()); }
  // out[0] = x within the range; out[1..] the centred, scaled effects' columns.
  void evaluate(double x, double* out) const;

 private:
  void raw(double x, double* effects) const;

  double low_ = 0, high_ = 0;
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> map_;  // D'(DD')^-1, a row per basis function
  Eigen::VectorXd centre_;
  double scale_ = 1;
};

}  // namespace sightline::encode
