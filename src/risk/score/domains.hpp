// domains.hpp: expected rate of each category and district, with its interval and the uncertainty of its rank.
#pragma once

#include "risk/score/scorer.hpp"

namespace sightline::score {

// rate = mean probability; its posterior by the delta method: covariance of the rates = G C G' + what each has alone.
// Interval on the logit scale; ranks over `draws` joint draws at a fixed seed.
std::vector<DomainScore> score_domains(const Posterior& posterior, const DomainSums& sums, const std::vector<Id>& id,
                                       double interval);

// 1 = highest probability; equal ones in frame order, which is that of the public ids.
std::vector<std::uint32_t> rank_candidates(const std::vector<double>& probability);

}  // namespace sightline::score
