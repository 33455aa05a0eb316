// sums.hpp: count, sum, mean and rate of every row by one sweep through time.
#pragma once

#include <span>

#include "signals/sweep/spreads.hpp"

namespace sightline::signals {

struct SumTask {
  const Resolved* resolved;
  Spread* all = nullptr;  // mean, rate: everything, for the mean that values shrink to
  Spread* total = nullptr;
  Spread* own = nullptr;             // others: the part of total to leave out
  std::span<const double> exposure;  // per row; empty = 1
};

// One value per row.
[[nodiscard]] std::vector<double> sweep_sums(const SumTask& task, Source source, const Rows& rows);

}  // namespace sightline::signals
