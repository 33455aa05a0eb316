#include "sightline/methods/sampling.hpp"

#include <cmath>
#include <functional>
#include <numeric>

#include "draw/design/neighbour_tree.hpp"
#include "lawful_cases.hpp"

namespace sightline {
namespace {

using Design = std::function<std::vector<Index>(std::span<const double>, std::uint64_t)>;

std::vector<double> square_positions(std::size_t n, std::uint64_t seed) {
  Rng rng(seed, 21);
  std::vector<double> xy(2 * n);
  for (double& x : xy) x = rng.uniform();
  return xy;
}

// Populations: any probabilities with a whole sum, graded ones with many ties, and one whose sum is not whole.
std::vector<std::vector<double>> populations() {
  Rng rng(5, 22);
  std::vector<double> size(60), graded(40), loose(25);
  for (double& x : size) x = rng.gamma(1.5);
  for (std::size_t i = 0; i < graded.size(); ++i) graded[i] = static_cast<double>(i % 4 + 1) / 5;
  for (double& x : loose) x = rng.uniform();
  return {inclusion_probabilities(size, 15), graded, loose};
}

std::vector<std::pair<std::string, Design>> designs() {
  return {{"systematic", sample_systematic},
          {"random systematic", sample_random_systematic},
          {"pivotal", sample_pivotal},
          {"local pivotal",
           [](std::span<const double> p, std::uint64_t seed) {
             return sample_local_pivotal(p, square_positions(p.size(), 1), 2, seed);
           }},
          {"local pivotal, mutual",
           [](std::span<const double> p, std::uint64_t seed) {
             return sample_local_pivotal(p, square_positions(p.size(), 1), 2, seed, true);
           }},
          {"cube", [](std::span<const double> p, std::uint64_t seed) {
             const std::vector<double> x = square_positions(p.size(), 2);
             const std::span<const double> all(x);
             return sample_cube({p, {all.subspan(0, p.size()), all.subspan(p.size())}, {}}, seed);
           }}};
}

TEST(Sampling, DrawsEveryUnitAsOftenAsItsProbabilitySays) {
  constexpr std::uint64_t draws = 20'000;
  for (const auto& [name, design] : designs())
    for (const auto& p : populations()) {
      std::vector<double> count(p.size());
      const double size = std::accumulate(p.begin(), p.end(), 0.0);
      for (std::uint64_t seed = 1; seed <= draws; ++seed) {
        const auto sample = design(p, seed);
        ASSERT_GE(static_cast<double>(sample.size()), std::floor(size + 1e-9)) << name;
        ASSERT_LE(static_cast<double>(sample.size()), std::ceil(size - 1e-9)) << name;
        for (const Index i : sample) ++count[i];
      }
      for (std::size_t i = 0; i < p.size(); ++i) {
        const double error = std::sqrt(p[i] * (1 - p[i]) / static_cast<double>(draws));
        EXPECT_LE(std::abs(count[i] / static_cast<double>(draws) - p[i]), 4 * error + 1e-9) << name << ", unit " << i;
      }
    }
}

TEST(Sampling, RefusesWhatIsNoProbability) {
  const std::vector<double> wrong{0.5, 1.5}, missing{0.5, std::nan("")}, xy{0, 0, 1, std::nan("")};
  for (const auto& [name, design] : designs()) {
    EXPECT_ANY_THROW((void)design(wrong, 1)) << name;
    EXPECT_ANY_THROW((void)design(missing, 1)) << name;
  }
  const std::vector<double> right{0.5, 0.5};
  EXPECT_ANY_THROW((void)sample_local_pivotal(right, xy, 2, 1));
  EXPECT_ANY_THROW((void)sample_local_pivotal(right, std::span(xy).first(3), 2, 1));
  EXPECT_ANY_THROW((void)sample_cube({right, {missing}, {}}, 1));
  EXPECT_ANY_THROW((void)inclusion_probabilities(std::vector<double>{1, 0}, 2));
}

TEST(InclusionProbabilities, AreProportionalToSizeUntilAUnitIsCertain) {
  const auto p = inclusion_probabilities(std::vector<double>{1, 2, 3, 100, 0}, 3);
  EXPECT_EQ(p[3], 1);
  EXPECT_EQ(p[4], 0);
  EXPECT_NEAR(p[0], 1.0 / 3, 1e-15);
  EXPECT_NEAR(p[1], 2.0 / 3, 1e-15);
  EXPECT_EQ(p[2], 1);  // 2 * 3 / 6
  EXPECT_EQ(inclusion_probabilities(std::vector<double>{1, 2}, 0), (std::vector<double>{0, 0}));
}

TEST(NeighbourTree, FindsTheNearestOfThoseThatRemain) {
  for (const std::size_t dimensions : {1u, 2u, 3u, 6u}) {
    Rng rng(dimensions, 23);
    const std::size_t n = 400;
    std::vector<double> x(n * dimensions);
    for (double& v : x) v = dimensions < 3 ? static_cast<double>(rng.below(25)) : rng.uniform();  // with many ties
    NeighbourTree tree(x, dimensions);
    std::vector<bool> gone(n);
    for (std::size_t removed = 0; removed + 1 < n; ++removed) {
      const auto from = static_cast<Index>(rng.below(n));
      double best = std::numeric_limits<double>::infinity();
      std::vector<Index> nearest;
      for (Index other = 0; other < n; ++other) {
        if (other == from || gone[other]) continue;
        const double distance = tree.squared_distance(from, other);
        if (distance < best) nearest.clear();
        if (distance <= best) best = distance, nearest.push_back(other);
      }
      const auto found = tree.nearest(from);
      std::vector<Index> sorted(found.begin(), found.end());
      std::sort(sorted.begin(), sorted.end());
      ASSERT_EQ(sorted, nearest);
      Index take;
      do take = static_cast<Index>(rng.below(n));
      while (gone[take]);
      gone[take] = true;
      tree.remove(take);
      tree.remove(take);  // twice is once
    }
  }
}

// A smooth field over the square: a spread sample estimates its mean with a fraction of the variance.
TEST(SampleLocalPivotal, SpreadsTheSampleOverTheSpace) {
  const std::size_t n = 400;
  const auto xy = square_positions(n, 3);
  const std::vector<double> p(n, 0.1);
  const auto variance = [&](const Design& design) {
    double sum = 0, squares = 0;
    constexpr int draws = 2000;
    for (std::uint64_t seed = 1; seed <= draws; ++seed) {
      double total = 0;
      for (const Index i : design(p, seed)) total += std::sin(3 * xy[2 * i]) + xy[2 * i + 1];
      sum += total;
      squares += total * total;
    }
    return squares / draws - sum / draws * sum / draws;
  };
  const double random = variance(sample_random_systematic);
  const double spread =
      variance([&](std::span<const double> q, std::uint64_t seed) { return sample_local_pivotal(q, xy, 2, seed); });
  const double mutual = variance(
      [&](std::span<const double> q, std::uint64_t seed) { return sample_local_pivotal(q, xy, 2, seed, true); });
  EXPECT_LT(spread, random / 8);
  EXPECT_LT(mutual, random / 8);
}

TEST(JointPivotal, AgreesWithAllSamples) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Rng rng(seed, 24);
    LawfulLines lines;  // one cell in published order is the ordered pivotal sample
    const std::size_t n = 1 + rng.below(11);
    const bool graded = rng.below(2) == 0;
    std::vector<double> p;
    for (Index i = 0; i < n; ++i) {
      lines.row.push_back(0);
      lines.column.push_back(0);
      lines.group.push_back(no_index);
      lines.order.push_back(i);
      lines.units.push_back(graded ? rng.below(5) * (whole_units / 4) : rng.below(whole_units + 1));
      p.push_back(static_cast<double>(lines.units[i]) / whole_units);
    }
    lines.row_class = {0};
    lines.row_classes = lines.columns = 1;
    std::vector<long double> exact(n * n);
    for (const auto& [batches, probability] : all_samples(lines))
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) exact[i * n + j] += probability * batches[i] * batches[j];
    const auto joint = joint_pivotal(p);
    for (std::size_t k = 0; k < n * n; ++k)
      ASSERT_NEAR(joint[k], static_cast<double>(exact[k]), 1e-8) << "seed " << seed << " pair " << k;
  }
}

