// score_frame.hpp: every candidate of a frame, and its categories and districts.
#pragma once

#include "risk/score/domains.hpp"

namespace sightline::score {

// Every column of the scores at `candidates` many places, one column of contributions per term.
void size_columns(Risk& risk, std::size_t candidates, const std::vector<Term>& terms);

void score_frame(const Ledger& ledger, const Signals& signals, const Posterior& posterior, const RiskOptions& options,
                 Risk& risk);

}  // namespace sightline::score
