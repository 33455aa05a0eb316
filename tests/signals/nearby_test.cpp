#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sightline/base/rng.hpp"
#include "signals/nearby/neighbours.hpp"
#include "signals/nearby/sites.hpp"

namespace sightline::signals {
namespace {

struct Positions {
  std::vector<float> x, y;
};

// Clusters, many on one spot, some nowhere, and two that are far off.
Positions scattered(std::uint64_t seed, std::size_t count) {
  Rng rng(seed);
  Positions at;
  for (std::size_t i = 0; i < count; ++i) {
    const double centre = static_cast<double>(rng.below(3)) * 3000, spread = rng.below(4) == 0 ? 0 : 500;
    at.x.push_back(static_cast<float>(centre + spread * rng.normal()));
    at.y.push_back(static_cast<float>(centre / 2 + spread * rng.normal()));
  }
  at.x[1] = at.y[2] = std::nanf("");
  at.x[3] = 1.1e7f;
  at.y[4] = -9.9e6f;
  return at;
}

double squared(const Positions& at, std::size_t a, std::size_t b) {
  const double dx = static_cast<double>(at.x[a]) - static_cast<double>(at.x[b]);
  const double dy = static_cast<double>(at.y[a]) - static_cast<double>(at.y[b]);
  return dx * dx + dy * dy;
}

TEST(NearestNeighbours, AreThoseOfAFullSearch) {
  for (const std::uint64_t seed : {1u, 2u, 3u})
    for (const std::size_t count : {1u, 7u, 500u}) {
      const Positions at = scattered(seed, 300);
      const Neighbours found = nearest_neighbours(at.x, at.y, count, std::vector<bool>(300, true), {});
      for (Index e = 0; e < 300; ++e) {
        std::vector<std::pair<double, Index>> all;
        for (Index other = 0; other < 300; ++other)
          if (other != e && !std::isnan(squared(at, e, other))) all.emplace_back(squared(at, e, other), other);
        std::sort(all.begin(), all.end());
        all.resize(std::min(all.size(), count));
        ASSERT_EQ(found.of(e).size(), all.size());
        for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(found.of(e)[i], all[i].second) << "seed " << seed;
      }
    }
}

TEST(Sites, HoldEverythingWithinTheDistanceInTheirRuns) {
  for (const double distance : {1.0, 250.0, 4000.0}) {
    const Positions at = scattered(5, 400);
    const Sites sites(at.x, at.y, distance);
    for (Index e = 0; e < 400; ++e) {
      if (std::isnan(at.x[e]) || std::isnan(at.y[e])) {
        EXPECT_EQ(sites.of_enterprise(e), no_index);
        continue;
      }
      std::vector<bool> visited(sites.size());
      sites.near(at.x[e], at.y[e], [&](std::size_t begin, std::size_t end) {
        for (std::size_t s = begin; s < end; ++s) {
          EXPECT_FALSE(visited[s]) << "a site is visited once";
          visited[s] = true;
        }
      });
      for (Index other = 0; other < 400; ++other)
        ASSERT_TRUE(!(squared(at, e, other) <= distance * distance) || visited[sites.of_enterprise(other)]);
    }
  }
}

}  // namespace
}  // namespace sightline::signals
