// values.hpp: one text as a typed value, and the faults that a row can have.
#pragma once

#include <string>
#include <string_view>

#include "evidence/schema.hpp"

namespace sightline::evidence {

enum class Fault : std::uint8_t {
  none,
  value_missing,
  date_ambiguous,
  date_invalid,
  date_out_of_range,
  number_invalid,
  number_out_of_range,
  money_invalid,
  money_out_of_range,
  word_unknown,
  flag_invalid,
  field_count,
  field_too_long,
  quote_misplaced,
  encoding,
  zero_byte,
  duplicate_key,
  unknown_id,  // its code names the table: unknown-enterprise, unknown-category
  dates_reversed,
  counts_disagree,
};
[[nodiscard]] std::string_view code_of(Fault fault);

inline constexpr std::size_t longest_field_bytes = 65'536;  // longer ones come from an unclosed quote, not from a clerk

// The day of 2021-07-05, 2021/7/5, 20210705 (a time of day behind it is dropped) in the years 1900 to 2200.
[[nodiscard]] Fault parse_date(std::string_view text, Date& day);
// A finite decimal number, nothing around it.
[[nodiscard]] bool parse_number(std::string_view text, double& value);
[[nodiscard]] Fault parse_ranged(std::string_view text, const ColumnRule& rule, double& value);
[[nodiscard]] Fault parse_money(std::string_view text, const ColumnRule& rule, Money& value);
[[nodiscard]] Fault parse_flag(std::string_view text, double& value);
// A number that loses no digit as a double: what makes an attribute numeric.
[[nodiscard]] bool is_plain_number(std::string_view text, double& value);

[[nodiscard]] inline std::string_view trimmed(std::string_view text) {  // without blanks and tabs at both ends
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}
[[nodiscard]] std::string shown(std::string_view text);  // quoted, shortened for a message

// "date is '05/07/2021', must be a day such as 2021-07-05 (5 July or 7 May?)"
[[nodiscard]] std::string message_of(Fault fault, const ColumnRule& rule, std::string_view value);

}  // namespace sightline::evidence
