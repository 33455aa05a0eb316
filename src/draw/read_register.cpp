#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <unordered_map>

#include "draw/lottery/circulation.hpp"
#include "draw/register.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

// Lines of the text, one by one, cut at TABs.
class RegisterReader {
 public:
  explicit RegisterReader(std::string_view text) : text_(text) {}

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::input, fmt::format("register, line {}: {}", number_, what),
                "the register is the file register.txt that `sightline plan` wrote");
  }

  // The next line's fields; refuses the end of the text and another number of fields.
  std::span<const std::string_view> fields(std::size_t count, const char* what) {
    ++number_;
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos) refuse(fmt::format("the text ends where {} was expected", what));
    std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    std::size_t found = 0;
    for (bool more = true; more; ++found) {
      const std::size_t tab = line.find('\t');
      more = tab != std::string_view::npos;
      if (found < fields_.size()) fields_[found] = line.substr(0, tab);
      line.remove_prefix(more ? tab + 1 : 0);
    }
    if (found != count) refuse(fmt::format("{} fields, expected {} of {}", found, count, what));
    return {fields_.data(), count};
  }

  // The next line when it begins with `key`: its other fields.
  std::span<const std::string_view> head(std::string_view key, std::size_t count) {
    const auto found = fields(count + 1, std::string(key).c_str());
    if (found[0] != key) refuse(fmt::format("'{}', expected '{}'", found[0], key));
    return found.subspan(1);
  }
  [[nodiscard]] bool next_is(std::string_view key) const { return text_.substr(at_).starts_with(key); }
  [[nodiscard]] bool done() const { return at_ == text_.size(); }

  template <class Number>
  Number number(std::string_view field, Number least, Number most, const char* what) const {
    Number value{};
    const auto read = std::from_chars(field.data(), field.data() + field.size(), value);
    if (read.ec != std::errc{} || read.ptr != field.data() + field.size() || value < least || value > most)
      refuse(fmt::format("{} is '{}', expected a whole number from {} to {}", what, field, least, most));
    return value;
  }
  [[nodiscard]] Date date(std::string_view field, const char* what) const {
    const auto read = Date::parse(field);
    if (!read) refuse(fmt::format("{} is '{}', expected a date such as 2021-06-30", what, field));
    return *read;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0, number_ = 0;
  std::array<std::string_view, 9> fields_;
};

std::vector<std::string_view> cut(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const std::size_t end = list.find(';');
    if (end != 0) parts.push_back(list.substr(0, end));
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
  return parts;
}

bool line_before(const RegisterLines& lines, std::size_t a, std::size_t b) {
  for (const auto* column : {&lines.enterprise, &lines.category, &lines.lab})
    if ((*column)[a] != (*column)[b]) return (*column)[a] < (*column)[b];
  return name_of(lines.stream[a]) < name_of(lines.stream[b]);
}

Stream read_stream(const RegisterReader& reader, std::string_view field) {
  for (const Stream stream : {Stream::follow_up, Stream::directed, Stream::random})
    if (name_of(stream) == field) return stream;
  reader.refuse(fmt::format("the stream is '{}', expected follow_up, directed or random", field));
}

void read_line(RegisterReader& reader, RegisterLines& lines) {
  const auto field = reader.fields(9, "a line of the plan");
  lines.enterprise.push_back(field[0]);
  lines.category.push_back(field[1]);
  lines.district.push_back(field[2]);
  lines.lab.push_back(field[3]);
  lines.stream.push_back(read_stream(reader, field[4]));
  lines.batches.push_back(reader.number<std::uint16_t>(field[5], 1, 65'534, "the number of batches"));
  lines.units.push_back(reader.number<std::uint32_t>(field[6], 1, whole_units, "the probability"));
  lines.cost_fen.push_back(reader.number<std::int64_t>(field[7], 0, std::int64_t{1} << 60, "the cost"));
  lines.place.push_back(reader.number<std::uint32_t>(field[8], 0, no_index, "the place in the published order"));
  const std::size_t i = lines.size() - 1;
  const bool random = lines.stream[i] == Stream::random;
  if (random && lines.batches[i] != 1) reader.refuse("a random line has one batch");
  if (!random && lines.units[i] != whole_units) reader.refuse("a certain line has probability 1000000000");
  if (i > 0 && !line_before(lines, i - 1, i))
    reader.refuse("out of order or double: lines stand in the order of enterprise, category, lab and stream");
  if (i > 0 && lines.enterprise[i] == lines.enterprise[i - 1] && lines.district[i] != lines.district[i - 1])
    reader.refuse("the enterprise is in another district than in the line above");
}

// The random stream has a whole number of batches per category and lab.
void check_totals(const RegisterLines& lines) {
  std::unordered_map<std::string, std::uint64_t> totals;
  std::string key;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines.stream[i] != Stream::random) continue;
    key.assign(lines.category[i]).append("\t").append(lines.lab[i]);
    totals[key] += lines.units[i];
  }
  std::string worst;
  for (const auto& [name, total] : totals)
    if (total % whole_units != 0 && (worst.empty() || name < worst)) worst = name;
  if (!worst.empty())
    throw Error(
        ErrorCode::input,
        fmt::format("register: the random lines of category and lab '{}' expect {} billionths of a batch, which "
                    "is no whole number of batches",
                    worst, totals[worst]));
}

