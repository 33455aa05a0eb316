// fit_notes.hpp: what is odd about a fit, in words.
#pragma once

#include "risk/encode/encoding.hpp"

namespace sightline {

// No or only failures, signals that separate the results, no convergence, weights held by their sign, effects that
// vanish.
std::vector<std::string> note_fit(const encode::Encoding& encoding, const Signals& signals, const hierarchy::Fit& fit,
                                  int max_iterations);

}  // namespace sightline
