#include "evidence/columns/values.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "base/nearest_name.hpp"

namespace sightline::evidence {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

inline Fault checked(int year, int month, int day, Date& out) {
  if (year < 1900 || year > 2200) {
    const bool a_day = year >= 1 && year <= 9999 ? Date::valid(year, month, day) : true;
    return a_day ? Fault::date_out_of_range : Fault::date_invalid;
  }
  const bool plain = month >= 1 && month <= 12 && day >= 1 && day <= 28;  // no look at the calendar needed
  if (!plain && !Date::valid(year, month, day)) return Fault::date_invalid;
  out = Date(year, month, day);
  return Fault::none;
}

// Up to three numbers with one separator between them: the general form of a date; false for any other text.
struct Parts {
  std::array<int, 3> number{};
  std::array<std::size_t, 3> digits{};
  char separator = 0;
};
bool read_parts(std::string_view text, Parts& parts) {
  std::size_t at = 0;
  for (std::size_t part = 0; part < 3; ++part) {
    const std::size_t start = at;
    for (; at < text.size() && is_digit(text[at]) && at - start < 5; ++at)
      parts.number[part] = parts.number[part] * 10 + (text[at] - '0');
    parts.digits[part] = at - start;
    if (at == start) return false;
    if (part == 2) break;
    if (at >= text.size() || (text[at] != '-' && text[at] != '/' && text[at] != '.')) return false;
    if (part == 1 && text[at] != parts.separator) return false;
    parts.separator = text[at++];
  }
  return at == text.size();
}

// Day and month first (05/07/2021) or a year of two digits: only a guess could read them.
Fault parse_other_date(std::string_view text, Date& day) {
  Parts parts;
  if (!read_parts(text, parts)) return Fault::date_invalid;
  if (parts.digits[0] == 4 && parts.separator != '.' && parts.digits[1] <= 2 && parts.digits[2] <= 2)
    return checked(parts.number[0], parts.number[1], parts.number[2], day);
  if (parts.digits[0] >= 5 || parts.digits[2] >= 5) return Fault::date_out_of_range;
  const bool year_last = parts.digits[2] == 4 || parts.digits[2] == 2;
  if (parts.digits[0] <= 2 && parts.digits[1] <= 2 && year_last)
    return parts.number[0] <= 12 && parts.number[1] <= 12 ? Fault::date_ambiguous
           : parts.digits[2] == 2                         ? Fault::date_ambiguous
                                                          : Fault::date_invalid;
  return Fault::date_invalid;
}

// 10:30, 10:30:00, 10:30:00.123 with Z or +08:00 behind it
bool is_time_of_day(std::string_view text) {
  if (text.size() < 4) return false;
  for (const char c : text)
    if (!is_digit(c) && c != ':' && c != '.' && c != 'Z' && c != '+' && c != '-') return false;
  return is_digit(text[0]) && text.find(':') != std::string_view::npos;
}

bool in_range(double value, const ColumnRule& rule) {
  return rule.above_least ? value > rule.least && value <= rule.most : value >= rule.least && value <= rule.most;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace

std::string_view code_of(Fault fault) {
  switch (fault) {
    case Fault::none: return "";
    case Fault::value_missing: return "value-missing";
    case Fault::date_ambiguous: return "date-ambiguous";
    case Fault::date_invalid: return "date-invalid";
    case Fault::date_out_of_range: return "date-out-of-range";
    case Fault::number_invalid: return "number-invalid";
    case Fault::number_out_of_range: return "number-out-of-range";
    case Fault::money_invalid: return "money-invalid";
    case Fault::money_out_of_range: return "money-out-of-range";
    case Fault::word_unknown: return "word-unknown";
    case Fault::flag_invalid: return "flag-invalid";
    case Fault::field_count: return "field-count";
    case Fault::field_too_long: return "field-too-long";
    case Fault::quote_misplaced: return "quote-misplaced";
    case Fault::encoding: return "encoding";
    case Fault::zero_byte: return "zero-byte";
    case Fault::duplicate_key: return "duplicate-key";
    case Fault::unknown_id: return "unknown-id";
    case Fault::dates_reversed: return "dates-reversed";
    case Fault::counts_disagree: return "counts-disagree";
  }
  return "";
}

Fault parse_date(std::string_view text, Date& day) {
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const auto digits = [&](std::size_t from, std::size_t count) {
    for (std::size_t i = from; i < from + count; ++i)
      if (!is_digit(text[i])) return false;
    return true;
  };
  if (text.size() == 10 && text[4] == '-' && text[7] == '-' && digits(0, 4) && digits(5, 2) && digits(8, 2))
    return checked(two(0) * 100 + two(2), two(5), two(8), day);
  if (text.size() == 8 && digits(0, 8)) return checked(two(0) * 100 + two(2), two(4), two(6), day);
  const std::size_t time = text.find_first_of(" T");
  if (time != std::string_view::npos && time >= 8 && is_time_of_day(text.substr(time + 1)))
    return parse_date(text.substr(0, time), day);
  return parse_other_date(text, day);
}

// Up to 15 digits m with k <= 22 of them behind the point: m / 10^k is correctly rounded because both are exact
// (Clinger 1990); anything else goes the general way.
bool parse_number(std::string_view text, double& value) {
  static constexpr std::array<double, 16> powers{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  if (text.empty()) return false;
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool minus = *at == '-';
  if (minus || *at == '+') ++at;
  if (at == end) return false;
  if (end - at <= 16) {
    std::int64_t mantissa = 0;
    const auto take_digits = [&](const char* from) {
      for (; from != end && is_digit(*from); ++from) mantissa = mantissa * 10 + (*from - '0');
      return from;
    };
    const char* stop = take_digits(at);
    auto digits = static_cast<std::size_t>(stop - at), decimals = std::size_t{0};
    if (stop != end && *stop == '.') {
      const char* const behind = stop + 1;
      stop = take_digits(behind);
      decimals = static_cast<std::size_t>(stop - behind);
      digits += decimals;
    }
    if (stop == end && digits > 0 && digits <= 15) {
      const double size = static_cast<double>(mantissa) / powers[decimals];
      value = minus ? -size : size;
      return true;
    }
  }
  if (!is_digit(*at) && *at != '.') return false;  // no inf, nan or second sign
  const auto [stop, error] = std::from_chars(at, end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) return false;
  if (minus) value = -value;
  return true;
}

bool is_plain_number(std::string_view text, double& value) {
  std::size_t digits = 0;
  for (const char c : text) digits += is_digit(c) ? 1u : 0u;
  const bool only_digits = digits == text.size();
  return !(only_digits && digits > 15) && parse_number(text, value);
}

Fault parse_ranged(std::string_view text, const ColumnRule& rule, double& value) {
  if (!parse_number(text, value)) return Fault::number_invalid;
  if (rule.whole && value != std::floor(value)) return Fault::number_invalid;
  return in_range(value, rule) ? Fault::none : Fault::number_out_of_range;
}

Fault parse_money(std::string_view text, const ColumnRule& rule, Money& value) {
  const bool minus = !text.empty() && text[0] == '-';
  const auto money = Money::parse(minus ? text.substr(1) : text);
  if (!money) return Fault::money_invalid;
  value = minus ? Money{-money->fen} : *money;
  return in_range(value.in_yuan(), rule) ? Fault::none : Fault::money_out_of_range;
}

Fault parse_flag(std::string_view text, double& value) {
  static constexpr std::array<std::string_view, 7> yes{"1", "true", "yes", "y", "t", "是", "有"};
  static constexpr std::array<std::string_view, 7> no{"0", "false", "no", "n", "f", "否", "无"};
  const std::string word = lower(text);
  for (std::size_t i = 0; i < yes.size(); ++i) {
    if (word != yes[i] && word != no[i]) continue;
    value = word == yes[i] ? 1 : 0;
    return Fault::none;
  }
  return Fault::flag_invalid;
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return fmt::format("'{}'", text);
  std::size_t cut = longest;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0u) == 0x80u) --cut;
  return fmt::format("'{}...' ({} bytes)", text.substr(0, cut), text.size());
}

std::string message_of(Fault fault, const ColumnRule& rule, std::string_view value) {
  const std::string is = rule.name + " is " + shown(value) + ", must be " + expected(rule);
  switch (fault) {
    case Fault::value_missing: return rule.name + " is empty and required: " + rule.meaning;
    case Fault::date_ambiguous: return is + "; day, month and year cannot be told apart";
    case Fault::date_out_of_range: return is + " in the years 1900 to 2200";
    case Fault::word_unknown: return is + did_you_mean(value, rule.words);
    case Fault::number_out_of_range:
      if (rule.name == "latitude") return is + " (are longitude and latitude swapped?)";
      return rule.meaning.empty() ? is : fmt::format("{} ({})", is, rule.meaning);
    case Fault::field_too_long:
      return fmt::format("{} is {}, longer than {} bytes; is a quote left open?", rule.name, shown(value),
                         longest_field_bytes);
    case Fault::quote_misplaced:
      return rule.name + " has text behind its closing quote; a quote inside a quoted field is written twice";
    case Fault::zero_byte: return "the row holds a zero byte";
    default: return is;
  }
}

}  // namespace sightline::evidence
