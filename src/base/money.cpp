#include "sightline/base/money.hpp"

#include <charconv>

namespace sightline {

std::optional<Money> Money::parse(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  while (fraction.size() > 2 && fraction.back() == '0') fraction.remove_suffix(1);
  const auto digits = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (whole.empty() || whole.size() > 15 || fraction.size() > 2 || !digits(whole) || !digits(fraction))
    return std::nullopt;
  std::int64_t yuan = 0, fen = 0;
  std::from_chars(whole.data(), whole.data() + whole.size(), yuan);
  std::from_chars(fraction.data(), fraction.data() + fraction.size(), fen);
  if (fraction.size() == 1) fen *= 10;
  const std::int64_t total = yuan * 100 + fen;
  return Money{negative ? -total : total};
}

std::string Money::to_string() const {
  const bool negative = fen < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(fen) : static_cast<std::uint64_t>(fen);
  const std::string cents = std::to_string(size % 100);
  return (negative ? "-" : "") + std::to_string(size / 100) + (cents.size() == 1 ? ".0" : ".") + cents;
}

std::string Money::to_grouped() const {
  std::string text = to_string();
  const std::size_t first = text.front() == '-' ? 1 : 0;
  for (std::size_t at = text.size() - 3; at > first + 3;) text.insert(at -= 3, " ");
  return text;
}

}  // namespace sightline
