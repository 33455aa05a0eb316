// ranking.hpp: how early a ranking finds what there was to find, with ties treated exactly.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sightline {

// The inspections of one fold, in any order.
struct FoldRows {
  std::vector<std::int32_t> day;     // when it took place, days
  std::vector<std::uint8_t> failed;  // 1 = nonconforming
  std::vector<double> cost_yuan;     // of the inspection
  std::vector<double> harm;          // severity of a failure
  std::vector<double> mix_rate;      // failure rate of its category in the fold
  std::vector<std::uint32_t> unit;   // what the bootstrap resamples: the enterprise
  [[nodiscard]] std::size_t size() const { return day.size(); }
};

enum class RankMetric : std::uint8_t {
  auc,
  days_earlier,
  half,
  precision_5,
  precision_10,
  precision_20,
  recall_5,
  recall_10,
  recall_20,
  lift_10,
  lift_10_standardised,
  findings_per_10k,
  harm_per_10k,
  count
};
inline constexpr std::size_t rank_metrics = static_cast<std::size_t>(RankMetric::count);
[[nodiscard]] const char* name_of(RankMetric metric);

// Rows grouped into blocks of equal probability, highest first.
struct Ranking {
  std::vector<std::uint32_t> row;        // rows by probability, highest first
  std::vector<std::uint32_t> block_end;  // ends of the blocks in `row`
};
[[nodiscard]] Ranking rank_rows(std::span<const double> probability);

enum class TieOrder : std::uint8_t { expected, best, worst };  // mean over random orders; failing first; failing last

// All metrics of one ranking. weight: how often each row counts (empty = once). budget_share: of the fold's cost.
// NaN where a metric is undefined (no failing or no conforming row).
[[nodiscard]] std::vector<double> measure_ranking(const FoldRows& rows, const Ranking& ranking,
                                                  std::span<const std::uint8_t> weight, double budget_share,
                                                  TieOrder ties = TieOrder::expected);

}  // namespace sightline
