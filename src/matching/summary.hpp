// summary.hpp: what was learnt and done, for the caller.
#pragma once

#include "matching/score/learn.hpp"
#include "sightline/methods/matching.hpp"

namespace sightline::matching {

// Fills Matches::weights, prior and summary.
void describe(const Weights& weights, std::size_t names, std::size_t entries, Matches& matches);

}  // namespace sightline::matching
