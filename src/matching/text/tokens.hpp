// tokens.hpp: what texts are compared by: ideographs one by one, words of other scripts whole.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sightline::matching {

struct Token {
  std::uint32_t key = 0;      // an ideograph itself; of a word, its hash with the top bit set
  float information = 0;      // nats
  std::uint64_t letters = 0;  // of a word of four or more letters a-z: the first twelve, 5 bits each, the first lowest
  bool region = false;        // of the region in front of the core: helps where it agrees, is not missed where not
  friend bool operator==(const Token& a, const Token& b) { return a.key == b.key; }
};

inline constexpr std::uint32_t word_bit = 0x8000'0000u;
inline constexpr std::uint32_t region_bit = 0x4000'0000u;  // keys that stand for a region in the index
inline bool is_word(std::uint32_t key) { return (key & word_bit) != 0; }

// Appends the tokens of a folded text. Letters and digits make words; ' and . join, & is the word "and".
void append_tokens(std::u32string_view folded, std::vector<Token>& tokens);
[[nodiscard]] std::uint32_t word_key(std::u32string_view word);
[[nodiscard]] std::uint64_t pair_hash(std::uint32_t a, std::uint32_t b);

inline constexpr std::uint64_t stem_mask = (std::uint64_t{1} << 20) - 1;  // of Token::letters: four of them

// How much two words of letters agree: 0.4 + 0.5 short / long when one begins with the other (deli, delicatessen), 0.8
// for words of five letters or more that one wrong, missing, added or swapped letter makes equal, 0 else.
[[nodiscard]] float likeness(std::uint64_t a, std::uint64_t b);

[[nodiscard]] inline float agreement(const Token& a, const Token& b) {
  if (a.key == b.key) return 1;
  if (a.letters == 0 || b.letters == 0 || (a.letters & 31) != (b.letters & 31)) return 0;
  return likeness(a.letters, b.letters);
}

struct Address {
  std::uint32_t number = 0;           // of the house, as a word; 0 = none
  std::vector<std::uint32_t> street;  // words, or pairs of ideographs
  std::uint16_t province = 0, city = 0;
};
void read_address(std::u32string_view folded, Address& address);

}  // namespace sightline::matching
