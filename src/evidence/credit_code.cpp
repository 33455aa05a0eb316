#include <array>

#include "sightline/evidence.hpp"

namespace sightline {

// GB 32100-2015: value(c) is the place of c among 31 signs (digits and capitals without I, O, S, V, Z);
// the check sign is (31 - sum_{i=0..16} value(c_i) * 3^i mod 31) mod 31.
bool is_credit_code(std::string_view code) {
  constexpr std::string_view signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  constexpr unsigned base = 31;
  if (code.size() != 18) return false;
  unsigned sum = 0, weight = 1;
  for (std::size_t i = 0; i < 17; ++i) {
    const std::size_t value = signs.find(code[i]);
    if (value == std::string_view::npos) return false;
    if (i >= 2 && i < 8 && value > 9) return false;  // the administrative division is all digits
    sum += static_cast<unsigned>(value) * weight;
    weight = weight * 3 % base;
  }
  return code[17] == signs[(base - sum % base) % base];
}

}  // namespace sightline
