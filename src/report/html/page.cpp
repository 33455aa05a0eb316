#include "report/html/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "sightline/evidence.hpp"

namespace sightline::html {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD", dash = "–";

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;  // 0: the bytes are no UTF-8
};

// The shortest form alone is valid, and so are no halves of surrogate pairs (RFC 3629).
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  std::uint32_t value = first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, length};
}

bool is_misleading(std::uint32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool direction =
      c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  const bool no_character = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
  return control || direction || no_character || c == 0x2028 || c == 0x2029;
}

std::string_view reference(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '`': return "&#96;";
    default: return {};
  }
}

// Commas between groups of three digits of the whole part.
std::string grouped(const std::string& digits) {
  const std::size_t begin = digits.starts_with('-') ? 1 : 0;
  std::string text = digits;
  for (std::size_t at = std::min(digits.find('.'), digits.size()); at > begin + 3;) text.insert(at -= 3, ",");
  return text;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const CodePoint c = decode(text);
    const std::string_view name = c.bytes == 1 ? reference(text.front()) : std::string_view{};
    if (!name.empty())
      safe += name;
    else if (c.value == '\t' || c.value == '\n' || c.value == '\r')
      safe += ' ';
    else if (c.bytes == 0 || is_misleading(c.value))
      safe += replacement;
    else
      safe += text.substr(0, c.bytes);
    text.remove_prefix(std::max<std::size_t>(c.bytes, 1));
  }
  return safe;
}

Page& Page::markup(Literal literal) {
  buffer_ += literal.text;
  return *this;
}

Page& Page::own(Asset asset) {
  buffer_ += asset.text;
  return *this;
}

Page& Page::text(std::string_view data) {
  buffer_ += escaped(data);
  return *this;
}

Page& Page::attribute(Literal name, std::string_view data) {
  buffer_ += ' ';
  buffer_ += name.text;
  buffer_ += "=\"";
  buffer_ += escaped(data);
  buffer_ += '"';
  return *this;
}

// {0}, {1}, ... are the values; the catalogue's own text is escaped like any other.
void Page::filled(std::string_view pattern, std::initializer_list<Value> values, std::string Value::* language) {
  for (std::size_t at; (at = pattern.find('{')) != std::string_view::npos; pattern.remove_prefix(at + 3)) {
    text(pattern.substr(0, at));
    const auto index = static_cast<std::size_t>(pattern[at + 1] - '0');
    if (index < values.size()) text((values.begin() + index)->*language);
  }
  text(pattern);
}

Page& Page::entry(const Entry& entry, std::initializer_list<Value> values) {
  buffer_ += "<i lang=\"en\">";
  filled(entry.english, values, &Value::english);
  buffer_ += "</i><i lang=\"zh\">";
  filled(entry.chinese, values, &Value::chinese);
  buffer_ += "</i>";
  return *this;
}

Page& Page::known(std::string_view english) {
  const Known known = find_known(english);
  return known.entry == nullptr ? text(english) : entry(*known.entry, {known.value});
}

Page& Page::one_language(Word word) {
  return text(language_ == Language::chinese ? word.entry().chinese : word.entry().english);
}

std::string plain(double value, int decimals) {
  if (!std::isfinite(value)) return std::string(dash);
  return grouped(fmt::format("{:.{}f}", value, decimals));
}

std::string percent(double share, int decimals) {
  if (!std::isfinite(share)) return std::string(dash);
  return fmt::format("{:.{}f}%", 100 * share, decimals);
}

std::string significant(double value) {
  if (!std::isfinite(value)) return std::string(dash);
  if (value == 0) return "0";
  const int decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(std::abs(value)))), 0, 9);
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return grouped(text);
}

std::string amount(Money value) { return value == missing_money ? std::string(dash) : grouped(value.to_string()); }

std::string whole(std::size_t value) { return grouped(std::to_string(value)); }

}  // namespace sightline::html
