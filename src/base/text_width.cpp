#include "base/text_width.hpp"

namespace sightline {
namespace {

// Decodes one character; a broken byte counts as one character of its own.
std::uint32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned lead = byte(at);
  const int extra = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
  std::uint32_t code = extra == 3 ? lead & 7u : extra == 2 ? lead & 15u : extra == 1 ? lead & 31u : lead;
  for (int i = 1; i <= extra; ++i) {
    if ((byte(at + static_cast<std::size_t>(i)) & 0xC0u) != 0x80u) {
      ++at;
      return 0xFFFD;
    }
    code = code << 6 | (byte(at + static_cast<std::size_t>(i)) & 63u);
  }
  at += static_cast<std::size_t>(extra) + 1;
  return code;
}

bool is_wide(std::uint32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0x303E) || (c >= 0x3041 && c <= 0xA4CF) ||
         (c >= 0xA960 && c <= 0xA97F) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF01 && c <= 0xFF60) || (c >= 0xFFE0 && c <= 0xFFE6) ||
         (c >= 0x1F300 && c <= 0x1F64F) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_combining(std::uint32_t c) { return (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F); }

}  // namespace

std::size_t text_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::uint32_t c = next_character(utf8, at);
    width += is_wide(c) ? 2u : is_combining(c) ? 0u : 1u;
  }
  return width;
}

std::string padded(std::string_view utf8, std::size_t width, bool right) {
  const std::size_t taken = text_width(utf8);
  const std::string space(taken < width ? width - taken : 0, ' ');
  return right ? space + std::string(utf8) : std::string(utf8) + space;
}

}  // namespace sightline
