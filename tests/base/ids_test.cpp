#include "sightline/base/ids.hpp"

#include <gtest/gtest.h>

#include "base/wide.hpp"
#include "sightline/base/hash.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {
namespace {

std::vector<std::string> random_texts(std::size_t count, std::uint64_t different, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t which = rng.below(different);
    std::string text = std::to_string(mix64(which));
    text.resize(which % 23, 'x');
    texts.push_back(which % 7 == 0 ? text : text + std::to_string(which));
  }
  return texts;
}

TEST(StringPool, InternsManyAtOnceAsOneAfterTheOther) {
  const std::vector<std::string> texts = random_texts(50'000, 20'000, 5);
  std::vector<std::string_view> views(texts.begin(), texts.end());
  std::vector<std::uint32_t> hashes;
  for (const std::string_view text : views) hashes.push_back(StringPool::hash_of(text));
  StringPool one, many;
  std::vector<Id> ids(texts.size());
  many.intern(views, hashes, ids);
  for (std::size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(one.intern(texts[i]), ids[i]);
  ASSERT_EQ(one.size(), many.size());
  for (Id id = 0; id < one.size(); ++id) {
    ASSERT_EQ(one.text(id), many.text(id));
    ASSERT_EQ(many.find(one.text(id)), id);
  }
}

TEST(StringPool, KeepsLongTextsAndItsViews) {
  StringPool pool;
  const std::string_view first = pool.text(pool.intern("first"));
  const std::string longest(3'000'000, 'y');
  const Id id = pool.intern(longest);
  for (const std::string& text : random_texts(30'000, 30'000, 9)) pool.intern(text);
  EXPECT_EQ(pool.text(id), longest);
  EXPECT_EQ(pool.intern(longest), id);
  EXPECT_EQ(first.data(), pool.text(pool.find("first")).data());
}

// The definition, byte by byte.
std::uint64_t slow_mix64(std::string_view bytes, std::uint64_t seed) {
  constexpr std::uint64_t factor = 0xD6E8FEB86659FD93ull;
  std::uint64_t state = seed ^ 0x9E3779B97F4A7C15ull;
  for (std::size_t at = 0; at < bytes.size(); at += 8) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8 && at + i < bytes.size(); ++i)
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    const Wide product = static_cast<Wide>(state ^ word) * factor;
    state = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  return mix64(state ^ (static_cast<std::uint64_t>(bytes.size()) * factor));
}

TEST(Mix64, IsTheSameOnEveryMachine) {
  Rng rng(3);
  for (std::size_t size = 0; size < 70; ++size) {
    std::string bytes;
    while (bytes.size() < size) bytes += static_cast<char>(rng.below(256));
    EXPECT_EQ(mix64(bytes, size), slow_mix64(bytes, size)) << size;
  }
  EXPECT_EQ(mix64("sightline"), slow_mix64("sightline", 0));
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
  const std::string text(1000, 'a');
  for (const std::size_t cut : {0u, 1u, 64u, 999u}) {
    Sha256 hash;
    hash.add(std::string_view(text).substr(0, cut));
    hash.add(std::string_view(text).substr(cut));
    EXPECT_EQ(hash.finish(), sha256(text));
  }
}

}  // namespace
}  // namespace sightline
