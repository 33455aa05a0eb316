#include "sightline/base/date.hpp"

#include <array>
#include <charconv>

namespace sightline {
namespace {

struct Civil {
  int year, month, day;
};

// Hinnant 2013, civil_from_days.
Civil civil_from_days(std::int32_t days) {
  const std::int64_t shifted = static_cast<std::int64_t>(days) + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int day_of_era = static_cast<int>(shifted - era * 146097);
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * day_of_year + 2) / 153;
  const int month = shifted_month + (shifted_month < 10 ? 3 : -9);
  const int year = static_cast<int>(year_of_era + era * 400) + (month <= 2 ? 1 : 0);
  return {year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : lengths[static_cast<std::size_t>(month - 1)];
}

bool read_number(std::string_view text, int& value) {
  if (text.empty() || text.size() > 4) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0;
}

}  // namespace

int Date::year() const { return civil_from_days(days).year; }
int Date::month() const { return civil_from_days(days).month; }
int Date::day() const { return civil_from_days(days).day; }
int Date::weekday() const { return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1; }

bool Date::valid(int year, int month, int day) {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

Date Date::plus_months(int months) const {
  const Civil from = civil_from_days(days);
  const int total = from.year * 12 + from.month - 1 + months;
  const int year = (total >= 0 ? total : total - 11) / 12;
  const int month = total - year * 12 + 1;
  const int last = days_in_month(year, month);
  return {year, month, from.day < last ? from.day : last};
}

std::string Date::to_string() const {
  if (!known()) return {};
  const Civil civil = civil_from_days(days);
  std::string text = "0000-00-00";
  const auto write = [&text](std::size_t at, std::size_t width, int value) {
    for (std::size_t i = width; i-- > 0; value /= 10) text[at + i] = static_cast<char>('0' + value % 10);
  };
  write(0, 4, civil.year);
  write(5, 2, civil.month);
  write(8, 2, civil.day);
  return text;
}

std::optional<Date> Date::parse(std::string_view text) {
  int year = 0, month = 0, day = 0;
  if (text.size() == 8 && text.find_first_not_of("0123456789") == std::string_view::npos) {
    read_number(text.substr(0, 4), year);
    read_number(text.substr(4, 2), month);
    read_number(text.substr(6, 2), day);
  } else {
    if (text.size() < 8 || text.size() > 10 || (text[4] != '-' && text[4] != '/')) return std::nullopt;
    const std::size_t second = text.find(text[4], 5);
    if (second == std::string_view::npos || second > 7 || text.size() - second > 3) return std::nullopt;
    if (!read_number(text.substr(0, 4), year) || !read_number(text.substr(5, second - 5), month) ||
        !read_number(text.substr(second + 1), day))
      return std::nullopt;
  }
  if (!valid(year, month, day)) return std::nullopt;
  return Date(year, month, day);
}

}  // namespace sightline
