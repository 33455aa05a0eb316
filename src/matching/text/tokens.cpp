#include "matching/text/tokens.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

#include "matching/text/fold.hpp"
#include "matching/text/regions.hpp"
#include "sightline/base/hash.hpp"

namespace sightline::matching {
namespace {

std::uint32_t hash_of(std::u32string_view text) {
  std::uint64_t hash = 0x243F'6A88'85A3'08D3ull;
  for (const char32_t c : text) hash = mix64(hash ^ c);
  return static_cast<std::uint32_t>(hash >> 32);
}

std::uint64_t letters_of(std::u32string_view word) {
  constexpr std::size_t least = 4, most = 12;
  if (word.size() < least) return 0;
  std::uint64_t letters = 0;
  for (std::size_t i = 0; i < std::min(word.size(), most); ++i) {
    if (word[i] < U'a' || word[i] > U'z') return 0;
    letters |= std::uint64_t{word[i] - U'a' + 1} << (5 * i);
  }
  return letters;
}

void append_word(std::u32string_view word, std::vector<Token>& tokens) {
  if (word.empty()) return;
  tokens.push_back({.key = word_key(word), .letters = letters_of(word)});
}

constexpr std::array<std::u32string_view, 34> street_kinds{
    U"st", U"street", U"ave",  U"av", U"avenue", U"blv", U"blvd",  U"boulevard", U"rd",   U"road", U"dr", U"drive",
    U"ln", U"la",     U"lane", U"pl", U"place",  U"sq",  U"pkwy",  U"hwy",       U"way",  U"ct",   U"n",  U"s",
    U"e",  U"w",      U"ne",   U"nw", U"se",     U"sw",  U"north", U"south",     U"east", U"west"};
constexpr std::array<std::u32string_view, 11> ordinals{U"zeroth", U"first",   U"second", U"third", U"fourth", U"fifth",
                                                       U"sixth",  U"seventh", U"eighth", U"ninth", U"tenth"};
constexpr std::array<std::u32string_view, 9> asides{U"between", U"near", U"at",   U"off", U"ste",
                                                    U"suite",   U"unit", U"room", U"fl"};

// third -> 3rd: the number with its letters cut off, marked so that it is no house number.
std::u32string ordinal(std::u32string_view word) {
  const auto found = std::find(ordinals.begin(), ordinals.end(), word);
  if (found != ordinals.end()) {
    std::u32string text;
    for (const char c : std::to_string(found - ordinals.begin())) text += static_cast<char32_t>(c);
    return text + U"th";
  }
  if (word.size() > 2 && is_digit(word[0]) && is_digit(word[word.size() - 3]) &&
      (word.ends_with(U"th") || word.ends_with(U"st") || word.ends_with(U"nd") || word.ends_with(U"rd")))
    return std::u32string(word.substr(0, word.size() - 2)) + U"th";
  return {};
}

class AddressReader {
 public:
  explicit AddressReader(Address& address) : address_(address) {}

  void word(std::u32string_view text, bool last_of_all_words) {
    if (text.empty() || aside_) return;
    if (const std::u32string number = ordinal(text); !number.empty()) return street(word_key(number));
    if (is_digit(text[0]) && std::none_of(text.begin(), text.end(), is_letter)) {
      if (address_.number == 0) address_.number = word_key(text);
      return;
    }
    if (words_ > 0 && std::find(asides.begin(), asides.end(), text) != asides.end()) return void(aside_ = true);
    if (std::find(street_kinds.begin(), street_kinds.end(), text) != street_kinds.end() && !last_of_all_words) return;
    street(word_key(text));
  }
  void ideograph(char32_t c) {
    if (c == U'号') before_ = 0;
    constexpr std::u32string_view signs = U"号路街道巷弄村楼层室";
    if (signs.find(c) != std::u32string_view::npos) return void(before_ = 0);
    if (before_ != 0) street(static_cast<std::uint32_t>(pair_hash(before_, c)) | 1u);
    before_ = c;
  }
  void gap() { before_ = 0; }

 private:
  void street(std::uint32_t key) {
    ++words_;
    if (address_.street.size() < 12) address_.street.push_back(key);
  }
  Address& address_;
  std::size_t words_ = 0;
  char32_t before_ = 0;
  bool aside_ = false;
};

}  // namespace

std::uint32_t word_key(std::u32string_view word) { return hash_of(word) | word_bit; }

float likeness(std::uint64_t a, std::uint64_t b) {
  const auto length = [](std::uint64_t letters) {
    return (64u - static_cast<unsigned>(std::countl_zero(letters)) + 4) / 5;
  };
  const auto from = [](std::uint64_t letters, unsigned at) { return at >= 13 ? 0 : letters >> (5 * at); };
  if (length(a) > length(b)) std::swap(a, b);
  const unsigned short_length = length(a), long_length = length(b);
  unsigned same = 0;
  while (same < short_length && ((a ^ b) >> (5 * same) & 31) == 0) ++same;
  if (same == short_length) return 0.4f + 0.5f * static_cast<float>(short_length) / static_cast<float>(long_length);
  if (short_length < 5 || long_length > short_length + 1) return 0;
  bool near = false;
  if (long_length == short_length) {
    const std::uint64_t a0 = from(a, same) & 31, a1 = from(a, same + 1) & 31, b0 = from(b, same) & 31,
                        b1 = from(b, same + 1) & 31;
    near = from(a, same + 1) == from(b, same + 1) || (a0 == b1 && a1 == b0 && from(a, same + 2) == from(b, same + 2));
  } else {
    near = from(a, same) == from(b, same + 1);
  }
  return near ? 0.8f : 0;
}

std::uint64_t pair_hash(std::uint32_t a, std::uint32_t b) { return mix64((std::uint64_t{a} << 32) | b); }

void append_tokens(std::u32string_view folded, std::vector<Token>& tokens) {
  std::u32string word;
  const auto close = [&] {
    append_word(word, tokens);
    word.clear();
  };
  for (const char32_t c : folded) {
    if (c == U'\'' || c == U'.') continue;
    if (is_han(c)) {
      close();
      tokens.push_back({.key = static_cast<std::uint32_t>(c)});
    } else if (is_digit(c) || is_letter(c)) {
      word += c;
    } else {
      close();
      if (c == U'&') append_word(U"and", tokens);
    }
  }
  close();
}

void read_address(std::u32string_view folded, Address& address) {
  address.number = 0;
  address.province = address.city = 0;
  address.street.clear();
  for (int level = 0; level < 2; ++level) {
    const Region region = region_at(folded, false);
    if (region.length == 0 || region.country) break;
    if (address.province == 0 || address.city == 0) address.province = region.province, address.city = region.city;
    folded.remove_prefix(region.length);
  }
  folded.remove_prefix(county_at(folded, address.province != 0));
  AddressReader reader(address);
  std::u32string word;
  for (const char32_t c : folded) {
    if (c == U'\'' || c == U'.') continue;
    const bool sign = is_digit(c) || is_letter(c);
    if (sign && !is_han(c)) {
      word += c;
      continue;
    }
    if (!word.empty()) reader.gap();
    reader.word(word, false);
    word.clear();
    if (is_han(c))
      reader.ideograph(c);
    else
      reader.gap();
  }
  reader.word(word, address.street.empty());
  std::sort(address.street.begin(), address.street.end());
  address.street.erase(std::unique(address.street.begin(), address.street.end()), address.street.end());
}

}  // namespace sightline::matching
