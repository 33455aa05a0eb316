// leak_tests.hpp: the statistics behind find_leaks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline {

// Mann-Whitney of a signal's values between failing and conforming rows; NaN values are left out.
struct SeparationTest {
  double auc = 0.5, z = 0;
};
[[nodiscard]] SeparationTest separation_of(std::span<const double> values,
                                           std::span<const std::uint32_t> nonconforming);

// (events in [t-2, t] before failing / in [t-32, t-3] before failing) / (the same for conforming), rates per day, one
// half event added to each count; z of its logarithm (Woolf 1955).
struct RatioTest {
  double ratio = 1, z = 0;
};
[[nodiscard]] RatioTest rate_before_failures(const Ledger& ledger, const Events& events);

// Inspections with a retest among case_events whose result says from the first day what the retest found.
struct RevisionTest {
  std::uint32_t retested = 0, silent = 0;
  std::string first;  // inspection_id of the first silent one
};
[[nodiscard]] RevisionTest silent_revisions(const Ledger& ledger);

// Order of inspection_id, and of rows in the source, within each day against the outcome.
struct OrderTest {
  std::string subject;
  double auc = 0.5, z = 0;
};
[[nodiscard]] std::vector<OrderTest> order_within_days(const Ledger& ledger);

}  // namespace sightline
