// What other programs say of the same rows; printed by peers/glmer.R with lme4 1.1.31.
#include "risk/agreement_rows.hpp"

#include <gtest/gtest.h>

namespace sightline {
namespace {

using hierarchy::Fit;

hierarchy::FitSettings exact(bool maximum_likelihood) {
  hierarchy::FitSettings settings;
  settings.maximum_likelihood = maximum_likelihood;
  settings.tolerance = 1e-9;
  settings.max_iterations = 300;
  return settings;
}

struct Peer {  // the log likelihood leaves binomial coefficients out
  double log_likelihood;
  std::vector<double> coefficients, scales;
};

void expect_agreement(const made::AgreementShape& shape, const Peer& glmer) {
  const hierarchy::Design design = made::agreement_design(shape, 1);
  const Fit fit = fit_hierarchy(design, exact(true));
  ASSERT_TRUE(fit.converged);
  EXPECT_NEAR(fit.log_marginal / glmer.log_likelihood, 1, 1e-6);
  const auto columns = static_cast<Eigen::Index>(shape.columns + 1);
  for (Eigen::Index j = 0; j < columns; ++j)
    EXPECT_NEAR(fit.theta.tail(columns)[j] / glmer.coefficients[static_cast<std::size_t>(j)], 1, 1e-3) << j;
  for (std::size_t g = 0; g < shape.levels.size(); ++g) EXPECT_NEAR(fit.tau[g] / glmer.scales[g], 1, 1e-3) << g;
}

TEST(FitHierarchy, AgreesWithGlmerOnOneGroup) {
  expect_agreement({11, 900, 3, {60}, {0.8}, -1, 1},
                   {-488.423272131, {-0.963799810, -0.871318005, -0.036473361, -0.339006873}, {0.950932392}});
}

TEST(FitHierarchy, AgreesWithGlmerOnTwoCrossedGroups) {
  expect_agreement({12, 1500, 4, {150, 12}, {0.7, 0.5}, -1.5, 1},
                   {-778.915779212,
                    {-1.105509054, -0.826633723, 0.005727996, -0.752299220, 0.039211730},
                    {0.653171808, 0.171015398}});
}

TEST(FitHierarchy, AgreesWithGlmerOnThreeCrossedGroupsOfSeveralTests) {
  expect_agreement({13, 2000, 3, {200, 15, 10}, {0.9, 0.6, 0.4}, -2, 3},
                   {-2382.827511106,
                    {-2.003174667, -0.866532226, 0.377956345, 0.601470811},
                    {1.021199876, 0.575775346, 0.414824337}});
}

TEST(FitHierarchy, AgreesWithRidgeRegressionInR) {
  const std::vector<double> ridge{-0.898416131776, -0.818216370768, 0.594263654012,
                                  0.067447153773,  -0.094579164497, -0.047182426321};
  const Fit fit = fit_hierarchy(made::agreement_design({14, 800, 5, {}, {}, -1, 2}, 0.3), exact(false));
  EXPECT_NEAR(fit.log_likelihood / -865.890255750, 1, 1e-6);
  for (Eigen::Index j = 0; j < 6; ++j) EXPECT_NEAR(fit.theta[j] / ridge[static_cast<std::size_t>(j)], 1, 1e-6) << j;
}

}  // namespace
}  // namespace sightline
