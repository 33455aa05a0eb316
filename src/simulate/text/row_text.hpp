// row_text.hpp: rows of CSV appended to a text that is written in large blocks.
#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "sightline/base/date.hpp"
#include "sightline/base/money.hpp"

namespace sightline::simulate {

class RowText {
 public:
  explicit RowText(std::string& out) : out_(out) {}

  // Quoted where it must be (RFC 4180).
  RowText& text(std::string_view value) {
    start();
    bool plain = true;
    for (const char c : value) plain = plain && c != ',' && c != '"' && c != '\r' && c != '\n';
    if (plain) return out_.append(value), *this;
    out_ += '"';
    for (const char c : value) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
    return *this;
  }
  template <class Append>
  RowText& with(const Append& append) {  // append(out) writes text that needs no quotes
    start();
    append(out_);
    return *this;
  }
  RowText& empty() { return start(), *this; }
  RowText& integer(std::int64_t value) { return start(), append_integer(out_, value), *this; }
  // Rounded half away from zero at the last decimal; |value| * 10^decimals < 2^53.
  RowText& fixed(double value, int decimals) {
    start();
    std::int64_t unit = 1;
    for (int i = 0; i < decimals; ++i) unit *= 10;
    const auto scaled = static_cast<std::int64_t>(value * static_cast<double>(unit) + (value < 0 ? -0.5 : 0.5));
    if (scaled < 0) out_ += '-';
    const std::int64_t magnitude = scaled < 0 ? -scaled : scaled;
    append_integer(out_, magnitude / unit);
    if (decimals > 0) out_ += '.', append_padded(out_, static_cast<std::uint64_t>(magnitude % unit), decimals);
    return *this;
  }
  RowText& money(Money value) {
    start();
    append_integer(out_, value.fen / 100);
    out_ += '.';
    out_ += static_cast<char>('0' + value.fen % 100 / 10);
    out_ += static_cast<char>('0' + value.fen % 10);
    return *this;
  }
  void end() { out_ += '\n', first_ = true; }

  static void append_integer(std::string& out, std::int64_t value) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }
  static void append_padded(std::string& out, std::uint64_t value, int width) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    for (auto length = end - digits; length < width; ++length) out += '0';
    out.append(digits, end);
  }

 private:
  void start() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  std::string& out_;
  bool first_ = true;
};

}  // namespace sightline::simulate
