#include "simulate/text/tables.hpp"

namespace sightline::simulate {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // GB 32100: no I, O, S, V, Z

// GB 11714: 11 - sum of weight * value mod 11, digits count as themselves and A to Z as 10 to 35; 10 is X, 11 is 0.
char organisation_check(std::string_view body) {
  constexpr int weights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) sum += weights[i] * (body[i] <= '9' ? body[i] - '0' : body[i] - 'A' + 10);
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : static_cast<char>('0' + check % 11);
}

// GB 32100: (31 - sum of 3^i * value mod 31) mod 31.
char code_check(std::string_view code) {
  int sum = 0, weight = 1;
  for (const char c : code) {
    sum += weight * static_cast<int>(alphabet.find(c));
    weight = weight * 3 % 31;
  }
  return alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

}  // namespace

// 9 = market supervision, 1 = company or 2 = individual business; MX begins no code that was ever issued.
std::string credit_code(bool individual, std::string_view district, std::uint64_t serial) {
  std::string code = individual ? "92" : "91";
  for (std::size_t i = 0; i < 6; ++i)
    code += i < district.size() && district[i] >= '0' && district[i] <= '9' ? district[i] : '0';
  std::string body = "MX000000";
  for (std::size_t i = 8; i-- > 2; serial /= 31) body[i] = alphabet[serial % 31];
  code += body;
  code += organisation_check(body);
  return code += code_check(code);
}

}  // namespace sightline::simulate
