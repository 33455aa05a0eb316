#include "evidence/csv/decoding.hpp"

#include <fmt/format.h>
#include <unicode/ucnv.h>

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "sightline/base/error.hpp"

namespace sightline::evidence {
namespace {

constexpr std::size_t leads = 126, trails = 190, basic_fours = 39'420;
constexpr std::size_t first_supplementary = 189'000;  // linear index of 90 30 81 30, which is U+10000

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
bool between(unsigned value, unsigned least, unsigned most) { return value - least <= most - least; }

// The linear index of a four-byte code: leads 81-FE and digits 30-39 take turns.
std::size_t four_index(std::string_view b) {
  return (((byte_at(b, 0) - 0x81u) * 10 + (byte_at(b, 1) - 0x30u)) * leads + (byte_at(b, 2) - 0x81u)) * 10 +
         (byte_at(b, 3) - 0x30u);
}
std::size_t pair_index(unsigned lead, unsigned trail) {
  return (lead - 0x81u) * trails + trail - (trail < 0x7Fu ? 0x40u : 0x41u);
}

// Length of the character at the front: 1, 2, 3 or 4 bytes; 0 when there is none.
std::size_t utf8_length(std::string_view b) {
  const auto tail = [&](std::size_t i, unsigned least = 0x80, unsigned most = 0xBF) {
    return i < b.size() && between(byte_at(b, i), least, most);
  };
  const unsigned lead = byte_at(b, 0);
  if (lead < 0x80) return 1;
  if (between(lead, 0xC2, 0xDF)) return tail(1) ? 2 : 0;
  if (between(lead, 0xE0, 0xEF))
    return tail(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
  if (between(lead, 0xF0, 0xF4))
    return tail(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
  return 0;
}

std::size_t gb18030_length(std::string_view b) {
  const unsigned lead = byte_at(b, 0);
  if (lead < 0x80) return 1;
  if (!between(lead, 0x81, 0xFE) || b.size() < 2) return 0;
  const unsigned second = byte_at(b, 1);
  if (between(second, 0x40, 0x7E) || between(second, 0x80, 0xFE)) return 2;
  if (!between(second, 0x30, 0x39) || b.size() < 4) return 0;
  if (!between(byte_at(b, 2), 0x81, 0xFE) || !between(byte_at(b, 3), 0x30, 0x39)) return 0;
  const std::size_t index = four_index(b);
  return index < basic_fours ||
                 between(static_cast<unsigned>(index), first_supplementary, first_supplementary + 0xFFFFF)
             ? 4
             : 0;
}

std::size_t length_of(Encoding encoding, std::string_view bytes) {
  return encoding == Encoding::utf8 ? utf8_length(bytes) : gb18030_length(bytes);
}

std::size_t ascii_prefix(std::string_view bytes) {
  std::size_t at = 0;
  for (std::uint64_t word = 0; at + 8 <= bytes.size(); at += 8) {
    std::memcpy(&word, bytes.data() + at, 8);
    if ((word & 0x8080'8080'8080'8080ull) != 0) break;
  }
  while (at < bytes.size() && byte_at(bytes, at) < 0x80) ++at;
  return at;
}

// Bytes at the front that are characters U+1000..U+CFFF, three bytes each and valid without a second look: nearly all
// of Chinese text.
std::size_t common_cjk_bytes(std::string_view bytes) {
  std::size_t at = 0;
  if constexpr (std::endian::native == std::endian::little) {  // two characters at a time
    const auto plain = [](std::uint64_t lead) { return lead != 0xE0 && lead != 0xED; };
    for (std::uint64_t word = 0; at + 8 <= bytes.size(); at += 6) {
      std::memcpy(&word, bytes.data() + at, 8);
      if ((word & 0xC0C0'F0C0'C0F0ull) != 0x8080'E080'80E0ull || !plain(word & 0xFF) || !plain(word >> 24 & 0xFF))
        break;
    }
  }
  for (; at + 3 <= bytes.size(); at += 3)
    if (byte_at(bytes, at) - 0xE1u > 0xECu - 0xE1u || (byte_at(bytes, at + 1) & 0xC0u) != 0x80u ||
        (byte_at(bytes, at + 2) & 0xC0u) != 0x80u)
      break;
  return at;
}

char* write(char32_t character, char* out) {
  const auto put = [&out](unsigned byte) { *out++ = static_cast<char>(byte); };
  const auto code = static_cast<unsigned>(character);
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  }
  return out;
}

std::vector<char16_t> asked_of_icu(const std::string& codes, std::size_t count) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open("gb18030", &status);
  std::vector<char16_t> units(count + 1);
  const int32_t length = ucnv_toUChars(converter, units.data(), static_cast<int32_t>(units.size()), codes.data(),
                                       static_cast<int32_t>(codes.size()), &status);
  ucnv_close(converter);
  if (U_FAILURE(status) || static_cast<std::size_t>(length) != count)
    throw Error(ErrorCode::bug, fmt::format("ICU has no usable GB18030 table ({})", u_errorName(status)));
  units.resize(count);
  return units;
}

// The 24 codes of GB 18030-2022 that the table of 2005 sends to the private use area.
constexpr std::array<std::pair<unsigned, char32_t>, 24> changed_2022{{
    {0xA6D9, 0xFE10},  {0xA6DA, 0xFE12},  {0xA6DB, 0xFE11}, {0xA6DC, 0xFE13}, {0xA6DD, 0xFE14},  {0xA6DE, 0xFE15},
    {0xA6DF, 0xFE16},  {0xA6EC, 0xFE17},  {0xA6ED, 0xFE18}, {0xA6F3, 0xFE19}, {0xFE51, 0x20087}, {0xFE52, 0x20089},
    {0xFE53, 0x200CC}, {0xFE59, 0x9FB4},  {0xFE61, 0x9FB5}, {0xFE66, 0x9FB6}, {0xFE67, 0x9FB7},  {0xFE6C, 0x215D7},
    {0xFE6D, 0x9FB8},  {0xFE76, 0x2298F}, {0xFE7E, 0x9FB9}, {0xFE90, 0x9FBA}, {0xFE91, 0x241FE}, {0xFEA0, 0x9FBB},
}};
constexpr char16_t beyond_mark = 0xDC00;  // no character: pairs_ holds beyond_mark + index into extended_

}  // namespace

bool is_ascii(std::string_view bytes) { return ascii_prefix(bytes) == bytes.size(); }

std::size_t first_invalid(Encoding encoding, std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (byte_at(bytes, at) < 0x80) {
      at += ascii_prefix(bytes.substr(at));
      continue;
    }
    if (encoding == Encoding::utf8) at += common_cjk_bytes(bytes.substr(at));
    if (at == bytes.size() || byte_at(bytes, at) < 0x80) continue;
    const std::size_t length = length_of(encoding, bytes.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

Gb18030::Gb18030() {
  std::string codes;
  for (unsigned lead = 0x81; lead <= 0xFE; ++lead)
    for (unsigned trail = 0x40; trail <= 0xFE; ++trail)
      if (trail != 0x7F) codes += {static_cast<char>(lead), static_cast<char>(trail)};
  pairs_ = asked_of_icu(codes, leads * trails);
  codes.clear();
  for (unsigned i = 0; i < basic_fours; ++i)
    codes += {static_cast<char>(0x81 + i / 12'600), static_cast<char>(0x30 + i / 1'260 % 10),
              static_cast<char>(0x81 + i / 10 % 126), static_cast<char>(0x30 + i % 10)};
  fours_ = asked_of_icu(codes, basic_fours);
  for (const auto& [code, character] : changed_2022) {
    char16_t& unit = pairs_[pair_index(code >> 8, code & 0xFF)];
    if (character < 0x10000) {
      unit = static_cast<char16_t>(character);
    } else {
      unit = static_cast<char16_t>(beyond_mark + extended_.size());
      extended_.push_back(character);
    }
  }
}

char* Gb18030::write_utf8(std::string_view bytes, char* utf8) const {
  for (std::size_t at = 0; at < bytes.size();) {
    const unsigned lead = byte_at(bytes, at);
    if (lead < 0x80) {
      *utf8++ = bytes[at++];
      continue;
    }
    const unsigned second = byte_at(bytes, at + 1);
    if (second >= 0x40) {
      const char16_t unit = pairs_[pair_index(lead, second)];
      const bool beyond = unit >= beyond_mark && unit < beyond_mark + extended_.size();
      utf8 = write(beyond ? extended_[unit - beyond_mark] : char32_t{unit}, utf8);
      at += 2;
    } else {
      const std::size_t index = four_index(bytes.substr(at, 4));
      utf8 = write(
          index < basic_fours ? char32_t{fours_[index]} : static_cast<char32_t>(index - first_supplementary + 0x10000),
          utf8);
      at += 4;
    }
  }
  return utf8;
}

void Gb18030::append_utf8(std::string_view bytes, std::string& utf8) const {
  const std::size_t before = utf8.size();
  utf8.resize(before + 2 * bytes.size());
  utf8.resize(static_cast<std::size_t>(write_utf8(bytes, utf8.data() + before) - utf8.data()));
}

std::string readable(Encoding encoding, const Gb18030* table, std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t good = std::min(first_invalid(encoding, bytes), bytes.size());
    if (encoding == Encoding::gb18030 && table != nullptr)
      table->append_utf8(bytes.substr(0, good), out);
    else
      out.append(bytes.substr(0, good));
    bytes.remove_prefix(good);
    if (bytes.empty()) break;
    out += fmt::format("\\x{:02X}", byte_at(bytes, 0));
    bytes.remove_prefix(1);
  }
  for (std::size_t at = out.find('\0'); at != std::string::npos; at = out.find('\0', at)) out.replace(at, 1, "\\x00");
  return out;
}

}  // namespace sightline::evidence
