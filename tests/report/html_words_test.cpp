#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "report/html/page.hpp"

namespace sightline::html {
namespace {

bool has_chinese(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xE4 && byte <= 0xE9;  // U+4000 to U+9FFF begin with these
  });
}

std::set<std::string_view> places(std::string_view text) {
  std::set<std::string_view> found;
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos; at += 3)
    found.insert(text.substr(at, 3));
  return found;
}

TEST(Catalogue, LacksNoStringInEitherLanguage) {
  for (const Entry& entry : catalogue) {
    EXPECT_FALSE(entry.english.empty()) << entry.key;
    EXPECT_FALSE(has_chinese(entry.english)) << entry.key;
    EXPECT_TRUE(has_chinese(entry.chinese) || entry.english == "SHA-256" || entry.english == "{0} ({1} to {2})" ||
                entry.english == "{0} {1}")
        << entry.key;
  }
}

TEST(Catalogue, HasEachKeyOnceAndTheSamePlacesInBothLanguages) {
  std::set<std::string_view> keys;
  for (const Entry& entry : catalogue) {
    EXPECT_TRUE(keys.insert(entry.key).second) << entry.key;
    EXPECT_EQ(places(entry.english), places(entry.chinese)) << entry.key;
    for (const std::string_view place : places(entry.english))
      EXPECT_TRUE(place == "{0}" || place == "{1}" || place == "{2}") << entry.key;
  }
}

TEST(Catalogue, UsesTheTermsOfTheRegulations) {
  std::string all;
  for (const Entry& entry : catalogue) all += entry.chinese;
  for (const char* term : {"监督抽查", "不合格", "批次", "后处理"})
    EXPECT_NE(all.find(term), std::string::npos) << term;
}

TEST(Known, FindsTextsOfOtherStagesWithTheirValues) {
  const Known known = find_known("tested conforming within 6 months");
  ASSERT_NE(known.entry, nullptr);
  EXPECT_EQ(known.entry->key, "conforming");
  EXPECT_EQ(known.value, "6");
  EXPECT_EQ(find_known("tested conforming within  months").entry, nullptr);
  EXPECT_EQ(find_known("no such text").entry, nullptr);
  Page page(Language::english);
  page.known("tested conforming within <6> months").known("<b>");
  EXPECT_EQ(page.take(),
            "<i lang=\"en\">tested conforming within &lt;6&gt; months</i><i lang=\"zh\">&lt;6&gt; "
            "个月内抽查合格</i>&lt;b&gt;");
}

TEST(Numbers, AreGroupedInThreesAndNeverPowersOfTen) {
  EXPECT_EQ(plain(1234567.891, 2), "1,234,567.89");
  EXPECT_EQ(plain(-1234, 0), "-1,234");
  EXPECT_EQ(plain(999, 0), "999");
  EXPECT_EQ(plain(0.0 / 0.0, 1), "–");
  EXPECT_EQ(significant(0.000129), "0.000129");
  EXPECT_EQ(significant(30), "30");
  EXPECT_EQ(significant(4), "4");
  EXPECT_EQ(significant(101.5553), "102");
  EXPECT_EQ(significant(12345678.9), "12,345,679");
  EXPECT_EQ(percent(0.08824, 1), "8.8%");
  EXPECT_EQ(amount(Money::from_fen(43'027'400)), "430,274.00");
  EXPECT_EQ(amount(missing_money), "–");
}

}  // namespace
}  // namespace sightline::html
