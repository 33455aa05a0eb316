#include "risk/fit/anderson.hpp"

#include <Eigen/QR>
#include <algorithm>

namespace sightline::hierarchy {
namespace {

constexpr std::size_t memory = 5;
constexpr double worse = 2;    // a step longer than this many times the last one: what is remembered misleads
constexpr double longest = 4;  // times the plain step

}  // namespace

void Anderson::forget() {
  x_.clear();
  step_.clear();
}

// minimise |step - dS g|^2 over g; x_next = x + step - (dX + dS) g
Eigen::VectorXd Anderson::accelerate(const Eigen::VectorXd& x, const Eigen::VectorXd& step) {
  if (!step_.empty() && step.norm() > worse * step_.back().norm()) forget();
  x_.push_back(x);
  step_.push_back(step);
  const std::size_t most = std::min<std::size_t>(memory, static_cast<std::size_t>(x.size()) + 1);
  while (x_.size() > most) {
    x_.pop_front();
    step_.pop_front();
  }
  const auto pairs = static_cast<Eigen::Index>(x_.size()) - 1;
  if (pairs == 0) return step;
  Eigen::MatrixXd dx(x.size(), pairs), ds(x.size(), pairs);
  for (Eigen::Index j = 0; j < pairs; ++j) {
    dx.col(j) = x_[static_cast<std::size_t>(j) + 1] - x_[static_cast<std::size_t>(j)];
    ds.col(j) = step_[static_cast<std::size_t>(j) + 1] - step_[static_cast<std::size_t>(j)];
  }
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(ds);
  qr.setThreshold(1e-8);
  const Eigen::VectorXd g = qr.solve(step);
  const Eigen::VectorXd better = step - (dx + ds) * g;
  if (!better.allFinite() || better.norm() > longest * step.norm()) return step;
  return better;
}

}  // namespace sightline::hierarchy
