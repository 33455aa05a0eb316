// risk_state.hpp: what an assessment keeps so that single candidates can be scored again.
#pragma once

#include "risk/score/posterior.hpp"

namespace sightline {

struct RiskState {
  std::vector<SignalSpec> signals;  // what the posterior's encoding points to
  std::vector<GroupSpec> groups;
  score::Posterior posterior;
  ScoreSpec score;
  double interval_z = 0;
};

// Takes the posterior over, with copies of the specifications it points to; drops what only the fit needed.
std::shared_ptr<const RiskState> keep_state(score::Posterior posterior, const Signals& signals, const RiskModel& model,
                                            double interval_z);

}  // namespace sightline
