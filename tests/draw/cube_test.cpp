#include <cmath>

#include "sightline/base/rng.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {
namespace {

struct CubeCase {
  std::vector<double> p;
  std::vector<std::vector<double>> x;
  std::vector<Index> stratum;
  [[nodiscard]] CubeProblem problem() const {
    CubeProblem problem{p, {}, stratum};
    for (const auto& column : x) problem.balance.emplace_back(column);
    return problem;
  }
};

CubeCase random_case(std::size_t n, std::size_t variables, std::size_t strata, std::uint64_t seed) {
  Rng rng(seed, 31);
  CubeCase made{std::vector<double>(n), {}, std::vector<Index>(n)};
  std::vector<double> sum(strata);
  for (std::size_t i = 0; i < n; ++i) {
    made.stratum[i] = static_cast<Index>(rng.below(strata));
    made.p[i] = 0.05 + 0.3 * rng.uniform();
    sum[made.stratum[i]] += made.p[i];
  }
  for (std::size_t i = 0; i < n; ++i)  // whole per stratum
    made.p[i] *= std::max(1.0, std::floor(sum[made.stratum[i]])) / std::max(1.0, sum[made.stratum[i]]);
  made.x.assign(variables, std::vector<double>(n));
  for (auto& column : made.x)
    for (double& value : column) value = rng.gamma(2);
  return made;
}

double imbalance(const CubeCase& made, const std::vector<Index>& sample) {
  double mean = 0;
  for (const auto& column : made.x) {
    double total = 0, estimate = 0;
    for (const double value : column) total += value;
    for (const Index i : sample) estimate += column[i] / made.p[i];
    mean += std::abs(estimate / total - 1) / static_cast<double>(made.x.size());
  }
  return mean;
}

TEST(SampleCube, BalancesTheTotals) {
  const CubeCase made = random_case(2000, 6, 1, 1);
  double cube = 0, random = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    cube += imbalance(made, sample_cube(made.problem(), seed)) / 100;
    random += imbalance(made, sample_random_systematic(made.p, seed)) / 100;
  }
  EXPECT_LT(cube, random / 10);
}

TEST(SampleCube, IsExactWhereTheTotalsCanBeExact) {
  CubeCase made;  // a crossed table whose margins are whole: an exactly balanced sample exists
  for (Index row = 0; row < 4; ++row)
    for (Index column = 0; column < 4; ++column)
      for (int k = 0; k < 5; ++k) {
        made.p.push_back(0.25);
        made.stratum.push_back(row);
        made.x.resize(4);
        for (Index c = 0; c < 4; ++c) made.x[c].push_back(c == column ? 0.25 : 0);
      }
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto sample = sample_cube(made.problem(), seed);
    ASSERT_EQ(sample.size(), 20u);
    ASSERT_LT(imbalance(made, sample), 0.2 + 1e-9) << "one unit of five at most, seed " << seed;
  }
}

TEST(SampleCube, KeepsEveryStratumWhateverTheVariables) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    Rng rng(seed, 32);
    const std::size_t strata = 1 + rng.below(12), variables = rng.below(8), n = 1 + rng.below(150);
    CubeCase made = random_case(n, variables, strata, seed);
    if (variables > 2) {  // dependent, constant and wildly scaled variables
      made.x[1] = made.x[0];
      std::fill(made.x[2].begin(), made.x[2].end(), rng.below(2) == 0 ? 0.0 : 1e9);
    }
    for (double& p : made.p)
      if (rng.below(10) == 0) p = static_cast<double>(rng.below(2));
    std::vector<double> expected(strata), found(strata);
    for (std::size_t i = 0; i < n; ++i) expected[made.stratum[i]] += made.p[i];
    for (const Index i : sample_cube(made.problem(), seed)) ++found[made.stratum[i]];
    for (std::size_t h = 0; h < strata; ++h) {
      ASSERT_GE(found[h], std::floor(expected[h] + 1e-6)) << "seed " << seed;
      ASSERT_LE(found[h], std::ceil(expected[h] - 1e-6)) << "seed " << seed;
    }
  }
}

TEST(SampleCube, BalancesAcrossManyStrata) {
  const CubeCase made = random_case(5000, 4, 300, 2);
  double cube = 0, random = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    cube += imbalance(made, sample_cube(made.problem(), seed)) / 20;
    random += imbalance(made, sample_random_systematic(made.p, seed)) / 20;
  }
  EXPECT_LT(cube, random / 10);
}

TEST(SampleCube, DrawsTheSameSampleForTheSameSeed) {
  const CubeCase made = random_case(500, 3, 5, 3);
  EXPECT_EQ(sample_cube(made.problem(), 9), sample_cube(made.problem(), 9));
  EXPECT_NE(sample_cube(made.problem(), 9), sample_cube(made.problem(), 10));
}

TEST(SampleCube, TakesNothingFromNothing) {
  EXPECT_TRUE(sample_cube({}, 1).empty());
  const std::vector<double> zero(3, 0.0), one(3, 1.0);
  EXPECT_TRUE(sample_cube({zero, {one}, {}}, 1).empty());
  EXPECT_EQ(sample_cube({one, {one}, {}}, 1).size(), 3u);
}

}  // namespace
}  // namespace sightline
