#include "risk/fit/fit.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "risk/fit/anderson.hpp"
#include "risk/fit/scales.hpp"

namespace sightline::hierarchy {
namespace {

constexpr double near_mode = 1;        // squared Newton step, in posterior sds, below which the scales move too
constexpr double far_from_mode = 100;  // and above which they wait again
constexpr int most_halvings = 10;
constexpr double worst_loss = 0.5;    // of the log marginal by one move of the scales; more is an overshoot, taken back
constexpr double least_size = 1e-12;  // squared step that rounding allows

class Fitter {
 public:
  Fitter(const Design& design, const FitSettings& settings)
      : design_(design),
        settings_(settings),
        joint_(settings.maximum_likelihood),
        sweep_(design, joint_ ? 1 : settings.nodes, settings.run),
        coordinates_(design, joint_),
        levels_(static_cast<Eigen::Index>(design.levels())),
        columns_(static_cast<Eigen::Index>(design.columns.size())) {}

  Fit run();

 private:
  void begin();
  bool iterate();
  bool went_down();
  [[nodiscard]] Eigen::VectorXd posterior_gradient() const;
  void hold_signs(const Eigen::VectorXd& force);
  void project(Eigen::VectorXd& theta) const;
  void factorise();
  [[nodiscard]] Eigen::VectorXd determinant_force() const;
  double move_scales();
  bool overshot();
  [[nodiscard]] double log_marginal() const;
  void follow_scales(const Eigen::VectorXd& log_tau_before);
  Fit finish();

  [[nodiscard]] bool held(Eigen::Index j) const { return held_[static_cast<std::size_t>(j)]; }

  const Design& design_;
  const FitSettings& settings_;
  bool joint_;  // maximum likelihood: effects at their joint mode, beta outside the integral
  Sweep sweep_;
  Coordinates coordinates_;
  Eigen::Index levels_, columns_;

