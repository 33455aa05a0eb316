#include "risk/describe_fit.hpp"

#include <algorithm>
#include <cmath>

namespace sightline {

RiskFit describe_fit(const score::Posterior& posterior, const hierarchy::Fit* fit, const RiskModel& model) {
  const encode::Encoding& encoding = posterior.encoding;
  const std::size_t levels = encoding.levels();
  RiskFit out;
  const auto at = [&](std::size_t place) { return static_cast<Eigen::Index>(place); };
  double intercept = fit == nullptr ? model.intercept_mean : fit->theta[at(levels)] - encoding.constant_logit;
  double intercept_sd = fit == nullptr ? model.intercept_sd : std::sqrt(fit->covariance(at(levels), at(levels)));
  out.weights.push_back({"intercept", intercept, intercept_sd, model.intercept_mean, model.intercept_sd});
  const auto add = [&](std::size_t column) {
    const hierarchy::Column& prior = encoding.columns[column];
    const double tau = prior.scale < 0 ? 1 : posterior.tau[static_cast<std::size_t>(prior.scale)];
    out.weights.push_back({prior.name, fit->theta[at(levels + column)],
                           std::sqrt(std::max(fit->covariance(at(levels + column), at(levels + column)), 0.0)),
                           prior.prior_mean, prior.prior_sd * tau});
  };
  for (const encode::SignalColumns& signal : encoding.signals.signals) {
    const SignalSpec& spec = *signal.spec;
    if (signal.first == encode::no_column)
      out.weights.push_back({spec.name, spec.prior_mean, spec.prior_sd, spec.prior_mean, spec.prior_sd});
    else
      for (std::size_t k = 0; k < signal.count; ++k) add(signal.first + k);
    if (signal.unknown != encode::no_column) add(signal.unknown);
  }
  for (std::size_t g = 0; g < encoding.groups.groups.size(); ++g) {
    const encode::GroupLevels& levels_of = encoding.groups.groups[g];
    RiskGroup group{levels_of.name, posterior.tau[g], levels_of.spec->nuisance, levels_of.id, levels_of.text, {}, {}};
    for (std::size_t level = 0; level < levels_of.levels; ++level) {
      double effect = levels_of.centre.empty() ? 0 : levels_of.centre[level], sd = posterior.tau[g];
      if (level < levels_of.trained && static_cast<int>(g) == encoding.clustered) {
        const Index cluster = posterior.cluster_of[level];
        effect = posterior.mean[cluster];
        sd = std::sqrt(posterior.variance[cluster]);
      } else if (level < levels_of.trained) {
        const auto place = at(encoding.offset[g] + level);
        effect = posterior.theta[place];
        sd = std::sqrt(std::max(posterior.covariance(place, place), 0.0));
      }
      group.effect.push_back(effect);
      group.effect_sd.push_back(sd);
    }
    out.groups.push_back(std::move(group));
  }
  for (std::size_t k = 0; k < encoding.scales.size(); ++k)
    out.scales.emplace_back(encoding.scales[k].name, posterior.tau[k]);
  out.random_share = encoding.random_share;
  out.calibration_slope = posterior.slope;
  out.calibration_intercept = posterior.intercept;
  if (fit != nullptr) {
    out.log_likelihood = fit->log_likelihood;
    out.log_marginal = fit->log_marginal;
    out.iterations = fit->iterations;
    out.converged = fit->converged;
  }
  return out;
}

}  // namespace sightline
