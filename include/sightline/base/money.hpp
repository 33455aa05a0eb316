// money.hpp: money as a whole number of fen (1/100 yuan), so that sums are exact on every machine.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sightline/base/export.hpp"

namespace sightline {

struct SIGHTLINE_API Money {
  std::int64_t fen = 0;

  static constexpr Money from_fen(std::int64_t fen) { return Money{fen}; }
  static constexpr Money yuan(std::int64_t yuan) { return Money{yuan * 100}; }

  // Reads "1200", "1200.5" or "1200.50"; nothing when the text is another form, has a third decimal or overflows.
  static std::optional<Money> parse(std::string_view text);
  std::string to_string() const;   // 1200.50, as written to files
  std::string to_grouped() const;  // 1 200.50, as printed for people
  double in_yuan() const { return static_cast<double>(fen) / 100.0; }

  friend constexpr Money operator+(Money a, Money b) { return Money{a.fen + b.fen}; }
  friend constexpr Money operator-(Money a, Money b) { return Money{a.fen - b.fen}; }
  friend constexpr Money operator*(Money a, std::int64_t n) { return Money{a.fen * n}; }
  friend constexpr auto operator<=>(Money a, Money b) = default;
};

}  // namespace sightline
