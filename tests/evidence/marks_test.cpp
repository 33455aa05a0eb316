#include "evidence/csv/marks.hpp"

#include <gtest/gtest.h>

#include "sightline/base/rng.hpp"

namespace sightline::evidence {
namespace {

std::string random_bytes(std::size_t size, std::uint64_t seed) {
  constexpr std::string_view often = ",\"\n\r;\t";
  Rng rng(seed);
  std::string bytes;
  while (bytes.size() < size)
    bytes += rng.below(3) == 0 ? often[rng.below(often.size())] : static_cast<char>(rng.below(256));
  return bytes;
}

TEST(Marks, AreTheSameFromScalarAndSimdForEveryLength) {
  if (std::string(best_finder().name) == "scalar") GTEST_SKIP() << "this machine has no other way";
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string bytes = random_bytes(size, size + 1);
    for (const char delimiter : {',', '\t'}) {
      MarkStream scalar(scalar_finder(), bytes, delimiter, 0), best(best_finder(), bytes, delimiter, 0);
      for (std::size_t mark = 0; mark != size;) {
        mark = scalar.next();
        ASSERT_EQ(best.next(), mark) << "size " << size;
      }
    }
    const Census a = take_census(scalar_finder(), bytes), b = take_census(best_finder(), bytes);
    ASSERT_EQ(a.line_feeds, b.line_feeds);
    ASSERT_EQ(a.quotes, b.quotes);
    ASSERT_EQ(a.beyond_ascii, b.beyond_ascii);
    ASSERT_EQ(a.zero_bytes, b.zero_bytes);
  }
}

TEST(Marks, AreExactlyTheDelimitersQuotesAndLineFeeds) {
  const std::string bytes = random_bytes(10'000, 7);
  for (const MarkFinder* finder : {&scalar_finder(), &best_finder()}) {
    for (const std::size_t begin : {0u, 1u, 63u, 64u, 4'095u, 4'097u, 9'999u}) {
      MarkStream marks(*finder, bytes, ',', begin);
      for (std::size_t at = begin; at < bytes.size(); ++at) {
        if (bytes[at] != ',' && bytes[at] != '"' && bytes[at] != '\n') continue;
        ASSERT_EQ(marks.next(), at) << finder->name << " from " << begin;
      }
      ASSERT_EQ(marks.next(), bytes.size());
      ASSERT_EQ(marks.next(), bytes.size());
    }
  }
}

TEST(Marks, CensusCountsWhatIsThere) {
  const std::string bytes = random_bytes(5'000, 11);
  const Census census = take_census(best_finder(), bytes);
  EXPECT_EQ(census.line_feeds, static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n')));
  EXPECT_TRUE(census.quotes && census.beyond_ascii && census.zero_bytes);
  const Census plain = take_census(best_finder(), std::string(200, 'a'));
  EXPECT_FALSE(plain.quotes || plain.beyond_ascii || plain.zero_bytes);
}

}  // namespace
}  // namespace sightline::evidence
