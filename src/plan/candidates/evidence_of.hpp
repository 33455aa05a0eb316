// evidence_of.hpp: which evidence allows a candidate to be directed with certainty (plan.hpp, Streams).
#pragma once

#include <cstdint>
#include <vector>

#include "plan/candidates/history.hpp"

namespace sightline::planning {

// Per candidate: bits of Qualifying. Evidence qualifies for `months` after the day on which it became known, a failure
// by its date; a campaign while its days overlap the round.
[[nodiscard]] std::vector<std::uint8_t> evidence_of(const Ledger& ledger, const History& history, const Round& round,
                                                    int months);

// The bits that the policy accepts; all when it asks for none.
[[nodiscard]] std::uint8_t needed_bits(const StreamPolicy& streams);

}  // namespace sightline::planning
