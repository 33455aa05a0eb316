#include <cmath>

#include "review/metrics/ranking.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {
namespace {

FoldRows rows_of(const std::vector<int>& days, const std::vector<int>& failed) {
  FoldRows rows;
  for (std::size_t i = 0; i < days.size(); ++i) {
    rows.day.push_back(days[i]);
    rows.failed.push_back(static_cast<std::uint8_t>(failed[i]));
    rows.cost_yuan.push_back(1);
    rows.harm.push_back(1);
    rows.mix_rate.push_back(0.5);
    rows.unit.push_back(static_cast<std::uint32_t>(i));
  }
  return rows;
}

double value(const std::vector<double>& metrics, RankMetric metric) {
  return metrics[static_cast<std::size_t>(metric)];
}

TEST(MeasureRanking, GivesTheObviousFiguresOfAPerfectOrder) {
  const FoldRows rows = rows_of({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 0, 0, 0, 0, 0, 0, 0, 1, 1});
  const std::vector<double> p{.1, .1, .1, .1, .1, .1, .1, .1, .8, .9};
  const auto m = measure_ranking(rows, rank_rows(p), {}, 0.2);
  EXPECT_EQ(value(m, RankMetric::auc), 1);
  EXPECT_EQ(value(m, RankMetric::days_earlier), (8 + 9 - 0 - 1) / 2.0);
  EXPECT_EQ(value(m, RankMetric::half), 1);
  EXPECT_EQ(value(m, RankMetric::precision_20), 1);
  EXPECT_EQ(value(m, RankMetric::recall_10), 0.5);
  EXPECT_EQ(value(m, RankMetric::findings_per_10k), 10'000);
}

TEST(MeasureRanking, IsUndefinedWithoutAFailure) {
  const FoldRows rows = rows_of({0, 1}, {0, 0});
  EXPECT_TRUE(
      std::isnan(value(measure_ranking(rows, rank_rows(std::vector<double>{.1, .2}), {}, 0.2), RankMetric::auc)));
}

// The closed form for ties against the mean over shuffled orders without ties.
TEST(MeasureRanking, TreatsTiesAsTheMeanOverRandomOrders) {
  Rng rng(3);
  std::vector<int> days, failed;
  std::vector<double> p;
  for (int i = 0; i < 60; ++i) {
    days.push_back(static_cast<int>(rng.below(20)));
    failed.push_back(rng.uniform() < 0.3);
    p.push_back(static_cast<double>(rng.below(4)));
  }
  const FoldRows rows = rows_of(days, failed);
  const auto exact = measure_ranking(rows, rank_rows(p), {}, 0.2);
  std::vector<double> sum(rank_metrics, 0), square(rank_metrics, 0);
  const int shuffles = 4000;
  for (int s = 0; s < shuffles; ++s) {
    std::vector<double> broken = p;
    for (double& x : broken) x += rng.uniform() * 0.5;
    const auto one = measure_ranking(rows, rank_rows(broken), {}, 0.2);
    for (std::size_t k = 0; k < rank_metrics; ++k) sum[k] += one[k], square[k] += one[k] * one[k];
  }
  for (std::size_t k = 0; k < rank_metrics; ++k) {
    const double mean = sum[k] / shuffles;
    const double error = std::sqrt(std::max(0.0, square[k] / shuffles - mean * mean) / shuffles);
    EXPECT_NEAR(exact[k], mean, 4 * error + 1e-12) << name_of(static_cast<RankMetric>(k));
  }
}

TEST(MeasureRanking, WeightsAreCopiesOfRows) {
  const std::vector<int> days{3, 1, 2, 5, 4}, failed{1, 0, 1, 0, 0};
  const std::vector<double> p{.5, .5, .2, .9, .1};
  const std::vector<std::uint8_t> weight{2, 0, 1, 3, 1};
  std::vector<int> copied_days, copied_failed;
  std::vector<double> copied_p;
  for (std::size_t i = 0; i < days.size(); ++i)
    for (int c = 0; c < weight[i]; ++c)
      copied_days.push_back(days[i]), copied_failed.push_back(failed[i]), copied_p.push_back(p[i]);
  const auto weighted = measure_ranking(rows_of(days, failed), rank_rows(p), weight, 0.4);
  const auto copied = measure_ranking(rows_of(copied_days, copied_failed), rank_rows(copied_p), {}, 0.4);
  for (std::size_t k = 0; k < rank_metrics; ++k)
    if (!std::isnan(copied[k])) EXPECT_NEAR(weighted[k], copied[k], 1e-12) << name_of(static_cast<RankMetric>(k));
}

TEST(MeasureRanking, BoundsTiesFromBothSides) {
  const FoldRows rows = rows_of({0, 1, 2, 3}, {1, 0, 1, 0});
  const Ranking tied = rank_rows(std::vector<double>{.5, .5, .5, .5});
  EXPECT_EQ(value(measure_ranking(rows, tied, {}, 0.5, TieOrder::best), RankMetric::auc), 1);
  EXPECT_EQ(value(measure_ranking(rows, tied, {}, 0.5, TieOrder::worst), RankMetric::auc), 0);
  EXPECT_EQ(value(measure_ranking(rows, tied, {}, 0.5), RankMetric::auc), 0.5);
}

}  // namespace
}  // namespace sightline
