#include "config/scalars.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace sightline::config {
namespace {

// Splits "180d" into 180 and "d".
bool split_unit(std::string_view text, double& amount, std::string_view& unit) {
  const std::size_t at = text.find_first_not_of("0123456789.");
  if (at == std::string_view::npos || at == 0) return false;
  const auto value = parse_number(text.substr(0, at));
  if (!value || *value > 1e9) return false;
  amount = *value;
  unit = text.substr(at);
  return true;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<double> parse_days(std::string_view text) {
  double amount = 0;
  std::string_view unit;
  if (!split_unit(text, amount, unit) || amount <= 0) return std::nullopt;
  if (unit == "d") return amount;
  if (unit == "w") return amount * 7;
  if (unit == "m") return amount * 30.4375;
  if (unit == "y") return amount * 365.25;
  return std::nullopt;
}

std::optional<int> parse_months(std::string_view text) {
  double amount = 0;
  std::string_view unit;
  if (!split_unit(text, amount, unit) || amount != std::floor(amount) || amount > 1200) return std::nullopt;
  if (unit == "m") return static_cast<int>(amount);
  if (unit == "y") return static_cast<int>(amount) * 12;
  return std::nullopt;
}

std::optional<double> parse_metres(std::string_view text) {
  double amount = 0;
  std::string_view unit;
  if (!split_unit(text, amount, unit) || amount <= 0) return std::nullopt;
  if (unit == "m") return amount;
  if (unit == "km") return amount * 1000;
  return std::nullopt;
}

bool inside(double value, Range range) {
  return (range.above_least ? value > range.least : value >= range.least) && value <= range.most;
}

std::string expected_number(Range range, bool whole) {
  const std::string kind = whole ? "a whole number" : "a number";
  const bool low = std::isfinite(range.least), high = std::isfinite(range.most);
  if (low && high)
    return fmt::format("{} between {}{} and {}", kind, range.least, range.above_least ? " (excluded)" : "", range.most);
  if (low) return fmt::format("{} {} {}", kind, range.above_least ? "above" : "of at least", range.least);
  if (high) return fmt::format("{} of at most {}", kind, range.most);
  return kind;
}

void describe_range(nlohmann::ordered_json& schema, Range range) {
  if (std::isfinite(range.least)) schema[range.above_least ? "exclusiveMinimum" : "minimum"] = range.least;
  if (std::isfinite(range.most)) schema["maximum"] = range.most;
}

}  // namespace sightline::config
