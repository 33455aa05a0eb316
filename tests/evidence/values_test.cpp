#include "evidence/columns/values.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "sightline/base/rng.hpp"

namespace sightline::evidence {
namespace {

std::string read_date(const std::string& text) {
  Date day;
  const Fault fault = parse_date(text, day);
  return fault == Fault::none ? day.to_string() : std::string(code_of(fault));
}

TEST(ParseDate, ReadsTheThreeFormsAndDropsATimeOfDay) {
  for (const char* text :
       {"2021-07-05", "2021/7/5", "2021/07/05", "20210705", "2021-7-5", "2021-07-05T10:30:00", "2021-07-05 10:30",
        "2021/7/5 8:05:09", "2021-07-05T10:30:00.123Z", "2021-07-05T10:30:00+08:00"})
    EXPECT_EQ(read_date(text), "2021-07-05") << text;
}

TEST(ParseDate, NamesWhatIsWrong) {
  EXPECT_EQ(read_date("05/07/2021"), "date-ambiguous");
  EXPECT_EQ(read_date("5-7-2021"), "date-ambiguous");
  EXPECT_EQ(read_date("05.07.2021"), "date-ambiguous");
  EXPECT_EQ(read_date("21-07-05"), "date-ambiguous");
  EXPECT_EQ(read_date("5/7/21"), "date-ambiguous");
  EXPECT_EQ(read_date("25/07/2021"), "date-invalid");
  EXPECT_EQ(read_date("2021-02-30"), "date-invalid");
  EXPECT_EQ(read_date("2021-13-01"), "date-invalid");
  EXPECT_EQ(read_date("20211301"), "date-invalid");
  EXPECT_EQ(read_date("July 5"), "date-invalid");
  EXPECT_EQ(read_date("2021-07"), "date-invalid");
  EXPECT_EQ(read_date("2021-07-05x"), "date-invalid");
  EXPECT_EQ(read_date("2201-01-01"), "date-out-of-range");
  EXPECT_EQ(read_date("1899-12-31"), "date-out-of-range");
  EXPECT_EQ(read_date("12021-07-05"), "date-out-of-range");
  EXPECT_EQ(read_date("1900-01-01"), "1900-01-01");
  EXPECT_EQ(read_date("2200-12-31"), "2200-12-31");
}

TEST(ParseNumber, AgreesWithTheGeneralReaderOnDecimals) {
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    Rng rng(seed);
    std::string text = rng.below(2) == 0 ? "-" : "";
    const std::uint64_t before = rng.below(14), behind = rng.below(14);
    for (std::uint64_t i = 0; i < before; ++i) text += static_cast<char>('0' + rng.below(10));
    if (behind > 0) text += '.';
    for (std::uint64_t i = 0; i < behind; ++i) text += static_cast<char>('0' + rng.below(10));
    if (rng.below(8) == 0) text.append("e").append(std::to_string(static_cast<int>(rng.below(40)) - 20));
    double value = 0;
    if (before + behind == 0) {
      EXPECT_FALSE(parse_number(text, value)) << text;
      continue;
    }
    ASSERT_TRUE(parse_number(text, value)) << text;
    EXPECT_EQ(value, std::strtod(text.c_str(), nullptr)) << text;
  }
}

TEST(ParseNumber, RefusesWhatIsNoPlainDecimal) {
  double value = 0;
  for (const char* text :
       {"", "-", "+", ".", "-.", "1,5", "1 000", "0x10", "nan", "inf", "-inf", "1e999", "--1", "+-1", "1.2.3", "12a"})
    EXPECT_FALSE(parse_number(text, value)) << text << " was read as " << value;
  EXPECT_TRUE(parse_number("+5", value));
  EXPECT_EQ(value, 5);
}

TEST(IsPlainNumber, LeavesLongDigitStringsAsTextsBecauseADoubleWouldLoseDigits) {
  double value = 0;
  EXPECT_TRUE(is_plain_number("123456789012345", value));
  EXPECT_FALSE(is_plain_number("1234567890123456", value));
  EXPECT_TRUE(is_plain_number("-87.6684838092685", value));
}

TEST(ParseMoney, ReadsFenAndRefusesNegativeAmounts) {
  const ColumnRule rule{.name = "cost", .kind = Kind::money, .least = 0};
  Money money;
  EXPECT_EQ(parse_money("1200.5", rule, money), Fault::none);
  EXPECT_EQ(money.fen, 120'050);
  EXPECT_EQ(parse_money("-3", rule, money), Fault::money_out_of_range);
  EXPECT_EQ(parse_money("1.234", rule, money), Fault::money_invalid);
  EXPECT_EQ(parse_money("12元", rule, money), Fault::money_invalid);
}

TEST(ParseFlag, ReadsTheUsualWords) {
  double value = -1;
  for (const char* text : {"1", "true", "TRUE", "Yes", "y", "是"}) {
    EXPECT_EQ(parse_flag(text, value), Fault::none) << text;
    EXPECT_EQ(value, 1);
  }
  for (const char* text : {"0", "false", "No", "n", "否"}) {
    EXPECT_EQ(parse_flag(text, value), Fault::none) << text;
    EXPECT_EQ(value, 0);
  }
  EXPECT_EQ(parse_flag("maybe", value), Fault::flag_invalid);
}

TEST(Shown, CutsLongTextsBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "检";
  EXPECT_EQ(shown(text), fmt::format("'{}...' (300 bytes)", text.substr(0, 60)));
  EXPECT_EQ(shown(fmt::format("a{}", text)), fmt::format("'a{}...' (301 bytes)", text.substr(0, 57)));
}

}  // namespace
}  // namespace sightline::evidence
