#include "evidence/csv/decoding.hpp"

#include <gtest/gtest.h>
#include <unicode/ucnv.h>

#include <map>

#include "sightline/base/rng.hpp"

namespace sightline::evidence {
namespace {

// ICU's own conversion, the slow twin: GB18030 to UTF-8, one text at a time; "" when it reports a broken text.
std::string by_icu(const std::string& bytes) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open("gb18030", &status);
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::vector<UChar> units(bytes.size() * 2 + 1);
  const auto length = ucnv_toUChars(converter, units.data(), static_cast<int32_t>(units.size()), bytes.data(),
                                    static_cast<int32_t>(bytes.size()), &status);
  ucnv_close(converter);
  if (U_FAILURE(status)) return "";
  std::string utf8(static_cast<std::size_t>(length) * 3, '\0');
  UErrorCode back = U_ZERO_ERROR;
  UConverter* writer = ucnv_open("utf-8", &back);
  const auto size =
      ucnv_fromUChars(writer, utf8.data(), static_cast<int32_t>(utf8.size()), units.data(), length, &back);
  ucnv_close(writer);
  utf8.resize(static_cast<std::size_t>(size));
  return U_FAILURE(back) ? "" : utf8;
}

std::string decoded(const Gb18030& table, const std::string& bytes) {
  std::string utf8;
  table.append_utf8(bytes, utf8);
  return utf8;
}

std::string pair(unsigned code) { return {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)}; }

// GB 18030-2022: the two-byte codes that the table of 2005 still sends to the private use area.
const std::map<unsigned, std::string> changed{
    {0xA6D9, "\uFE10"},     {0xA6DA, "\uFE12"},     {0xA6DB, "\uFE11"},     {0xA6DC, "\uFE13"}, {0xA6DD, "\uFE14"},
    {0xA6DE, "\uFE15"},     {0xA6DF, "\uFE16"},     {0xA6EC, "\uFE17"},     {0xA6ED, "\uFE18"}, {0xA6F3, "\uFE19"},
    {0xFE51, "\U00020087"}, {0xFE52, "\U00020089"}, {0xFE53, "\U000200CC"}, {0xFE59, "\u9FB4"}, {0xFE61, "\u9FB5"},
    {0xFE66, "\u9FB6"},     {0xFE67, "\u9FB7"},     {0xFE6C, "\U000215D7"}, {0xFE6D, "\u9FB8"}, {0xFE76, "\U0002298F"},
    {0xFE7E, "\u9FB9"},     {0xFE90, "\u9FBA"},     {0xFE91, "\U000241FE"}, {0xFEA0, "\u9FBB"}};

TEST(Gb18030, DecodesEveryTwoByteCodeAsIcuDoesButForThe24OfTheNewStandard) {
  const Gb18030 table;
  for (unsigned lead = 0x81; lead <= 0xFE; ++lead)
    for (unsigned trail = 0x40; trail <= 0xFE; ++trail) {
      if (trail == 0x7F) continue;
      const unsigned code = lead << 8 | trail;
      const auto found = changed.find(code);
      ASSERT_EQ(decoded(table, pair(code)), found == changed.end() ? by_icu(pair(code)) : found->second)
          << std::hex << code;
    }
}

TEST(Gb18030, TheInstalledTableOf2005DiffersInThose24) {
  for (const auto& [code, text] : changed)
    EXPECT_NE(by_icu(pair(code)), text) << std::hex << code << ": ICU knows it now, the correction can go";
}

TEST(Gb18030, DecodesFourByteCodesAsIcuDoes) {
  const Gb18030 table;
  Rng rng(3);
  int valid = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string code;
    const bool basic = rng.below(2) == 0;
    code += static_cast<char>(basic ? 0x81 + rng.below(4) : 0x90 + rng.below(0x55));
    code += static_cast<char>(0x30 + rng.below(10));
    code += static_cast<char>(0x81 + rng.below(126));
    code += static_cast<char>(0x30 + rng.below(10));
    const std::string expected = by_icu(code);
    const bool good = first_invalid(Encoding::gb18030, code) == std::string_view::npos;
    ASSERT_EQ(good, !expected.empty()) << i;
    if (!good) continue;
    ++valid;
    ASSERT_EQ(decoded(table, code), expected);
  }
  EXPECT_GT(valid, 30'000);
}

TEST(Gb18030, KeepsAsciiAndMixesLengths) {
  const Gb18030 table;
  EXPECT_EQ(decoded(table, "abc\xB2\xFA\xC6\xB7,1\x81\x30\x81\x30\x90\x30\x81\x30"),
            "abc产品,1\xC2\x80\xF0\x90\x80\x80");
}

TEST(FirstInvalid, FindsTheFirstBrokenByteOfUtf8) {
  const auto bad = [](const std::string& text) { return first_invalid(Encoding::utf8, text); };
  EXPECT_EQ(bad("plain ascii of more than eight bytes"), std::string::npos);
  EXPECT_EQ(bad("检查 of 質量 \U00020087"), std::string::npos);
  EXPECT_EQ(bad("0123456789\xB2\xFA"), 10u);
  EXPECT_EQ(bad("检\xE6\xA3"), 3u);        // cut character
  EXPECT_EQ(bad("\xC0\x80"), 0u);          // overlong
  EXPECT_EQ(bad("\xE0\x80\x80"), 0u);      // overlong
  EXPECT_EQ(bad("\xF0\x80\x80\x80"), 0u);  // overlong
  EXPECT_EQ(bad("\xED\xA0\x80"), 0u);      // surrogate
  EXPECT_EQ(bad("\xF4\x90\x80\x80"), 0u);  // behind the last character
  EXPECT_EQ(bad("\xF4\x8F\xBF\xBF"), std::string::npos);
}

TEST(FirstInvalid, FindsTheFirstBrokenByteOfGb18030) {
  const auto bad = [](const std::string& text) { return first_invalid(Encoding::gb18030, text); };
  EXPECT_EQ(bad("ok \xB2\xFA\xC6\xB7"), std::string::npos);
  EXPECT_EQ(bad("ok \xB2"), 3u);
  EXPECT_EQ(bad("\xB2\x20"), 0u);
  EXPECT_EQ(bad("\xB2\x7F"), 0u);
  EXPECT_EQ(bad("\xFF\xFE"), 0u);
  EXPECT_EQ(bad("\x80"), 0u);
  EXPECT_EQ(bad("\x81\x30\x81"), 0u);
  EXPECT_EQ(bad("\x84\x31\xA5\x30"), 0u);  // between the basic and the supplementary range
  EXPECT_EQ(bad("\xE3\x32\x9A\x35"), std::string::npos);
  EXPECT_EQ(bad("\xE3\x32\x9A\x36"), 0u);
}

TEST(Readable, ShowsBrokenBytesByTheirNumber) {
  EXPECT_EQ(readable(Encoding::utf8, nullptr, "a\xFF检\xB2"), "a\\xFF检\\xB2");
  const Gb18030 table;
  EXPECT_EQ(readable(Encoding::gb18030, &table,
                     "\xB2\xFA\xFF"
                     "a"),
            "产\\xFFa");
}

}  // namespace
}  // namespace sightline::evidence