  Fit fit_;
  Point point_;
  SweepResult at_;               // of the present point
  Eigen::MatrixXd information_;  // of theta, lower triangle; identity where held
  Eigen::LLT<Eigen::MatrixXd> factor_;
  Eigen::MatrixXd inverse_;        // C of what is integrated: theta, or the levels alone when joint; 0 where held
  std::vector<bool> held_;         // per coordinate: at 0 by its sign
  Eigen::VectorXd before_, step_;  // theta = before + step
  double objective_ = 0;
  int halvings_ = 0;
  bool scales_move_ = false, scales_moved_ = false;
  Point settled_;  // before the last move of the scales
  double settled_marginal_ = 0;
  Anderson anderson_;
};

void Fitter::begin() {
  const FitStart& start = settings_.start;
  point_.theta = start.theta.size() == coordinates_.centre.size() ? start.theta : coordinates_.centre;
  point_.tau.resize(design_.scales.size());
  for (std::size_t k = 0; k < point_.tau.size(); ++k) {
    const bool known = k < start.tau.size() && start.tau[k] > 0;
    point_.tau[k] = std::max(known ? start.tau[k] : design_.scales[k].start, least_tau);
  }
  held_.assign(design_.size(), false);
  project(point_.theta);
}

// Columns stay on the side of 0 that their sign allows.
void Fitter::project(Eigen::VectorXd& theta) const {
  if (joint_) return;
  for (Eigen::Index j = 0; j < columns_; ++j) {
    const Sign sign = design_.columns[static_cast<std::size_t>(j)].sign;
    double& weight = theta[levels_ + j];
    if ((sign == Sign::positive && weight < 0) || (sign == Sign::negative && weight > 0)) weight = 0;
  }
}

// A column at 0 that the force pushes to the wrong side takes no part in the step.
void Fitter::hold_signs(const Eigen::VectorXd& force) {
  if (joint_) return;
  for (Eigen::Index j = 0; j < columns_; ++j) {
    const Sign sign = design_.columns[static_cast<std::size_t>(j)].sign;
    const double outward = sign == Sign::positive ? -force[levels_ + j] : force[levels_ + j];
    held_[static_cast<std::size_t>(levels_ + j)] = sign != Sign::any && point_.theta[levels_ + j] == 0 && outward > 0;
  }
}

Eigen::VectorXd Fitter::posterior_gradient() const {
  return at_.gradient - coordinates_.precision(point_.tau).cwiseProduct(point_.theta - coordinates_.centre);
}

void Fitter::factorise() {
  const Eigen::Index size = at_.information.rows(), inner = joint_ ? levels_ : size;
  information_ = std::move(at_.information);
  information_.diagonal() += coordinates_.precision(point_.tau);
  for (Eigen::Index j = 0; j < size; ++j)
    if (held(j)) {
      information_.row(j).head(j).setZero();
      information_.col(j).tail(size - j).setZero();
      information_(j, j) = 1;
    }
  factor_.compute(information_);
  if (factor_.info() != Eigen::Success) {  // columns that say the same, and no prior to tell them apart
    information_.diagonal() *= 1 + 1e-8;
    information_.diagonal().array() += 1e-10;
    factor_.compute(information_);
  }
  // The leading block of a Cholesky factor is the factor of the leading block.
  const auto lower = factor_.matrixLLT().topLeftCorner(inner, inner).triangularView<Eigen::Lower>();
  const Eigen::MatrixXd root = lower.solve(Eigen::MatrixXd::Identity(inner, inner));
  inverse_.setZero(size, size);
  auto block = inverse_.topLeftCorner(inner, inner);
  block.selfadjointView<Eigen::Lower>().rankUpdate(root.transpose());
  block.triangularView<Eigen::StrictlyUpper>() = block.transpose();
  for (Eigen::Index j = 0; j < size; ++j)
    if (held(j)) inverse_(j, j) = 0;
}

// What a change of beta does to the Laplace determinant at the joint mode of the effects: -1/2 d log|H| / d beta, with
// the effects following beta.
Eigen::VectorXd Fitter::determinant_force() const {
  const auto cross = information_.bottomLeftCorner(columns_, levels_);
  return -at_.bend.tail(columns_) + cross * (inverse_.topLeftCorner(levels_, levels_) * at_.bend.head(levels_));
}

// A step of theta that lost height is halved; returns whether it was. The scales stay meanwhile.
bool Fitter::went_down() {
  const double objective = at_.log_integral + coordinates_.log_prior(point_.theta, point_.tau);
  const bool down = step_.size() > 0 && !scales_move_ && !joint_ && halvings_ < most_halvings &&
                    objective < objective_ - 1e-8 * (1 + std::fabs(objective_));
  if (down) {
    ++halvings_;
    step_ *= 0.5;
    point_.theta = before_ + step_;
    project(point_.theta);
  } else {
    objective_ = objective;
    halvings_ = 0;
  }
  return down;
}

// Laplace approximation of the log marginal likelihood at theta, times the prior of the scales in log tau.
double Fitter::log_marginal() const {
  const Eigen::VectorXd precision = coordinates_.precision(point_.tau);
  const Eigen::Index inner = joint_ ? levels_ : precision.size();
  double sum = at_.log_integral + coordinates_.log_prior(point_.theta, point_.tau);
  for (Eigen::Index j = 0; j < inner; ++j)
    if (!held(j) && precision[j] > 0) sum += 0.5 * std::log(2 * std::numbers::pi) - std::log(factor_.matrixLLT()(j, j));
  return sum;
}

// Did the last move of the scales lose what no curvature explains? Then half of it, in log tau, is taken back.
bool Fitter::overshot() {
  double height = log_marginal();
  if (!joint_)
    for (std::size_t k = 0; k < point_.tau.size(); ++k) {
      const double ratio = point_.tau[k] / design_.scales[k].prior;
      height += std::log(point_.tau[k]) - 0.5 * ratio * ratio;
    }
  const bool over = scales_moved_ && height < settled_marginal_ - worst_loss;
  if (over) {
    for (std::size_t k = 0; k < point_.tau.size(); ++k) point_.tau[k] = std::sqrt(point_.tau[k] * settled_.tau[k]);
    point_.theta = settled_.theta;
    anderson_.forget();
  } else {
    settled_marginal_ = height;
    settled_ = point_;
  }
  return over;
}

// Moves the scales by what the sweep and its Newton step say; returns the largest plain step in log tau.
double Fitter::move_scales() {
  if (point_.tau.empty()) return 0;
  const Eigen::VectorXd shift = -(inverse_ * at_.bend);
  Eigen::VectorXd ahead = point_.theta + step_;
  project(ahead);
  const ScaleMoments moments{ahead, inverse_, shift, held_, at_.clusters, at_.pull.dot(shift + ahead - point_.theta),
                             joint_};
  const std::vector<double> steps = scale_steps(design_, coordinates_, point_.tau, moments, !joint_);
  const auto count = static_cast<Eigen::Index>(steps.size());
  const Eigen::VectorXd plain = Eigen::Map<const Eigen::VectorXd>(steps.data(), count);
  const Eigen::VectorXd log_tau = Eigen::Map<const Eigen::VectorXd>(point_.tau.data(), count).array().log();
  const Eigen::VectorXd taken = anderson_.accelerate(log_tau, plain);
  for (Eigen::Index k = 0; k < count; ++k)
    point_.tau[static_cast<std::size_t>(k)] = std::max(std::exp(log_tau[k] + taken[k]), least_tau);
  follow_scales(log_tau);
  return plain.cwiseAbs().maxCoeff();
}

// The mode moves with the scales: d theta / d log tau = J^-1 (2 (theta - centre) precision) for a scale of theta
// itself, -J^-1 (2 / tau^2) pull for the scale of the clusters. Adds that to the step.
void Fitter::follow_scales(const Eigen::VectorXd& log_tau_before) {
  const auto change = [&](int k) {
    return std::log(point_.tau[static_cast<std::size_t>(k)]) - log_tau_before[static_cast<Eigen::Index>(k)];
  };
  Eigen::VectorXd force = Eigen::VectorXd::Zero(step_.size());
  for (Eigen::Index j = 0; j < force.size(); ++j)
    if (const int k = coordinates_.scale[static_cast<std::size_t>(j)]; k >= 0) {
      const double sd = coordinates_.unit[j] * std::exp(log_tau_before[static_cast<Eigen::Index>(k)]);
      force[j] = 2 * change(k) * (point_.theta[j] + step_[j] - coordinates_.centre[j]) / (sd * sd);
    }
  if (design_.clustered.levels > 0) {
    const int k = design_.clustered.scale;
    force -= 2 * change(k) * std::exp(-2 * log_tau_before[static_cast<Eigen::Index>(k)]) * at_.pull;
  }
  for (Eigen::Index j = 0; j < force.size(); ++j)
    if (held(j)) force[j] = 0;
  step_ += factor_.solve(force);
}

// One sweep and one step; returns whether there is nothing left to do.
bool Fitter::iterate() {
  const Eigen::MatrixXd* const covariance = scales_move_ || (joint_ && inverse_.size() > 0) ? &inverse_ : nullptr;
  at_ = sweep_.run(point_, {.curvature = true, .joint = joint_, .covariance = covariance}, &fit_.clusters);
  if (went_down()) return false;
  fit_.gradient = posterior_gradient();
  hold_signs(fit_.gradient);
  factorise();
  Eigen::VectorXd force = fit_.gradient;
  if (joint_ && covariance != nullptr) force.tail(columns_) += determinant_force();
  for (Eigen::Index j = 0; j < force.size(); ++j)
    if (held(j)) force[j] = 0;
  step_ = factor_.solve(force);
  const double size = step_.dot(force);
  double scale_step = point_.tau.empty() ? 0 : 1;
  const std::vector<double> tau = point_.tau;
  if (size > far_from_mode) {
    scales_move_ = false;
    anderson_.forget();
  } else if (size < near_mode) {
    if (overshot()) return false;
    if (scales_move_) {
      scale_step = move_scales();
      scales_moved_ = true;
    }
    scales_move_ = true;
  }
  const double tolerance = settings_.tolerance;
  if (scale_step < tolerance && size < std::max(100 * tolerance * tolerance, least_size) &&
      (!joint_ || covariance != nullptr)) {
    point_.tau = tau;  // what the sweep was at
    return true;
  }
  before_ = point_.theta;
  point_.theta += step_;
  project(point_.theta);
  return false;
}

Fit Fitter::run() {
  begin();
  while (!fit_.converged && fit_.iterations < settings_.max_iterations) {
    settings_.run.report("fit", std::min(0.95, fit_.iterations / 20.0));
    ++fit_.iterations;
    fit_.converged = iterate();
  }
  return finish();
}

Fit Fitter::finish() {
  if (!fit_.converged) point_.theta = before_;  // the last sweep was there
  fit_.theta = point_.theta;
  fit_.tau = point_.tau;
  const Eigen::Index size = information_.rows();
  fit_.covariance = joint_ ? factor_.solve(Eigen::MatrixXd::Identity(size, size)) : std::move(inverse_);
  fit_.log_likelihood = at_.log_likelihood;
  fit_.log_marginal = log_marginal();
  fit_.held.assign(held_.begin() + static_cast<std::ptrdiff_t>(levels_), held_.end());
  return std::move(fit_);
}

}  // namespace

Fit fit_hierarchy(const Design& design, const FitSettings& settings) { return Fitter(design, settings).run(); }

}  // namespace sightline::hierarchy
