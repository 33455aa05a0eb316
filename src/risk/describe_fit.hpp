// describe_fit.hpp: a posterior as the weights, groups and scales that RiskFit shows.
#pragma once

#include "risk/score/posterior.hpp"

namespace sightline {

// fit: null for the expert card.
RiskFit describe_fit(const score::Posterior& posterior, const hierarchy::Fit* fit, const RiskModel& model);

}  // namespace sightline
