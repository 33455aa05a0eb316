#include "risk/encode/spline.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <vector>

namespace sightline::encode {
namespace {

constexpr double tail = 0.005;            // share of the rows beyond each end of the range
constexpr int least_distinct = 5;         // values that the axis must take
constexpr std::size_t most_used = 20000;  // rows that centre and scale are averaged over

// The four cubic B-splines that are not 0 at `at` in [0, 1) of a knot interval.
void cubic(double at, double* out) {
  const double s = 1 - at, square = at * at, cube = square * at;
  out[0] = s * s * s / 6;
  out[1] = (3 * cube - 6 * square + 4) / 6;
  out[2] = (-3 * cube + 3 * square + 3 * at + 1) / 6;
  out[3] = cube / 6;
}

}  // namespace

Spline::Spline(std::span<const double> values, int basis) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty()) return;
  const auto quantile = [&](double p) {
    return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size() - 1))];
  };
  low_ = quantile(tail);
  high_ = quantile(1 - tail);
  int distinct = 1;
  for (std::size_t i = 1; i < sorted.size() && distinct < least_distinct; ++i)
    if (sorted[i] > sorted[i - 1] && sorted[i] > low_ && sorted[i - 1] < high_) ++distinct;
  if (distinct < least_distinct || !(high_ > low_)) return;

  const Eigen::Index m = basis;
  Eigen::MatrixXd difference = Eigen::MatrixXd::Zero(m - 2, m);
  for (Eigen::Index i = 0; i + 2 < m; ++i) difference.row(i).segment(i, 3) << 1, -2, 1;
  const Eigen::MatrixXd square = difference * difference.transpose();
  map_ = square.llt().solve(difference).transpose();

  centre_ = Eigen::VectorXd::Zero(m - 2);
  Eigen::VectorXd sum = centre_, squares = centre_, at(m - 2);
  const std::size_t stride = sorted.size() / most_used + 1;
  double count = 0;
  for (std::size_t i = 0; i < sorted.size(); i += stride, count += 1) {
    raw(sorted[i], at.data());
    sum += at;
    squares += at.cwiseAbs2();
  }
  centre_ = sum / count;
  scale_ = 1 / std::sqrt((squares / count - centre_.cwiseAbs2()).sum());
}

void Spline::raw(double x, double* effects) const {
  const double intervals = static_cast<double>(map_.rows() - 3);
  const double place = (std::clamp(x, low_, high_) - low_) / (high_ - low_) * intervals;
  const double interval = std::min(std::floor(place), intervals - 1);
  double weight[4];
  cubic(place - interval, weight);
  const auto first = static_cast<Eigen::Index>(interval);
  Eigen::Map<Eigen::VectorXd> out(effects, map_.cols());
  out = weight[0] * map_.row(first) + weight[1] * map_.row(first + 1) + weight[2] * map_.row(first + 2) +
        weight[3] * map_.row(first + 3);
}

void Spline::evaluate(double x, double* out) const {
  out[0] = std::clamp(x, low_, high_);
  raw(x, out + 1);
  for (Eigen::Index j = 0; j < map_.cols(); ++j) out[1 + j] = (out[1 + j] - centre_[j]) * scale_;
}

}  // namespace sightline::encode
