#include "report/csv/csv_writer.hpp"

#include <charconv>
#include <cmath>

#include "sightline/evidence.hpp"

namespace sightline {
namespace {

constexpr std::size_t number_room = 32;

template <class... Format>
void append_digits(std::string& buffer, Format... format) {
  char room[number_room];
  const auto [end, error] = std::to_chars(room, room + number_room, format...);
  if (error == std::errc()) buffer.append(room, end);
}

// Six significant digits of 1e-4 <= |value| < 1e6 by integers: digits = round(|value| * 10^(5 - e)), e the power of ten
// in front. These powers are exact doubles; where the product is near a tie its own rounding error decides, as in
// printf.
void append_six_digits(std::string& buffer, double value) {
  constexpr double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
  const double size = std::abs(value);
  int exponent = -4;
  for (double power = 1e-3; exponent < 5 && size >= power; power = exponent < -1 ? power * 10 : powers[exponent + 1])
    ++exponent;
  const double product = size * powers[5 - exponent];
  std::uint32_t digits = static_cast<std::uint32_t>(product);
  double beyond = product - digits - 0.5;
  if (std::abs(beyond) < 1e-8) beyond += std::fma(size, powers[5 - exponent], -product);
  if (beyond > 0 || (beyond == 0 && digits % 2 == 1)) ++digits;
  if (digits >= 1'000'000) digits /= 10, ++exponent;  // 0.9999999 becomes 1.00000
  char room[16];
  int last = 6;
  for (int i = 5; i >= 0; --i, digits /= 10) {
    room[i] = static_cast<char>('0' + digits % 10);
    if (room[i] == '0' && last == i + 1 && i > exponent) last = i;
  }
  if (value < 0) buffer += '-';
  if (exponent < 0) {
    buffer.append("0.000", static_cast<std::size_t>(1 - exponent));
    buffer.append(room, static_cast<std::size_t>(last));
    return;
  }
  const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
  buffer.append(room, whole);
  if (static_cast<std::size_t>(last) <= whole) return;
  buffer += '.';
  buffer.append(room + whole, static_cast<std::size_t>(last) - whole);
}

// Does the text hold a comma, a quote or a line break?
bool needs_quotes(std::string_view text) {
  bool found = false;
  for (const char c : text) found |= c == ',' || c == '"' || c == '\n' || c == '\r';
  return found;
}

}  // namespace

bool is_formula(std::string_view cell) {
  if (cell.empty() || std::string_view("=+-@\t\r").find(cell.front()) == std::string_view::npos) return false;
  if (cell.front() != '+' && cell.front() != '-') return true;
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data() + 1, cell.data() + cell.size(), value);
  return error != std::errc() || end != cell.data() + cell.size();
}

CsvWriter::CsvWriter(std::initializer_list<std::string_view> header) {
  for (const std::string_view name : header) id(name);
  end_row();
}

void CsvWriter::cell() {
  if (row_open_) buffer_ += ',';
  row_open_ = true;
}

void CsvWriter::end_row() {
  buffer_ += '\n';
  row_open_ = false;
}

// RFC 4180: a cell with a comma, a quote or a line break stands in quotes, and its quotes are doubled.
void CsvWriter::quoted(std::string_view text, bool guard) {
  cell();
  if (!needs_quotes(text)) {
    if (guard) buffer_ += '\'';
    buffer_ += text;
    return;
  }
  buffer_ += '"';
  if (guard) buffer_ += '\'';
  for (std::size_t at = 0;;) {
    const std::size_t quote = text.find('"', at);
    buffer_ += text.substr(at, quote - at);
    if (quote == std::string_view::npos) break;
    buffer_ += "\"\"";
    at = quote + 1;
  }
  buffer_ += '"';
}

void CsvWriter::id(std::string_view text) { quoted(text, false); }
void CsvWriter::text(std::string_view text) { quoted(text, is_formula(text)); }

void CsvWriter::number(double value) {
  cell();
  append_number(value);
}

void CsvWriter::append_number(double value) {
  if (!std::isfinite(value)) return;
  const double size = std::abs(value);
  if (size >= 1e-4 && size < 999'999)
    append_six_digits(buffer_, value);
  else
    append_digits(buffer_, value == 0 ? 0.0 : value, std::chars_format::general, 6);
}

void CsvWriter::fixed(double value, int decimals) {
  cell();
  if (std::isfinite(value) && std::abs(value) < 1e15)
    append_digits(buffer_, value, std::chars_format::fixed, decimals);
  else
    append_number(value);
}

void CsvWriter::amount(double value) {
  fixed(value, 6);
  if (!std::isfinite(value) || std::abs(value) >= 1e15) return;
  while (buffer_.back() == '0') buffer_.pop_back();
  if (buffer_.back() == '.') buffer_.pop_back();
}

void CsvWriter::integer(std::int64_t value) {
  cell();
  append_digits(buffer_, value);
}

void CsvWriter::money(Money value) {
  cell();
  if (value != missing_money) buffer_ += value.to_string();
}

void CsvWriter::date(Date value) {
  cell();
  if (value.known()) buffer_ += value.to_string();
}

void CsvWriter::flag(bool value) {
  cell();
  buffer_ += value ? "true" : "false";
}

// Ten thousandths as an integer, so that the digits are exact and cheap: round half away from zero.
void CsvWriter::append_signed(double value) {
  if (!std::isfinite(value) || std::abs(value) >= 1e12) return append_number(value);
  const std::int64_t scaled = std::llround(value * 1e4);
  const std::uint64_t size = static_cast<std::uint64_t>(scaled < 0 ? -scaled : scaled);
  buffer_ += scaled < 0 ? '-' : '+';
  append_digits(buffer_, size / 10000);
  const std::uint64_t part = size % 10000;
  char digits[5] = {'.', static_cast<char>('0' + part / 1000), static_cast<char>('0' + part / 100 % 10),
                    static_cast<char>('0' + part / 10 % 10), static_cast<char>('0' + part % 10)};
  std::size_t length = 5;
  while (length > 3 && digits[length - 1] == '0') --length;
  buffer_.append(digits, length);
}

}  // namespace sightline
