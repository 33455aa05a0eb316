// findings.hpp: what a plan breaks, in words; the parts of check_plan.
#pragma once

#include <string>
#include <vector>

#include "plan/check/facts.hpp"

namespace sightline::checking {

using Findings = std::vector<std::string>;

inline constexpr double batch_tolerance = 1e-6;  // sums of probabilities in billionths

// Columns of equal length, in order, one line per candidate, numbers in range. The other parts need these to hold.
void check_shape(const Facts& facts, const Plan& plan, Findings& findings);
// Streams, evidence, mandatory lines, laboratories, costs.
void check_lines(const Facts& facts, const Plan& plan, Findings& findings);
// Floors and ceilings, whole totals, and that nobody who should have a chance is without one.
void check_probabilities(const Facts& facts, const Plan& plan, Findings& findings);
// Budget, shares of streams, bounds per group, capacities, caps of enterprises, quarters, commitment.
void check_totals(const Facts& facts, const Plan& plan, Findings& findings);

}  // namespace sightline::checking
