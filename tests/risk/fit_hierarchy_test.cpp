#include "risk/fit/thin.hpp"
#include "risk/made_design.hpp"

namespace sightline {
namespace {

using hierarchy::Design;
using hierarchy::Fit;
using hierarchy::fit_hierarchy;
using hierarchy::FitSettings;
using made::make_design;

FitSettings exact(bool maximum_likelihood = false) {
  FitSettings settings;
  settings.maximum_likelihood = maximum_likelihood;
  settings.tolerance = 1e-9;
  settings.max_iterations = 300;
  return settings;
}

Eigen::VectorXd beta_of(const Design& design, const Fit& fit) {
  return fit.theta.tail(static_cast<Eigen::Index>(design.columns.size()));
}

TEST(RowTerms, AgreeWithTheLibraryFunctionsAndTheirOwnDerivatives) {
  std::vector<double> eta, n, k, s;
  for (double x = -40; x <= 40; x += 0.37)
    for (const double sensitivity : {1.0, 0.7}) {
      eta.push_back(x);
      n.push_back(5);
      k.push_back(2);
      s.push_back(sensitivity);
    }
  const auto at = [&](double shift) {
    hierarchy::RowTerms terms;
    terms.resize(eta.size());
    std::vector<double> moved = eta;
    for (double& x : moved) x += shift;
    hierarchy::row_terms({n, k, s}, moved, 0, terms);
    return terms;
  };
  const double h = 1e-5;
  const hierarchy::RowTerms here = at(0), up = at(h), down = at(-h);
  for (std::size_t i = 0; i < eta.size(); ++i) {
    const double p = 1 / (1 + std::exp(-eta[i]));
    const double passed = 1 - s[i] + s[i] / (1 + std::exp(eta[i]));  // 1 - s p, without loss of digits at p near 1
    if (std::fabs(eta[i]) < 30)
      EXPECT_NEAR(here.log_likelihood[i], 2 * std::log(s[i] * p) + 3 * std::log(passed),
                  1e-12 * (1 + std::fabs(eta[i])))
          << eta[i];
    EXPECT_NEAR(here.score[i], (up.log_likelihood[i] - down.log_likelihood[i]) / (2 * h), 1e-8) << eta[i];
    EXPECT_NEAR(here.bend[i], (up.weight[i] - down.weight[i]) / (2 * h), 1e-8) << eta[i];
    if (std::fabs(eta[i]) < 30)
      EXPECT_NEAR(here.weight[i], 5 * s[i] * p * (1 - p) * (1 - p) / (1 - s[i] * p), 1e-12) << eta[i];
  }
}

TEST(RowTerms, HaveExponentialAndLogarithmToTheLastDigits) {
  for (double x = 0; x <= 700; x += 0.61803) EXPECT_NEAR(hierarchy::exp_minus(x) / std::exp(-x), 1, 4e-16) << x;
  for (double t = 0; t <= 1; t += 0.000618) EXPECT_NEAR(hierarchy::log_one_plus(t), std::log1p(t), 3e-16) << t;
}

TEST(TileIntegral, AgreesWithNumericalIntegration) {
  const std::vector<double> trials{1, 1, 3, 1}, failures{1, 0, 1, 0}, weight{1, 0.7, 1, 0.4}, eta{-1, 0.3, -2, 0.5};
  const double tau = 1.3, centre = 0.2;
  hierarchy::RowTerms terms;
  terms.resize(4);
  double mass = 0, mean = 0, square = 0, score0 = 0, cross0 = 0, score0_sum = 0;
  for (double u = -14; u <= 14;
       u += 0.001) {  // trapezoid: exact to rounding for a smooth function that vanishes at the ends
    std::vector<double> moved = eta;
    for (double& x : moved) x += u;
    hierarchy::row_terms({trials, failures, {}}, moved, 0, terms);
    double log_density =
        -0.5 * (u - centre) * (u - centre) / (tau * tau) - std::log(tau * std::sqrt(2 * std::numbers::pi));
    for (std::size_t i = 0; i < 4; ++i) log_density += weight[i] * terms.log_likelihood[i];
    const double share = 0.001 * std::exp(log_density);
    mass += share;
    mean += share * u;
    square += share * u * u;
    score0 += share * weight[0] * terms.score[0];
    cross0 += share * weight[0] * terms.score[0] * u;
  }
  mean /= mass;
  score0_sum = score0 / mass;
  const double variance = square / mass - mean * mean, covariance = cross0 / mass - score0_sum * mean;
  const hierarchy::Quadrature rule = hierarchy::gauss_hermite(15);
  hierarchy::TileIntegral integral(rule);
  const std::vector<std::size_t> begin{0, 4};
  const std::vector<double> centres{centre};
  std::vector<double> mode{0};
  integral.integrate({{trials, failures, {}}, weight, eta, begin}, {tau, centres, mode});
  EXPECT_NEAR(integral.moments[0].log_integral, std::log(mass), 1e-7);
  EXPECT_NEAR(integral.moments[0].mean, mean, 1e-6);
  EXPECT_NEAR(integral.moments[0].variance, variance, 1e-6);
  EXPECT_NEAR(integral.score[0], score0_sum, 1e-6);
  EXPECT_NEAR(integral.slope[0], -covariance / variance, 1e-5);
}

TEST(TileIntegral, HasGaussHermiteNodes) {  // Abramowitz and Stegun 1964, table 25.10: n = 5
  const hierarchy::Quadrature rule = hierarchy::gauss_hermite(5);
  EXPECT_NEAR(rule.node[4], 2.020182870456086, 1e-13);
  EXPECT_NEAR(rule.node[3], 0.958572464613819, 1e-13);
  EXPECT_NEAR(std::exp(rule.log_weight[2]), 0.945308720482942, 1e-13);
  EXPECT_NEAR(std::exp(rule.log_weight[4] - rule.node[4] * rule.node[4]), 0.019953242059046, 1e-13);
}

// Saturated: one column, n tests, k failures: logit(k / n) and 1 / (n p q).
TEST(FitHierarchy, FindsTheClosedFormOfOneProportion) {
  Design design;
  design.columns = {{"intercept", 0, hierarchy::flat, -1, Sign::any}};
  const auto order = hierarchy::gather_clusters(std::vector<Index>(1, no_index), 0, design);
  ASSERT_EQ(order.size(), 1u);
  design.x = {1};
  design.trials = {40};
  design.failures = {9};
  design.weight = {1};
  const Fit fit = fit_hierarchy(design, exact());
  EXPECT_TRUE(fit.converged);
  EXPECT_NEAR(fit.theta[0], std::log(9.0 / 31), 1e-9);
  EXPECT_NEAR(fit.covariance(0, 0), 40.0 / (9 * 31), 1e-9);
}

// Two weak normal priors make normal ~ closed form: with much data the weight goes to the truth, with none it stays.
TEST(FitHierarchy, IsThePriorWithoutWeightOnTheRows) {
  auto made = make_design({.rows = 50, .levels = {}}, 3);
  std::fill(made.design.weight.begin(), made.design.weight.end(), 0.0);
  made.design.columns[1].prior_mean = 0.7;
  made.design.columns[1].prior_sd = 0.2;
  const Fit fit = fit_hierarchy(made.design, exact());
  EXPECT_NEAR(fit.theta[1], 0.7, 1e-12);
  EXPECT_NEAR(fit.covariance(1, 1), 0.04, 1e-12);
  EXPECT_NEAR(fit.log_marginal, 0, 1e-9);
}

TEST(FitHierarchy, AgreesWithRidgeLogisticRegression) {
  auto made = make_design({.rows = 3000, .columns = 12, .levels = {}}, 4);
  for (std::size_t j = 1; j < made.design.columns.size(); ++j) made.design.columns[j].prior_sd = 0.3;
  const Fit fit = fit_hierarchy(made.design, exact());
  // The slow twin: dense Newton on the penalised likelihood.
  const Eigen::Index p = 13;
  Eigen::VectorXd beta = Eigen::VectorXd::Zero(p), precision = Eigen::VectorXd::Constant(p, 1 / 0.09);
  precision[0] = 1.0 / 9;
  for (int step = 0; step < 50; ++step) {
    Eigen::VectorXd force = -precision.cwiseProduct(beta);
    Eigen::MatrixXd information = precision.asDiagonal();
    for (std::size_t i = 0; i < made.design.rows(); ++i) {
      const Eigen::Map<const Eigen::VectorXd> x(made.design.x.data() + i * 13, p);
      const double mu = 1 / (1 + std::exp(-x.dot(beta)));
      force += (made.design.failures[i] - mu) * x;
      information += mu * (1 - mu) * x * x.transpose();
    }
    beta += information.llt().solve(force);
  }
  for (Eigen::Index j = 0; j < p; ++j) EXPECT_NEAR(fit.theta[j], beta[j], 1e-8 * (1 + std::fabs(beta[j])));
}

TEST(FitHierarchy, MaximisesThePlainLaplaceLikelihoodOfTheSlowTwin) {
  const auto made = make_design({.rows = 400, .columns = 2, .levels = {60, 5, 7}}, 5);
  const Fit fit = fit_hierarchy(made.design, exact(true));
  ASSERT_TRUE(fit.converged);
  const Eigen::VectorXd beta = beta_of(made.design, fit);
  EXPECT_NEAR(fit.log_marginal, made::dense_laplace(made.design, beta, fit.tau), 1e-8);
  const double h = 1e-4;
  for (Eigen::Index j = 0; j < beta.size(); ++j) {
    Eigen::VectorXd up = beta, down = beta;
    up[j] += h;
    down[j] -= h;
    EXPECT_NEAR(
        (made::dense_laplace(made.design, up, fit.tau) - made::dense_laplace(made.design, down, fit.tau)) / (2 * h), 0,
        1e-4);
  }
  for (std::size_t k = 0; k < fit.tau.size(); ++k) {
    std::vector<double> up = fit.tau, down = fit.tau;
    up[k] *= std::exp(h);
    down[k] *= std::exp(-h);
    EXPECT_NEAR((made::dense_laplace(made.design, beta, up) - made::dense_laplace(made.design, beta, down)) / (2 * h),
                0, 1e-4);
  }
}

TEST(FitHierarchy, GivesTheSameLaplaceFitWhicheverGroupIsEliminated) {
  std::vector<Fit> fits;
  for (const std::size_t clustered : {0u, 1u, 2u})
    fits.push_back(
        fit_hierarchy(make_design({.rows = 600, .levels = {80, 6, 9}, .clustered = clustered}, 6).design, exact(true)));
  for (std::size_t i = 1; i < fits.size(); ++i) {
    EXPECT_NEAR(fits[0].log_marginal, fits[i].log_marginal, 1e-8);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(fits[0].tau[k], fits[i].tau[k], 1e-6);
    EXPECT_NEAR(fits[0].theta.tail(3)[1], fits[i].theta.tail(3)[1], 1e-7);
  }
}

TEST(FitHierarchy, MeetsTheKuhnTuckerConditionsOfSigns) {
  auto made = make_design({.rows = 2000, .columns = 6, .levels = {200, 5}, .sd = {0.6, 0.4}}, 7);
  for (std::size_t j = 1; j < made.design.columns.size(); ++j) made.design.columns[j].sign = Sign::positive;
  const Fit fit = fit_hierarchy(made.design, exact());
  ASSERT_TRUE(fit.converged);
  const auto levels = static_cast<Eigen::Index>(made.design.levels());
  int held = 0;
  for (Eigen::Index j = 1; j < 7; ++j) {
    const double weight = fit.theta[levels + j], slope = fit.gradient[levels + j];
    EXPECT_GE(weight, 0);
    if (fit.held[static_cast<std::size_t>(j)]) {
      EXPECT_EQ(weight, 0);
      EXPECT_LE(slope, 1e-9);
      ++held;
    } else {
      EXPECT_NEAR(slope, 0, 1e-5);
    }
  }
  EXPECT_GT(held, 0);
  EXPECT_LT(held, 6);
}

TEST(FitHierarchy, UndoesATestThatMissesSome) {
  const auto made = make_design({.rows = 20000, .columns = 1, .levels = {}, .intercept = -1, .sensitivity = 0.6}, 8);
  const Fit fit = fit_hierarchy(made.design, exact());
  EXPECT_NEAR(fit.theta[0], -1, 4 * std::sqrt(fit.covariance(0, 0)));
  EXPECT_NEAR(fit.theta[1], made.beta[1], 4 * std::sqrt(fit.covariance(1, 1)));
  auto blind = made;
  blind.design.sensitivity.clear();
  EXPECT_LT(fit_hierarchy(blind.design, exact()).theta[0], -1.3);
}

TEST(FitHierarchy, ShrinksAnEffectThatIsNotThere) {
  const auto made = make_design({.rows = 3000, .levels = {300, 12}, .sd = {0.8, 0.0}}, 9);
  const Fit bayes = fit_hierarchy(made.design, exact()), plain = fit_hierarchy(made.design, exact(true));
  EXPECT_TRUE(bayes.converged);
  EXPECT_TRUE(plain.converged);
  EXPECT_LT(bayes.tau[1], 0.2);
  EXPECT_LT(plain.tau[1], 0.15);
}

TEST(FitHierarchy, EndsWhereTheWholeFitEndsWhenBegunFromAThinnedOne) {
  const auto made = make_design({.rows = 60000, .levels = {12000, 10, 15}}, 10);
  FitSettings settings;
  const Fit thick = hierarchy::fit_thick(made.design, settings), whole = fit_hierarchy(made.design, settings);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(thick.tau[k] / whole.tau[k], 1, 1e-4);
  EXPECT_NEAR(thick.log_marginal, whole.log_marginal, 1e-3);
}

}  // namespace
}  // namespace sightline
