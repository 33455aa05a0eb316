// baselines.hpp: the simple orders that a model must beat to be worth having.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline {

// One inspection to be predicted, as seen from the ledger of its fold.
struct Question {
  Index enterprise = no_index, category = no_index;  // in the fold's ledger; no_index when it is new
  std::int32_t day = 0;                              // on which the bureau went
  std::uint64_t key = 0;                             // of its public ids, for the random order
};

inline constexpr int baseline_count = 4;
[[nodiscard]] const char* name_of_baseline(int baseline);  // random, own-order, last-result, smoothed-rate

// A number in (0, 1) per question, higher = earlier. `past` knows nothing of the fold.
//   random         by a hash of seed and ids            own-order      the order in which the bureau went
//   last-result    1 after a failure, else 0, the base rate when there was no inspection
//   smoothed-rate  (failures + 5 * base rate) / (inspections + 5) of the enterprise
[[nodiscard]] std::vector<double> ask_baseline(int baseline, const Ledger& past, std::span<const Question> questions,
                                               std::uint64_t seed);

}  // namespace sightline
