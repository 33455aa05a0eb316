// How often the intervals of estimate_rate hold the truth.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "sightline/base/rng.hpp"
#include "sightline/methods/estimation.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {
namespace {

// 1,000 samples of 100 from 500 by ordered pivotal sampling, chances unlike the model's: the intervals hold the truth
// about as often as they say.
TEST(EstimateRate, IntervalsHoldTheTruthAsOftenAsTheySay) {
  Rng rng(17, 3);
  const std::size_t n = 500;
  std::vector<double> truth(n), model(n), size(n), weight(n, 1);
  double rate = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double common = rng.normal();
    truth[i] = 1 / (1 + std::exp(3.0 - 0.6 * common - 0.5 * rng.normal()));
    model[i] = 1 / (1 + std::exp(2.6 - 0.6 * common));
    size[i] = 0.3 + model[i] * 8;
    rate += truth[i] / static_cast<double>(n);
  }
  const std::vector<double> pi = inclusion_probabilities(size, 100);
  const int rounds = 1000;
  std::array<int, 4> held{};
  for (int round = 0; round < rounds; ++round) {
    const std::vector<Index> sample = sample_pivotal(pi, static_cast<std::uint64_t>(round));
    std::vector<double> expansion;
    std::vector<std::uint32_t> tested(sample.size(), 1), failed;
    for (const Index i : sample) {
      expansion.push_back(1 / pi[i]);
      failed.push_back(rng.uniform() < truth[i] ? 1 : 0);
    }
    for (std::size_t e = 0; e < held.size(); ++e) {
      const RateEstimate found =
          estimate_rate({weight, model}, {sample, expansion, {}, tested, failed, {}}, static_cast<Estimator>(e));
      held[e] += found.lower <= rate && rate <= found.upper ? 1 : 0;
    }
  }
  for (const int count : held) {
    EXPECT_GE(count, 0.93 * rounds);
    EXPECT_LE(count, 0.975 * rounds);
  }
}

}  // namespace
}  // namespace sightline
