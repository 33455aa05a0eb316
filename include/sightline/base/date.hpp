// date.hpp: a calendar day as one 32-bit number, so that columns of days are small and compare fast.
//
// Calendar  proleptic Gregorian; days count from 1970-01-01 (day 0). Source: Hinnant 2013, "chrono-compatible low-level
//           date algorithms", sections days_from_civil and civil_from_days.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "sightline/base/export.hpp"

namespace sightline {

struct SIGHTLINE_API Date {
  static constexpr std::int32_t unknown_days = std::numeric_limits<std::int32_t>::min();
  std::int32_t days = unknown_days;  // since 1970-01-01; unknown_days when the day is not known

  constexpr Date() = default;
  constexpr Date(int year, int month, int day) : days(days_from_civil(year, month, day)) {}
  static constexpr Date from_days(std::int32_t days) {
    Date date;
    date.days = days;
    return date;
  }

  constexpr bool known() const { return days != unknown_days; }
  int year() const;
  int month() const;                                // 1..12
  int day() const;                                  // 1..31
  int weekday() const;                              // 1 = Monday .. 7 = Sunday
  Date plus_months(int months) const;               // the same day, or the last one of a shorter month
  std::string to_string() const;                    // 2021-07-05, or "" when unknown
  static bool valid(int year, int month, int day);  // a day of the calendar

  // Reads 2021-07-05, 2021/7/5 or 20210705; nothing when the text is another form or no day of the calendar.
  static std::optional<Date> parse(std::string_view text);

  friend constexpr Date operator+(Date date, std::int32_t count) { return from_days(date.days + count); }
  friend constexpr Date operator-(Date date, std::int32_t count) { return from_days(date.days - count); }
  friend constexpr std::int32_t operator-(Date a, Date b) { return a.days - b.days; }
  friend constexpr auto operator<=>(Date a, Date b) = default;

 private:
  static constexpr std::int32_t days_from_civil(int year, int month, int day) {
    year -= month <= 2;
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int year_of_era = year - era * 400;
    const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
  }
};

}  // namespace sightline
