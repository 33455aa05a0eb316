#include "plan/random/probabilities.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "plan/small_city.hpp"

namespace sightline {
namespace {

using planning::CellMembers;
using planning::Spread;
using planning::spread_batches;

constexpr double billion = 1e9;

CellMembers random_members(std::uint64_t seed, std::size_t size) {
  Rng rng(seed, 11);
  CellMembers members;
  for (std::size_t i = 0; i < size; ++i) {
    members.gain.push_back(0.3 * rng.uniform() * rng.uniform());
    members.floor.push_back(static_cast<std::uint32_t>(rng.below(5) * 1'000'000));
    members.ceiling.push_back(static_cast<std::uint32_t>(300'000'000 + rng.below(600'000'000)));
    members.tie.push_back(rng.bits());
  }
  return members;
}

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

double value_of(const CellMembers& members, const std::vector<double>& pi, double rho) {
  double value = 0;
  for (std::size_t i = 0; i < pi.size(); ++i) value += members.gain[i] * pi[i] + rho * planning::entropy_of(pi[i]);
  return value;
}

// A feasible exchange of probability between two members never raises the value of an optimum.
void expect_no_better_exchange(const CellMembers& members, const Spread& spread, double rho) {
  const double best = value_of(members, spread.pi, rho);
  for (std::size_t a = 0; a < members.size(); ++a)
    for (std::size_t b = 0; b < members.size(); ++b)
      for (double step : {1e-4, 0.01}) {
        std::vector<double> other = spread.pi;
        other[a] += step, other[b] -= step;
        if (other[a] > members.ceiling[a] / billion || other[b] < members.floor[b] / billion) continue;
        EXPECT_LE(value_of(members, other, rho), best + 1e-12);
      }
}

TEST(SpreadBatches, AddsUpAndStaysWithinFloorsAndCeilings) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const CellMembers members = random_members(seed, 3 + seed);
    for (double rho : {0.0, 1e-4, 0.01, 0.3})
      for (std::uint32_t total = std::max(1u, members.least()); total <= members.most(); ++total) {
        const Spread spread = spread_batches(members, total, rho);
        EXPECT_NEAR(sum(spread.pi), total, 1e-9) << "seed " << seed << " rho " << rho;
        for (std::size_t i = 0; i < members.size(); ++i) {
          EXPECT_GE(spread.pi[i], members.floor[i] / billion);
          EXPECT_LE(spread.pi[i], members.ceiling[i] / billion);
        }
      }
  }
}

TEST(SpreadBatches, NoExchangeIsBetter) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const CellMembers members = random_members(seed, 12);
    for (double rho : {0.0, 0.005, 0.1})
      for (std::uint32_t total : {1u, 3u, 5u})
        expect_no_better_exchange(members, spread_batches(members, total, rho), rho);
  }
}

TEST(SpreadBatches, StartOfTheSearchChangesNothingFound) {
  const CellMembers members = random_members(5, 30);
  for (double start : {-1e6, -0.2, 0.0, 0.05, 3.0, 1e6}) {
    const Spread a = spread_batches(members, 7, 0.02, start), b = spread_batches(members, 7, 0.02);
    for (std::size_t i = 0; i < a.pi.size(); ++i) EXPECT_NEAR(a.pi[i], b.pi[i], 1e-9);
  }
}

TEST(SpreadBatches, TendsToTheGreedyOneAsUnpredictabilityFalls) {
  const CellMembers members = random_members(9, 25);
  const Spread greedy = spread_batches(members, 6, 0), nearly = spread_batches(members, 6, 1e-6);
  EXPECT_NEAR(greedy.gain, nearly.gain, 1e-4);
  EXPECT_GE(greedy.gain, nearly.gain - 1e-12);
  double between = 0;
  for (std::size_t i = 0; i < greedy.pi.size(); ++i)
    between += greedy.pi[i] > members.floor[i] / billion + 1e-12 && greedy.pi[i] < members.ceiling[i] / billion - 1e-12;
  EXPECT_LE(between, 1);
}

// Weak and strong duality: lambda total + sum of worths bounds the value for every lambda, and meets it at the
// optimum's.
TEST(SpreadBatches, WorthAtItsPriceMeetsTheValue) {
  for (double rho : {0.0, 0.02}) {
    const CellMembers members = random_members(3, 20);
    const Spread spread = spread_batches(members, 4, rho);
    const double value = value_of(members, spread.pi, rho);
    const auto dual = [&](double lambda) {
      double worth = lambda * 4;
      for (std::size_t i = 0; i < members.size(); ++i)
        worth +=
            planning::worth_at(members.gain[i], members.floor[i] / billion, members.ceiling[i] / billion, lambda, rho);
      return worth;
    };
    EXPECT_NEAR(dual(spread.lambda), value, 1e-9);
    for (double lambda : {-0.1, 0.0, 0.01, 0.05, 0.2}) EXPECT_GE(dual(lambda), value - 1e-12);
  }
}

TEST(InBillionths, AddUpExactly) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const CellMembers members = random_members(seed, 4 + 3 * seed);
    for (std::uint32_t total : {std::max(1u, members.least()), members.most()}) {
      const Spread spread = spread_batches(members, total, 0.01);
      const auto units = planning::in_billionths(members, spread.pi, total);
      ASSERT_EQ(units.size(), members.size());
      std::uint64_t all = 0;
      for (std::size_t i = 0; i < units.size(); ++i) {
        all += units[i];
        EXPECT_GE(units[i], members.floor[i]);
        EXPECT_LE(units[i], members.ceiling[i]);
        EXPECT_NEAR(units[i] / billion, spread.pi[i], 1e-6);
      }
      EXPECT_EQ(all, std::uint64_t{total} * 1'000'000'000) << "seed " << seed;
    }
  }
}

TEST(InBillionths, AreEmptyForATotalOutsideFloorsAndCeilings) {
  const CellMembers members = random_members(1, 5);
  EXPECT_TRUE(planning::in_billionths(members, std::vector<double>(5, 0.5), 9).empty());
}

}  // namespace
}  // namespace sightline
