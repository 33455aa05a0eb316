// decoding.hpp: bytes of a source as UTF-8 text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sightline::evidence {

enum class Encoding : std::uint8_t { utf8, gb18030 };

[[nodiscard]] bool is_ascii(std::string_view bytes);
// Position of the first byte that belongs to no character; npos when there is none.
[[nodiscard]] std::size_t first_invalid(Encoding encoding, std::string_view bytes);

// GB 18030-2022 to Unicode. The installed ICU knows the table of 2005; the 24 two-byte codes that it still sends to the
// private use area are set to their characters here. The four-byte codes of those characters stay readable too.
class Gb18030 {
 public:
  Gb18030();  // asks ICU for the tables, about 2 ms
  // bytes must be valid, and `utf8` have room for twice as many; returns the end of what it wrote.
  char* write_utf8(std::string_view bytes, char* utf8) const;
  void append_utf8(std::string_view bytes, std::string& utf8) const;

 private:
  std::vector<char16_t> pairs_;     // 126 leads x 190 trails
  std::vector<char16_t> fours_;     // the four-byte codes of the basic plane, in order
  std::vector<char32_t> extended_;  // characters beyond the basic plane that pairs_ holds as index behind a mark
};

// UTF-8 of any bytes, for showing: what is no character is written as \xNN.
[[nodiscard]] std::string readable(Encoding encoding, const Gb18030* table, std::string_view bytes);

}  // namespace sightline::evidence
