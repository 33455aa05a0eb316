#include <cmath>

#include "base/nearest_name.hpp"
#include "base/text_width.hpp"
#include "sightline/base/hash.hpp"
#include "sightline/base/ids.hpp"
#include "sightline/base/money.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/base/run.hpp"
#include "sightline/base/summary.hpp"

namespace sightline {
namespace {

TEST(Money, IsExactInFen) {
  EXPECT_EQ(Money::parse("1200.5")->fen, 120050);
  EXPECT_EQ(Money::parse("-0.07")->fen, -7);
  EXPECT_EQ(Money::parse("12.500")->fen, 1250);
  EXPECT_EQ(Money::from_fen(-7).to_string(), "-0.07");
  EXPECT_EQ(Money::yuan(607'000).to_grouped(), "607 000.00");
  for (const char* text : {"", ".", "1.234", "1e3", "1,200", "9999999999999999", "--1"})
    EXPECT_FALSE(Money::parse(text)) << text;
}

TEST(StringPool, GivesEqualIdsToEqualTexts) {
  StringPool pool;
  std::vector<Id> ids;
  for (int i = 0; i < 5000; ++i) ids.push_back(pool.intern("enterprise " + std::to_string(i)));
  const std::string long_text(3'000'000, 'x');
  const Id long_id = pool.intern(long_text);
  for (int i = 0; i < 5000; ++i) {
    ASSERT_EQ(pool.intern("enterprise " + std::to_string(i)), ids[static_cast<std::size_t>(i)]);
    ASSERT_EQ(pool.text(ids[static_cast<std::size_t>(i)]), "enterprise " + std::to_string(i));
  }
  EXPECT_EQ(pool.text(long_id), long_text);
  EXPECT_EQ(pool.find("nobody"), no_id);
  EXPECT_EQ(pool.text(pool.intern("")), "");
}

// Known answers of Philox4x32-10 from the test vectors published with Random123 (kat_vectors): counter and key all
// zero.
TEST(Rng, GivesThePublishedPhiloxNumbers) {
  Rng rng(0, 0);
  EXPECT_EQ(rng.bits(), 0xe169c58d6627e8d5ull);
  EXPECT_EQ(rng.bits(), 0x9b00dbd8bc57ac4cull);
}

TEST(Rng, SkipsToAnyValueOfItsStream) {
  Rng a(7, 3), b(7, 3);
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 9; ++i) values.push_back(a.bits());
  b.skip_to(5);
  EXPECT_EQ(b.bits(), values[5]);
  EXPECT_EQ(b.bits(), values[6]);
}

TEST(Rng, DrawsBelowWithoutBias) {
  Rng rng(11);
  std::vector<int> count(7);
  for (int i = 0; i < 70'000; ++i) ++count[rng.below(7)];
  for (const int c : count) EXPECT_NEAR(c, 10'000, 4 * std::sqrt(70'000 * (1 / 7.0) * (6 / 7.0)));
}

TEST(Rng, HasTheMomentsOfItsDistributions) {
  Rng rng(5);
  const int n = 40'000;
  double normal = 0, square = 0, gamma = 0, poisson = 0;
  for (int i = 0; i < n; ++i) {
    const double z = rng.normal();
    normal += z, square += z * z;
    gamma += rng.gamma(0.7);
    poisson += rng.poisson(21.5);
  }
  EXPECT_NEAR(normal / n, 0, 4 / std::sqrt(n));
  EXPECT_NEAR(square / n, 1, 4 * std::sqrt(2.0 / n));
  EXPECT_NEAR(gamma / n, 0.7, 4 * std::sqrt(0.7 / n));
  EXPECT_NEAR(poisson / n, 21.5, 4 * std::sqrt(21.5 / n));
}

// Printed in Wichura 1988.
TEST(NormalQuantile, MatchesThePaper) {
  EXPECT_NEAR(normal_quantile(0.25), -0.6744897501960817, 1e-15);
  EXPECT_NEAR(normal_quantile(0.001), -3.090232306167814, 1e-14);
  EXPECT_NEAR(normal_quantile(1e-20), -9.262340089798408, 1e-13);
}

// FIPS 180-2 and GB/T 32905-2016, the message "abc".
TEST(Hash, MatchesThePublishedDigests) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sm3("abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

TEST(ParallelChunks, CoversEveryItemOnceAtAnyThreadCount) {
  for (const int threads : {1, 2, 7}) {
    std::vector<int> hits(10'001);
    parallel_chunks({.threads = threads, .progress = {}}, hits.size(), 97,
                    [&](std::size_t, std::size_t begin, std::size_t end) {
                      for (std::size_t i = begin; i < end; ++i) ++hits[i];
                    });
    for (const int h : hits) ASSERT_EQ(h, 1);
  }
}

TEST(NearestName, FindsATypoAndNoStranger) {
  const std::vector<std::string> known{"enterprise_id", "category_id", "district"};
  EXPECT_EQ(nearest_name("enterprize_id", known), "enterprise_id");
  EXPECT_EQ(nearest_name("distrcit", known), "district");
  EXPECT_EQ(nearest_name("volume", known), "");
}

TEST(TextWidth, CountsChineseTwice) {
  EXPECT_EQ(text_width("阳泉 ab"), 7u);
  EXPECT_EQ(padded("阳泉", 6), "阳泉  ");
}

TEST(Summary, SaysWhenItsVerbWasNotCalled) {
  Summary summary;
  summary.verb = "make_plan";
  EXPECT_EQ(summary.brief(), "make_plan was not called");
}

}  // namespace
}  // namespace sightline
