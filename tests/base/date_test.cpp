#include "sightline/base/date.hpp"

namespace sightline {
namespace {

TEST(Date, CountsDaysOfTheGregorianCalendar) {
  EXPECT_EQ(Date(1970, 1, 1).days, 0);
  EXPECT_EQ(Date(2000, 3, 1).days, 11017);
  EXPECT_EQ(Date(1969, 12, 31).days, -1);
}

TEST(Date, GoesThereAndBackForEveryDayOfFourCenturies) {
  for (int days = Date(1800, 1, 1).days; days < Date(2201, 1, 1).days; ++days) {
    const Date date = Date::from_days(days);
    ASSERT_EQ(Date(date.year(), date.month(), date.day()).days, days);
    ASSERT_EQ(Date::parse(date.to_string()), date);
  }
}

TEST(Date, ReadsThreeFormsAndNothingElse) {
  EXPECT_EQ(Date::parse("2021-07-05"), Date(2021, 7, 5));
  EXPECT_EQ(Date::parse("2021/7/5"), Date(2021, 7, 5));
  EXPECT_EQ(Date::parse("20210705"), Date(2021, 7, 5));
  for (const char* text : {"", "2021-02-29", "2021-13-01", "05/07/2021", "2021-7", "2021-07-05x", "2021-0a-05",
                           "20210732", "2021/7-5", "0000-01-01", "2021--1-1"})
    EXPECT_FALSE(Date::parse(text)) << text;
}

TEST(Date, AddsMonthsWithinTheCalendar) {
  EXPECT_EQ(Date(2021, 8, 31).plus_months(6), Date(2022, 2, 28));
  EXPECT_EQ(Date(2021, 1, 15).plus_months(-13), Date(2019, 12, 15));
}

TEST(Date, KnowsTheDayOfTheWeek) {
  EXPECT_EQ(Date(1970, 1, 1).weekday(), 4);
  EXPECT_EQ(Date(2021, 7, 5).weekday(), 1);
  EXPECT_EQ(Date(1969, 12, 28).weekday(), 7);
}

}  // namespace
}  // namespace sightline
