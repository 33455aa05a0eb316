// weigh_complaints.hpp: what each complaint is worth as evidence, as of the day on which it became known.
//
// Status    refused and malicious complaints are worth 0.
// Incident  complaints about one enterprise (without one: one district and category) within `incident_days` of the
//           incident's last one, whose texts share half of their character pairs, or that say nothing by which they
//           could be told apart. The first is worth 1; one by another complainant in words of its own 1/2, the next
//           1/4, and so on (together less than 2); a copy (same complainant, no complainant, or the same words) 0.
// Claimant  of one complainant's complaints about one enterprise within `repeat_days` only the first incident counts. One
//           who complained about m > `usual_targets` enterprises within a year counts usual_targets / m for each further.
// Only earlier complaints decide about a complaint, so a later copy never changes what was known before.
#pragma once

#include <string>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline {

struct ComplaintRules {
  bool status = true, incidents = true, claimants = true;  // steps that can be switched off
  int incident_days = 14, repeat_days = 730;
  std::size_t usual_targets = 5;
  std::size_t organised_targets = 15;  // enterprises within a year from which on a complainant is named
};

struct OrganisedClaimant {
  Id complainant = no_id;
  std::size_t complaints = 0, targets = 0;  // in all; enterprises within the busiest year
  std::uint32_t row = 0;                    // of the first complaint
};

struct ComplaintWorth {
  std::vector<double> weight;                // per event, [0, 1]
  std::vector<OrganisedClaimant> organised;  // most complaints first
};

// events: complaints in the ledger's order.
[[nodiscard]] ComplaintWorth weigh_complaints(const Events& events, const StringPool& pool,
                                              const ComplaintRules& rules);

}  // namespace sightline
