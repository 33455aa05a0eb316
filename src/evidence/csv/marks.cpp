#include "evidence/csv/marks.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace sightline::evidence {
namespace {

void scalar_marks(const char* bytes, std::size_t blocks, char delimiter, std::uint64_t* masks) {
  for (std::size_t block = 0; block < blocks; ++block, bytes += block_bytes) {
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < block_bytes; ++i)
      mask |= static_cast<std::uint64_t>(bytes[i] == delimiter || bytes[i] == '"' || bytes[i] == '\n') << i;
    masks[block] = mask;
  }
}

void scalar_census(const char* bytes, std::size_t blocks, Census& census) {
  for (const char* end = bytes + blocks * block_bytes; bytes != end; ++bytes) {
    census.line_feeds += *bytes == '\n';
    census.quotes |= *bytes == '"';
    census.beyond_ascii |= static_cast<signed char>(*bytes) < 0;
    census.zero_bytes |= *bytes == '\0';
  }
}

#if defined(__x86_64__)
#define SIGHTLINE_AVX2 __attribute__((target("avx2,popcnt")))

SIGHTLINE_AVX2 std::uint64_t joined(__m256i low, __m256i high) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
         static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high))) << 32;
}

SIGHTLINE_AVX2 void avx2_marks(const char* bytes, std::size_t blocks, char delimiter, std::uint64_t* masks) {
  const __m256i comma = _mm256_set1_epi8(delimiter), quote = _mm256_set1_epi8('"'), feed = _mm256_set1_epi8('\n');
  for (std::size_t block = 0; block < blocks; ++block, bytes += block_bytes) {
    const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + 32));
    const __m256i in_a = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(a, comma), _mm256_cmpeq_epi8(a, quote)),
                                         _mm256_cmpeq_epi8(a, feed));
    const __m256i in_b = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(b, comma), _mm256_cmpeq_epi8(b, quote)),
                                         _mm256_cmpeq_epi8(b, feed));
    masks[block] = joined(in_a, in_b);
  }
}

SIGHTLINE_AVX2 void avx2_census(const char* bytes, std::size_t blocks, Census& census) {
  const __m256i quote = _mm256_set1_epi8('"'), feed = _mm256_set1_epi8('\n'), zero = _mm256_setzero_si256();
  __m256i quotes = zero, zeros = zero, high = zero;
  for (std::size_t block = 0; block < blocks; ++block, bytes += block_bytes) {
    const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + 32));
    quotes = _mm256_or_si256(quotes, _mm256_or_si256(_mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote)));
    zeros = _mm256_or_si256(zeros, _mm256_or_si256(_mm256_cmpeq_epi8(a, zero), _mm256_cmpeq_epi8(b, zero)));
    high = _mm256_or_si256(high, _mm256_or_si256(a, b));
    census.line_feeds += static_cast<std::uint64_t>(
        __builtin_popcountll(joined(_mm256_cmpeq_epi8(a, feed), _mm256_cmpeq_epi8(b, feed))));
  }
  census.quotes |= _mm256_movemask_epi8(quotes) != 0;
  census.zero_bytes |= _mm256_movemask_epi8(zeros) != 0;
  census.beyond_ascii |= _mm256_movemask_epi8(high) != 0;
}
#endif

}  // namespace

const MarkFinder& scalar_finder() {
  static constexpr MarkFinder finder{scalar_marks, scalar_census, "scalar"};
  return finder;
}

const MarkFinder& best_finder() {
#if defined(__x86_64__)
  static constexpr MarkFinder avx2{avx2_marks, avx2_census, "avx2"};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")) return avx2;
#endif
  return scalar_finder();
}

Census take_census(const MarkFinder& finder, std::string_view bytes) {
  Census census;
  const std::size_t blocks = bytes.size() / block_bytes;
  finder.take_census(bytes.data(), blocks, census);
  std::array<char, block_bytes> tail;
  tail.fill(' ');  // counts as nothing
  if (bytes.size() % block_bytes != 0)
    std::memcpy(tail.data(), bytes.data() + blocks * block_bytes, bytes.size() % block_bytes);
  finder.take_census(tail.data(), 1, census);
  return census;
}

MarkStream::MarkStream(const MarkFinder& finder, std::string_view bytes, char delimiter, std::size_t begin)
    : finder_(&finder), bytes_(bytes), upcoming_(begin), delimiter_(delimiter) {}

bool MarkStream::refill() {
  slot_ = filled_ = 0;
  base_ = upcoming_;
  if (base_ >= bytes_.size()) return false;
  const std::size_t left = bytes_.size() - base_;
  const std::size_t blocks = std::min(left / block_bytes, slots);
  if (blocks > 0) {
    finder_->find_marks(bytes_.data() + base_, blocks, delimiter_, masks_.data());
    filled_ = blocks;
  } else {
    std::array<char, block_bytes> tail{};
    std::memcpy(tail.data(), bytes_.data() + base_, left);
    finder_->find_marks(tail.data(), 1, delimiter_, masks_.data());
    filled_ = 1;
  }
  upcoming_ = base_ + filled_ * block_bytes;
  return true;
}

}  // namespace sightline::evidence
