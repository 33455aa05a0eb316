// fold.hpp: texts in one form: half width, lower case, simplified characters, plain brackets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sightline::matching {

class Folder {
 public:
  Folder();  // asks ICU for every character of the basic plane, about 40 ms
  // Compatibility form (NFKC), case folding and traditional to simplified, character by character; brackets of all
  // kinds become ( and ), dashes and middle dots '-', white space ' '. Bytes that are no UTF-8 are left out.
  void fold(std::string_view utf8, std::u32string& out) const;
  [[nodiscard]] static const Folder& shared();  // made on the first call, never changed

 private:
  std::vector<char32_t> one_;         // per code unit: its form; 0 = none, mark_ + k = the k-th of more_
  std::vector<std::u32string> more_;  // forms of several characters
};

[[nodiscard]] std::string to_utf8(std::u32string_view text);

inline bool is_han(char32_t c) { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF); }
inline bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
inline bool is_letter(char32_t c) {  // of a script that writes words
  return (c >= U'a' && c <= U'z') || (c >= 0xC0 && !is_han(c) && !(c >= 0x2000 && c <= 0x33FF));
}

}  // namespace sightline::matching
