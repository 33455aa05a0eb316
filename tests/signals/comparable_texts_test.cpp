#include <gtest/gtest.h>

#include "signals/resolved.hpp"

namespace sightline::signals {
namespace {

TEST(Comparable, MakesOneTradeNameOfItsSpellings) {
  for (const char* name : {"SUBWAY #1234", "Subway", "subway 77, Inc.", "SUBWAY, L.L.C.", "ＳＵＢＷＡＹ"})
    EXPECT_EQ(comparable("name", name), "subway") << name;
  EXPECT_EQ(comparable("name", "Joe's Pizza"), comparable("name", "JOES PIZZA"));
  EXPECT_EQ(comparable("name", "阳泉市华联超市有限公司"), "阳泉市华联超市");
  EXPECT_EQ(comparable("name", "1212"), "1212") << "nothing else is left of it";
  EXPECT_EQ(comparable("name", ""), "");
}

TEST(Comparable, MakesOneAddressOfItsSpellings) {
  for (const char* address : {"3352 N BROADWAY", "3352 N. Broadway", "3352 n broadway, Ste 4", "3352  N Broadway #2"})
    EXPECT_EQ(comparable("address", address), "3352 n broadway") << address;
  EXPECT_NE(comparable("address", "3352 N BROADWAY"), comparable("address", "3354 N BROADWAY"));
}

TEST(Comparable, TakesTheHouseNumberOffAStreet) {
  EXPECT_EQ(comparable("street", "3352 N BROADWAY"), "n broadway");
  EXPECT_EQ(comparable("street", "033 Belden Pl"), "belden pl");
  EXPECT_EQ(comparable("street", "627 S. 4TH STREET"), "s 4th street");
  EXPECT_EQ(comparable("street", "12-14 Oak Ave Unit 3"), "oak ave");
  EXPECT_EQ(comparable("street", "100A Main St"), "main st");
  EXPECT_EQ(comparable("street", "漾泉大街１２号"), "漾泉大街");
  EXPECT_EQ(comparable("street", "漾泉大街9-1号院3单元"), "漾泉大街");
}

TEST(Comparable, LeavesOtherAttributesAsTheyAre) { EXPECT_EQ(comparable("size", "Small "), "Small "); }

}  // namespace
}  // namespace sightline::signals
