// eligibility.hpp: which streams each candidate may be in, before anything is chosen: availability, labs, no-repeat,
// other plans, caps of enterprises, mandatory follow-ups, floors and ceilings of probabilities.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "plan/candidates/groups.hpp"
#include "plan/candidates/history.hpp"
#include "plan/candidates/labs.hpp"

namespace sightline::planning {

inline constexpr std::uint32_t units_per_batch = 1'000'000'000;  // probabilities are whole billionths
inline constexpr std::uint32_t no_cap = std::numeric_limits<std::uint32_t>::max();
inline constexpr int no_rule = -1;

enum StreamBits : std::uint8_t { may_follow_up = 1, may_direct = 2, may_draw = 4, may_all = 7 };

struct Exclusion {  // why candidates have no place
  std::string rule, article, reason;
  std::uint32_t excluded = 0;  // candidates that it keeps from some stream
};

struct Cap {  // what is left of an enterprise's caps for lines that are not mandatory
  std::uint32_t visits = no_cap, batches = no_cap;
  int visits_rule = no_rule, batches_rule = no_rule;  // in policy.rules
  [[nodiscard]] std::uint32_t least() const { return visits < batches ? visits : batches; }
  [[nodiscard]] int least_rule() const { return visits < batches ? visits_rule : batches_rule; }
};

struct Eligibility {
  std::vector<std::uint8_t> streams;          // per candidate: StreamBits that nothing forbids
  std::vector<std::uint8_t> first_exclusion;  // per candidate: the first in `exclusions` that forbade one; 0xFF = none
  std::vector<Exclusion> exclusions;          // in the order in which they are asked
  std::vector<std::uint16_t> mandatory;       // per candidate: batches of its follow-up, 0 = none
  std::vector<int> mandatory_rule;            // per candidate: in policy.rules
  std::vector<std::uint32_t> floor, ceiling;  // per candidate: inclusion probability, in units
  std::vector<int> floor_rule, ceiling_rule;  // per candidate: in policy.rules; no_rule = the stream itself
  std::vector<Cap> caps;                      // per enterprise; empty when no rule caps enterprises
  std::vector<std::uint32_t> past_visits;     // per enterprise; empty when no rule asks
  std::vector<Grouping> groups;               // per policy rule; empty for rules that are off or not `per`
  std::vector<std::string> notes;             // optional rules that the ledger cannot serve
  std::vector<std::string> conflicts, repairs;  // rules that contradict each other before anything is chosen
};

[[nodiscard]] Eligibility judge_candidates(const Ledger& ledger, const Policy& policy, const Round& round,
                                           const History& history, const Labs& labs, std::vector<std::string>& wrong);

// The streams that a rule binds, as StreamBits.
[[nodiscard]] std::uint8_t bound_streams(const PolicyRule& rule);

}  // namespace sightline::planning