TEST(JointSystematic, CountsTheStartsThatTakeBoth) {
  const std::vector<double> p{0.3, 0.9, 0.4, 0.5, 1, 0.65, 0.25};
  const auto joint = joint_systematic(p);
  std::vector<double> count(p.size() * p.size());
  constexpr int starts = 200'000;
  for (int k = 0; k < starts; ++k) {
    const double start = (k + 0.5) / starts;
    std::vector<std::size_t> sample;
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      for (double point = start; point <= sum + p[i]; ++point)
        if (point > sum) sample.push_back(i);
      sum += p[i];
    }
    for (const std::size_t i : sample)
      for (const std::size_t j : sample) count[i * p.size() + j] += 1.0 / starts;
  }
  for (std::size_t k = 0; k < count.size(); ++k) EXPECT_NEAR(joint[k], count[k], 5.0 / starts) << k;
}

TEST(JointProbabilities, AddUpToTheSampleSizeTimesTheProbability) {
  Rng rng(3, 25);
  std::vector<double> size(80);
  for (double& x : size) x = rng.gamma(2);
  const auto p = inclusion_probabilities(size, 20);
  for (const auto& joint : {joint_systematic(p), joint_pivotal(p)})
    for (std::size_t i = 0; i < p.size(); ++i)
      EXPECT_NEAR(std::accumulate(joint.begin() + static_cast<std::ptrdiff_t>(i * 80),
                                  joint.begin() + static_cast<std::ptrdiff_t>(i * 80 + 80), 0.0),
                  20 * p[i], 1e-9);
}

// The approximation for high entropy is near what random systematic sampling gives.
TEST(JointHajek, IsNearADesignOfHighEntropy) {
  const auto p = populations()[0];
  const auto joint = joint_hajek(p);
  std::vector<double> count(p.size() * p.size());
  constexpr int draws = 20'000;
  for (std::uint64_t seed = 1; seed <= draws; ++seed) {
    const auto sample = sample_random_systematic(p, seed);
    for (const Index i : sample)
      for (const Index j : sample) count[i * p.size() + j] += 1.0 / draws;
  }
  double worst = 0;
  for (std::size_t k = 0; k < count.size(); ++k) worst = std::max(worst, std::abs(count[k] - joint[k]));
  EXPECT_LT(worst, 0.02);  // 4 standard errors are 0.014; the approximation itself is good to about 0.003
}

}  // namespace
}  // namespace sightline
