// marks.hpp: where the signs of a CSV file stand: delimiter, quote, line feed, found 64 bytes at a time on the raw
// bytes.
//
// None of these signs occurs inside a character of GB18030 or UTF-8, so the index is made before decoding.
// The scalar way and the SIMD ways give the same masks; which one runs is chosen at run time.
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

// Functions over whole blocks of 64 bytes; bit i of a mask is byte i of its block.
struct MarkFinder {
  void (*find_marks)(const char* bytes, std::size_t blocks, char delimiter, std::uint64_t* masks);
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
    while (mask_ == 0) {
      if (++slot_ >= filled_ && !refill()) return bytes_.size();
      mask_ = masks_[slot_];
    }
    const auto bit = static_cast<std::size_t>(__builtin_ctzll(mask_));
    mask_ &= mask_ - 1;
    return base_ + slot_ * block_bytes + bit;
  }

 private:
  static constexpr std::size_t slots = 64;
  bool refill();
  const MarkFinder* finder_;
  std::string_view bytes_;
  std::array<std::uint64_t, slots> masks_{};
  std::uint64_t mask_ = 0;
  std::size_t base_ = 0;  // position of slot 0
  std::size_t slot_ = 0, filled_ = 0, upcoming_ = 0;
  char delimiter_;
};

}  // namespace sightline::evidence
