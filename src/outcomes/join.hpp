// join.hpp: results to the lines, reserves and candidates that they belong to.
#pragma once

#include "sightline/outcomes.hpp"

namespace sightline::outcomes {

struct Joined {
  std::vector<LineOutcome> lines;
  std::vector<StandIn> stand_ins;
  std::vector<Unmatched> unmatched;
};

// Error(usage) when a line or reserve of the draw is no candidate of the population.
[[nodiscard]] Joined join_results(const Population& population, const Draw& draw, const Results& results, Date as_of);

// What a result says at the end of a day: a revision counts from its day.
[[nodiscard]] inline Result result_on(const Results& results, std::size_t i, Date day) {
  const bool revised = results.revised_on[i].known() && (!day.known() || results.revised_on[i] <= day);
  return revised ? results.revised_result[i] : results.result[i];
}

// Fills the expansions of lines and stand-ins: 1 / probability, handed on to stand-ins, then shared within category
// among those that brought a result (outcomes.hpp, Weights).
void weigh(const Population& population, const Draw& draw, Joined& joined);

[[nodiscard]] std::vector<Nonresponse> nonresponse_of(const Draw& draw, const Joined& joined);

// The directed arm, the random one, one against the other.
[[nodiscard]] std::vector<Drift> drift_of(const Population& population, const Draw& draw, const Joined& joined);

// All estimates, in the order total, category, district, channel, size; within a domain by weighting and estimator.
[[nodiscard]] std::vector<Estimate> estimate_domains(const Population& population, const Joined& joined,
                                                     const OutcomeOptions& options);

}  // namespace sightline::outcomes
