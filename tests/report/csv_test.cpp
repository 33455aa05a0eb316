#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "report/csv/csv_reader.hpp"
#include "report/csv/csv_writer.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {
namespace {

std::string one(void (*write)(CsvWriter&)) {
  CsvWriter csv;
  write(csv);
  return csv.take();
}

TEST(CsvWriter, QuotesAsTheStandardSays) {
  EXPECT_EQ(one([](CsvWriter& csv) {
              csv.id("plain");
              csv.id("a,b");
              csv.id("say \"yes\"");
              csv.id("two\nlines");
              csv.id("");
              csv.end_row();
            }),
            "plain,\"a,b\",\"say \"\"yes\"\"\",\"two\nlines\",\n");
}

TEST(CsvWriter, TakesTheForceOutOfFormulasInTextsButLeavesIdsAndNumbers) {
  EXPECT_EQ(one([](CsvWriter& csv) {
              csv.text("=1+1");
              csv.text("@sum");
              csv.text("-5");
              csv.text("+3.5e2");
              csv.text("-5+cmd|' /C calc'!A0");
              csv.text("=a,\"b\"");
              csv.id("=1+1");
            }),
            "'=1+1,'@sum,-5,+3.5e2,'-5+cmd|' /C calc'!A0,\"'=a,\"\"b\"\"\",=1+1");
}

TEST(CsvWriter, WritesNumbersWithAPointAndNeverMoreThanTheyAreWorth) {
  EXPECT_EQ(one([](CsvWriter& csv) {
              csv.number(0.1 + 0.2);
              csv.number(1.0 / 3);
              csv.number(-0.0);
              csv.number(std::numeric_limits<double>::quiet_NaN());
              csv.number(std::numeric_limits<double>::infinity());
              csv.fixed(450.125, 2);
              csv.amount(12'345'678.9);
              csv.amount(1e6);
              csv.amount(0);
              csv.money(Money::from_fen(-5));
              csv.date(Date());
              csv.date(Date(2021, 7, 5));
              csv.flag(true);
              csv.integer(-9);
            }),
            "0.3,0.333333,0,,,450.12,12345678.9,1000000,0,-0.05,,2021-07-05,true,-9");
}

// The quick digits against the standard library's, many of them at a tie.
TEST(CsvWriter, WritesSixDigitsAsTheStandardLibraryDoes) {
  Rng rng(11);
  for (int i = 0; i < 200'000; ++i) {
    double value = std::exp(rng.uniform() * 30 - 13) * (rng.below(2) == 0 ? 1 : -1);
    if (i % 3 == 0) value = static_cast<double>(rng.below(2'000'000)) / (i % 2 == 0 ? 1e4 : 1e6);
    if (i % 7 == 0) value = 10 * (1 - 1e-7 * static_cast<double>(rng.below(20)));
    CsvWriter csv;
    csv.number(value);
    char room[32];
    std::snprintf(room, sizeof room, "%.6g", value);
    ASSERT_EQ(csv.take(), room);
  }
}

TEST(CsvWriter, WritesAmountsOfReasonsWithTwoToFourDecimals) {
  EXPECT_EQ(one([](CsvWriter& csv) {
              csv.cell();
              for (const double x : {0.42, -3.0, 1.23456, 0.00004, 0.999999, -12.5, 0.1}) {
                csv.append_signed(x);
                csv.append(";");
              }
            }),
            "+0.42;-3.00;+1.2346;+0.00;+1.00;-12.50;+0.10;");
}

// Random cells from the characters that matter come back as they went in.
TEST(CsvReader, ReadsBackWhatWasWritten) {
  constexpr std::string_view alphabet = "ab,\"\n\r'=号;";
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed);
    std::vector<std::vector<std::string>> rows(1 + rng.below(5), std::vector<std::string>(2 + rng.below(3)));
    for (auto& row : rows) row.resize(rows.front().size());
    CsvWriter csv;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      for (std::string& cell : rows[r]) {
        for (std::uint64_t n = rng.below(6); n > 0; --n) cell += alphabet[rng.below(alphabet.size())];
        if (r == 0) cell += std::to_string(&cell - rows[r].data());
        csv.id(cell);
      }
      csv.end_row();
    }
    const std::string text = csv.take();
    CsvReader reader(text, "x.csv");
    for (std::size_t c = 0; c < rows[0].size(); ++c) EXPECT_EQ(reader.column(rows[0][c]), c);
    for (std::size_t r = 1; r < rows.size(); ++r) {
      ASSERT_TRUE(reader.next());
      for (std::size_t c = 0; c < rows[r].size(); ++c) EXPECT_EQ(reader.cell(c), rows[r][c]);
    }
    EXPECT_FALSE(reader.next());
  }
}

TEST(CsvReader, NamesTheFileOfABrokenRecordOrMissingColumn) {
  EXPECT_THROW(CsvReader("", "x.csv"), Error);
  CsvReader reader("a,b\n1,2\n3\n", "x.csv");
  EXPECT_TRUE(reader.next());
  try {
    reader.next();
    FAIL() << "a record with one cell was taken";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "x.csv: record 3 has 1 cells, the header has 2");
    EXPECT_EQ(error.code(), ErrorCode::input);
  }
  EXPECT_THROW((void)reader.column("c"), Error);
}

TEST(CsvReader, TakesCarriageReturnsAndAByteOrderMark) {
  CsvReader reader("\xEF\xBB\xBFid,name\r\n1,two\r\n\"3\",\"f\r\nour\"", "x.csv");
  EXPECT_EQ(reader.column("id"), 0u);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.cell(1), "two");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.cell(1), "f\r\nour");
  EXPECT_FALSE(reader.next());
}

}  // namespace
}  // namespace sightline
