#include "evidence/csv/marks.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace sightline::evidence {
namespace {

std::size_t scalar_marks(const char* bytes, std::size_t blocks, char delimiter, std::size_t base, std::size_t* marks) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < blocks * block_bytes; ++i)
    if (bytes[i] == delimiter || bytes[i] == '"' || bytes[i] == '\n') marks[count++] = base + i;
  return count;
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
#define SIGHTLINE_AVX2 __attribute__((target("avx2,bmi,popcnt")))

SIGHTLINE_AVX2 std::uint64_t joined(__m256i low, __m256i high) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
         static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(high))) << 32;
}

// Eight places are written whatever the number of marks, so that a block with up to eight costs no branch per mark.
SIGHTLINE_AVX2 std::size_t avx2_marks(const char* bytes, std::size_t blocks, char delimiter, std::size_t base,
                                      std::size_t* marks) {
  const __m256i comma = _mm256_set1_epi8(delimiter), quote = _mm256_set1_epi8('"'), feed = _mm256_set1_epi8('\n');
  std::size_t count = 0;
  for (std::size_t block = 0; block < blocks; ++block, bytes += block_bytes, base += block_bytes) {
    const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + 32));
    const __m256i in_a = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(a, comma), _mm256_cmpeq_epi8(a, quote)),
                                         _mm256_cmpeq_epi8(a, feed));
    const __m256i in_b = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(b, comma), _mm256_cmpeq_epi8(b, quote)),
                                         _mm256_cmpeq_epi8(b, feed));
    std::uint64_t mask = joined(in_a, in_b);
    const auto found = static_cast<std::size_t>(__builtin_popcountll(mask));
    std::size_t* out = marks + count;
    for (std::size_t i = 0; i < 8; ++i) {
      out[i] = base + _tzcnt_u64(mask);
      mask = _blsr_u64(mask);
    }
    for (std::size_t i = 8; i < found; ++i) {
      out[i] = base + _tzcnt_u64(mask);
      mask = _blsr_u64(mask);
    }
    count += found;
  }
  return count;
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
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt")) return avx2;
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
  if (upcoming_ >= bytes_.size()) return false;
  std::copy(marks_.begin() + static_cast<std::ptrdiff_t>(head_), marks_.begin() + static_cast<std::ptrdiff_t>(tail_),
            marks_.begin());
  tail_ -= head_;
  head_ = 0;
  while (upcoming_ < bytes_.size() && tail_ < most_ahead) {
    const std::size_t left = bytes_.size() - upcoming_, blocks = std::min(left / block_bytes, blocks_at_once);
    if (blocks > 0) {
      tail_ += finder_->find_marks(bytes_.data() + upcoming_, blocks, delimiter_, upcoming_, marks_.data() + tail_);
      upcoming_ += blocks * block_bytes;
    } else {
      std::array<char, block_bytes> last{};
      std::memcpy(last.data(), bytes_.data() + upcoming_, left);
      tail_ += finder_->find_marks(last.data(), 1, delimiter_, upcoming_, marks_.data() + tail_);
      upcoming_ = bytes_.size();
    }
  }
  return true;
}

}  // namespace sightline::evidence
