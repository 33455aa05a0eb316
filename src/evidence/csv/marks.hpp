// marks.hpp: where the signs of a CSV file stand: delimiter, quote, line feed, found 64 bytes at a time on the raw
// bytes.
//
// None of these signs occurs inside a character of GB18030 or UTF-8, so the index is made before decoding.
// The scalar way and the SIMD way give the same marks; which one runs is chosen at run time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sightline::evidence {

inline constexpr std::size_t block_bytes = 64;

struct Census {  // of a range of bytes
  std::uint64_t line_feeds = 0;
  bool beyond_ascii = false, zero_bytes = false, quotes = false;
};

// Functions over whole blocks of 64 bytes.
struct MarkFinder {
  // Writes `base` + the place of each mark; returns how many. Has room for 64 per block and 8 more, which it may spoil.
  std::size_t (*find_marks)(const char* bytes, std::size_t blocks, char delimiter, std::size_t base,
                            std::size_t* marks);
  void (*take_census)(const char* bytes, std::size_t blocks, Census& census);
  const char* name;
};
[[nodiscard]] const MarkFinder& scalar_finder();
[[nodiscard]] const MarkFinder& best_finder();  // of this machine

[[nodiscard]] Census take_census(const MarkFinder& finder, std::string_view bytes);

// The marks of a text in order, from `begin` on.
class MarkStream {
 public:
  MarkStream(const MarkFinder& finder, std::string_view bytes, char delimiter, std::size_t begin);
  [[nodiscard]] std::size_t next() {  // position of the next mark; bytes.size() when there is none
    if (head_ == tail_ && (!refill() || head_ == tail_)) return bytes_.size();
    return marks_[head_++];
  }
  // The next `count` (at most `most_ahead`) marks without taking them; nullptr when there are fewer.
  [[nodiscard]] const std::size_t* ahead(std::size_t count) {
    while (tail_ - head_ < count)
      if (!refill()) return nullptr;
    return marks_.data() + head_;
  }
  void take(std::size_t count) { head_ += count; }

  static constexpr std::size_t most_ahead = 256;

 private:
  static constexpr std::size_t blocks_at_once = 16;
  bool refill();
  const MarkFinder* finder_;
  std::string_view bytes_;
  std::array<std::size_t, most_ahead + blocks_at_once * block_bytes + 8> marks_;
  std::size_t head_ = 0, tail_ = 0, upcoming_ = 0;
  char delimiter_;
};

}  // namespace sightline::evidence
