#include "review/metrics/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace sightline {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// What a block of equal probabilities holds.
struct Block {
  double rows = 0, failed = 0, cost = 0, harm = 0, mix = 0, failed_days = 0;
};

// Days on which the inspections took place, ascending, with multiplicity; sum(k) = sum of the first k of them.
class Slots {
 public:
  Slots(const FoldRows& rows, std::span<const std::uint8_t> weight) {
    std::vector<std::uint32_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return rows.day[a] < rows.day[b]; });
    sums_.push_back(0);
    for (const std::uint32_t row : order)
      for (int copy = weight.empty() ? 1 : weight[row]; copy > 0; --copy) sums_.push_back(sums_.back() + rows.day[row]);
  }
  [[nodiscard]] double sum(double count) const { return sums_[static_cast<std::size_t>(count)]; }
  [[nodiscard]] double size() const { return static_cast<double>(sums_.size() - 1); }

 private:
  std::vector<double> sums_;
};

Block block_of(const FoldRows& rows, const Ranking& ranking, std::size_t begin, std::size_t end,
               std::span<const std::uint8_t> weight) {
  Block block;
  for (std::size_t at = begin; at < end; ++at) {
    const std::uint32_t row = ranking.row[at];
    const double copies = weight.empty() ? 1 : weight[row];
    const double failed = copies * rows.failed[row];
    block.rows += copies;
    block.failed += failed;
    block.cost += copies * rows.cost_yuan[row];
    block.harm += failed * rows.harm[row];
    block.mix += copies * rows.mix_rate[row];
    block.failed_days += failed * rows.day[row];
  }
  return block;
}

// Failing rows among the first `taken` of a block.
double failed_among(const Block& block, double taken, TieOrder ties) {
  if (taken >= block.rows) return block.failed;
  if (taken <= 0) return 0;
  if (ties == TieOrder::best) return std::min(taken, block.failed);
  if (ties == TieOrder::worst) return std::max(0.0, taken - (block.rows - block.failed));
  return block.failed * taken / block.rows;
}

// Sum of the slots that the failing rows of a block take, when the block starts at slot `start`.
double slots_of_failed(const Slots& slots, const Block& block, double start, TieOrder ties) {
  if (ties == TieOrder::best) return slots.sum(start + block.failed) - slots.sum(start);
  if (ties == TieOrder::worst) return slots.sum(start + block.rows) - slots.sum(start + block.rows - block.failed);
  return (slots.sum(start + block.rows) - slots.sum(start)) * block.failed / block.rows;
}

}  // namespace

const char* name_of(RankMetric metric) {
  static constexpr const char* names[rank_metrics] = {
      "auc",         "days_earlier", "half",       "precision@0.05", "precision@0.1",         "precision@0.2",
      "recall@0.05", "recall@0.1",   "recall@0.2", "lift@0.1",       "lift_standardised@0.1", "findings_per_10k",
      "harm_per_10k"};
  return names[static_cast<std::size_t>(metric)];
}

Ranking rank_rows(std::span<const double> probability) {
  Ranking ranking;
  ranking.row.resize(probability.size());
  std::iota(ranking.row.begin(), ranking.row.end(), 0u);
  std::stable_sort(ranking.row.begin(), ranking.row.end(),
                   [&](auto a, auto b) { return probability[a] > probability[b]; });
  for (std::size_t at = 0; at < ranking.row.size(); ++at)
    if (at + 1 == ranking.row.size() || probability[ranking.row[at]] != probability[ranking.row[at + 1]])
      ranking.block_end.push_back(static_cast<std::uint32_t>(at + 1));
  return ranking;
}

// auc = sum over blocks of failed * (conforming below + half of those tied) / (failed * conforming), Mann and Whitney
// 1947.
std::vector<double> measure_ranking(const FoldRows& rows, const Ranking& ranking, std::span<const std::uint8_t> weight,
                                    double budget_share, TieOrder ties) {
  std::vector<double> out(rank_metrics, nan);
  const auto set = [&out](RankMetric metric, double value) { out[static_cast<std::size_t>(metric)] = value; };
  const Block all = block_of(rows, ranking, 0, rows.size(), weight);
  if (all.failed <= 0 || all.rows <= all.failed) return out;
  const Slots slots(rows, weight);

  constexpr double shares[] = {0.05, 0.1, 0.2};
  double top[3], hits[3] = {0, 0, 0}, mix_10 = 0;
  for (int i = 0; i < 3; ++i) top[i] = std::max(1.0, std::nearbyint(all.rows * shares[i]));
  const double half_rows = std::floor(all.rows / 2);
  const double budget = all.cost * budget_share;
  double start = 0, failed_before = 0, pairs = 0, moved = 0, half_hits = 0, spent = 0, found = 0, harm = 0;
  std::size_t begin = 0;
  for (const std::uint32_t end : ranking.block_end) {
    const Block block = block_of(rows, ranking, begin, end, weight);
    begin = end;
    if (block.rows <= 0) continue;
    const double conforming = block.rows - block.failed;
    const double tied = ties == TieOrder::best ? 1.0 : ties == TieOrder::worst ? 0.0 : 0.5;
    pairs += conforming * (failed_before + tied * block.failed);
    moved += block.failed_days - slots_of_failed(slots, block, start, ties);
    for (int i = 0; i < 3; ++i) hits[i] += failed_among(block, top[i] - start, ties);
    mix_10 += block.mix * std::clamp((top[1] - start) / block.rows, 0.0, 1.0);
    half_hits += failed_among(block, half_rows - start, ties);
    if (spent < budget && block.cost > 0) {
      const double taken = std::min(1.0, (budget - spent) / block.cost);
      const double share = block.failed > 0 ? failed_among(block, taken * block.rows, ties) / block.failed : 0;
      spent += taken * block.cost;
      found += share * block.failed;
      harm += share * block.harm;
    }
    failed_before += block.failed;
    start += block.rows;
  }
  set(RankMetric::auc, pairs / (all.failed * (all.rows - all.failed)));
  set(RankMetric::days_earlier, moved / all.failed);
  set(RankMetric::half, half_hits / all.failed);
  for (std::size_t i = 0; i < 3; ++i) {
    out[static_cast<std::size_t>(RankMetric::precision_5) + i] = hits[i] / top[i];
    out[static_cast<std::size_t>(RankMetric::recall_5) + i] = hits[i] / all.failed;
  }
  set(RankMetric::lift_10, hits[1] / top[1] / (all.failed / all.rows));
  if (mix_10 > 0) set(RankMetric::lift_10_standardised, hits[1] / mix_10);
  if (spent > 0) {
    set(RankMetric::findings_per_10k, found / spent * 10'000);
    set(RankMetric::harm_per_10k, harm / spent * 10'000);
  }
  return out;
}

}  // namespace sightline
