#include <gtest/gtest.h>

#include "sightline/evidence.hpp"

namespace sightline {
namespace {

// Codes of five large companies, from the public register.
constexpr const char* published[] = {"9144030071526726XG", "914403001922038216", "91110000802100433B",
                                     "91330100799655058B", "91110108551385082Q"};

TEST(IsCreditCode, AcceptsPublishedCodes) {
  for (const char* code : published) EXPECT_TRUE(is_credit_code(code)) << code;
}

TEST(IsCreditCode, FindsEveryWrongSign) {
  constexpr std::string_view signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (const std::string code : published) {
    for (std::size_t at = 0; at < code.size(); ++at)
      for (const char sign : signs) {
        std::string other = code;
        other[at] = sign;
        EXPECT_EQ(is_credit_code(other), sign == code[at]) << other;  // weights 3^i are units modulo the prime 31
      }
  }
}

TEST(IsCreditCode, FindsSwappedNeighbours) {
  for (const std::string code : published)
    for (std::size_t at = 0; at + 1 < code.size(); ++at) {
      std::string other = code;
      std::swap(other[at], other[at + 1]);
      EXPECT_EQ(is_credit_code(other), code[at] == code[at + 1]) << other;
    }
}

TEST(IsCreditCode, RefusesOtherFormsAndLetters) {
  EXPECT_FALSE(is_credit_code(""));
  EXPECT_FALSE(is_credit_code("91440300192203821"));
  EXPECT_FALSE(is_credit_code("9144030019220382166"));
  EXPECT_FALSE(is_credit_code("9144030071526726xg"));
  EXPECT_FALSE(is_credit_code("I144030071526726XG"));
  EXPECT_FALSE(is_credit_code("440301103097413"));
}

}  // namespace
}  // namespace sightline