void read_inspector(RegisterReader& reader, std::vector<RegisterInspector>& inspectors) {
  const auto field = reader.fields(3, "an inspector");
  inspectors.push_back({field[0], cut(field[1]), cut(field[2])});
  std::sort(inspectors.back().qualified_for.begin(), inspectors.back().qualified_for.end());
  std::sort(inspectors.back().conflicts.begin(), inspectors.back().conflicts.end());
  const std::size_t i = inspectors.size() - 1;
  if (i > 0 && inspectors[i - 1].id >= inspectors[i].id) reader.refuse("inspectors out of order or double");
}

void read_point(RegisterReader& reader, std::vector<RegisterPoint>& points) {
  const auto field = reader.fields(5, "a sampling point");
  points.push_back({field[0], field[1], field[2], field[4], cut(field[3])});
  if (points.size() < 2) return;
  const RegisterPoint &a = points[points.size() - 2], &b = points.back();
  if (std::tie(a.enterprise, a.id) >= std::tie(b.enterprise, b.id))
    reader.refuse("sampling points out of order or double");
}

}  // namespace

std::string plain(std::string_view id) {
  std::string text;
  text.reserve(id.size());
  for (std::size_t i = 0; i < id.size(); ++i) {
    if (id[i] != '\\' || i + 1 == id.size()) {
      text += id[i];
      continue;
    }
    const char next = id[++i];
    text += next == 't' ? '\t' : next == 'r' ? '\r' : next == 'n' ? '\n' : next;
  }
  return text;
}

Register read_register(std::string_view text) {
  RegisterReader reader(text);
  Register out;
  if (!text.starts_with("sightline register 1\n"))
    throw Error(ErrorCode::input, "register, line 1: expected 'sightline register 1'",
                "the register is the file register.txt that `sightline plan` wrote");
  (void)reader.fields(1, "the title");
  out.as_of = reader.date(reader.head("as_of", 1)[0], "as_of");
  const auto round = reader.head("round", 2);
  out.start = reader.date(round[0], "the round's start");
  out.end = reader.date(round[1], "the round's end");
  if (out.end < out.start) reader.refuse("the round ends before it starts");
  (void)reader.head("policy", 1);
  const auto unit = reader.head("unit", 1)[0];
  (void)reader.number<std::uint32_t>(unit, whole_units, whole_units, "unit");
  do {
    const auto field = reader.head("quarter", 3);
    const auto fen = reader.number<std::int64_t>(field[2], 0, std::int64_t{1} << 60, "the quarter's budget");
    out.quarters.push_back({reader.date(field[0], "start"), reader.date(field[1], "end"), Money::from_fen(fen)});
    if (out.quarters.back().end < out.quarters.back().start) reader.refuse("the quarter ends before it starts");
  } while (reader.next_is("quarter\t"));
  out.window_days = reader.number<int>(reader.head("window", 1)[0], 1, 366, "the days of a window");
  const auto count = [&](const char* key) {
    return reader.number<std::uint32_t>(reader.head(key, 1)[0], 0, no_index - 1, key);
  };
  const std::uint32_t lines = count("lines"), inspectors = count("inspectors"), points = count("points");
  for (std::uint32_t i = 0; i < lines; ++i) read_line(reader, out.lines);
  for (std::uint32_t i = 0; i < inspectors; ++i) read_inspector(reader, out.inspectors);
  for (std::uint32_t i = 0; i < points; ++i) read_point(reader, out.points);
  if (!reader.done())
    throw Error(ErrorCode::input, fmt::format("register: more text after its {} lines, {} inspectors and {} points",
                                              lines, inspectors, points));
  check_totals(out.lines);
  return out;
}

}  // namespace sightline
