// csv_writer.hpp: CSV cells into one growing buffer; no cell allocates. The form is report.hpp's contract.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "sightline/base/date.hpp"
#include "sightline/base/money.hpp"

namespace sightline {

class CsvWriter {
 public:
  CsvWriter() = default;
  explicit CsvWriter(std::initializer_list<std::string_view> header);
  void reserve(std::size_t bytes) { buffer_.reserve(bytes); }

  void id(std::string_view text);    // as it stands
  void text(std::string_view text);  // for people: never a formula
  void number(double value);         // 6 significant digits; empty when no finite number
  void fixed(double value, int decimals);
  void amount(double value);  // never in powers of ten: up to six decimals, trailing zeros dropped
  void integer(std::int64_t value);
  void money(Money value);  // empty when missing
  void date(Date value);    // empty when unknown
  void flag(bool value);    // true, false
  void end_row();

  // One cell made of parts that hold no comma, quote or line break; cell() separates, append() adds to it.
  void cell();
  void append(std::string_view part) { buffer_ += part; }
  void append_signed(double value);  // +0.42: four decimals, zeros beyond the second dropped
  void append_number(double value);

  void append_rows(const CsvWriter& other) { buffer_ += other.buffer_; }  // of the same header
  [[nodiscard]] std::string take() { return std::move(buffer_); }

 private:
  void quoted(std::string_view text, bool guard);
  std::string buffer_;
  bool row_open_ = false;
};

// Would a spreadsheet run this cell as a formula? Starts with = + - @ TAB or CR and is no plain number.
[[nodiscard]] bool is_formula(std::string_view cell);

}  // namespace sightline
