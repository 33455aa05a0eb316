#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "draw/lottery/tickets.hpp"
#include "draw/register.hpp"
#include "sightline/base/error.hpp"
#include "sightline/draw.hpp"

namespace sightline {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::vector<std::string_view> fields_of(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t end = line.find(separator);
    fields.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

// What the register says of itself: how many lines follow its head, and where the plan's lines stand in it.
struct Shape {
  std::size_t head = 0, lines = 0, expected = 0;
};

std::optional<Shape> shape_of(const std::vector<std::string_view>& text) {
  Shape shape;
  for (const std::string_view line : text) {
    ++shape.head;
    const auto field = fields_of(line, '\t');
    if (field.size() != 2 || (field[0] != "lines" && field[0] != "inspectors" && field[0] != "points")) continue;
    if (field[1].empty() || field[1].size() > 9 || field[1].find_first_not_of("0123456789") != std::string_view::npos)
      return std::nullopt;
    const std::size_t count = std::stoul(std::string(field[1]));
    shape.expected += count;
    if (field[0] == "lines") shape.lines = count;
    if (field[0] == "points") {
      shape.expected += shape.head;
      return shape;
    }
  }
  return std::nullopt;
}

std::tuple<std::string_view, std::string_view, std::string_view, std::string_view> key_of(std::string_view line) {
  const auto field = fields_of(line, '\t');
  if (field.size() < 5) return {line, "", "", ""};
  return {field[0], field[1], field[3], field[4]};
}

// The register is not the one that was committed to: in what way, as far as it can be told from itself.
DrawFault fault_of_register(std::string_view text, std::string_view commitment, const std::string& hash) {
  const std::string but = fmt::format("its SHA-256 is {}, the published commitment {}", hash, commitment);
  const auto lines = lines_of(text);
  if (const auto shape = shape_of(lines)) {
    if (lines.size() > shape->expected)
      return {"register-padded", fmt::format("the register's head counts {} lines, but it has {}: {} were added; {}",
                                             shape->expected, lines.size(), lines.size() - shape->expected, but)};
    if (lines.size() < shape->expected)
      return {"register-short", fmt::format("the register's head counts {} lines, but it has {}: {} are missing; {}",
                                            shape->expected, lines.size(), shape->expected - lines.size(), but)};
    for (std::size_t i = shape->head + 1; i < shape->head + shape->lines; ++i)
      if (!(key_of(lines[i - 1]) < key_of(lines[i])))
        return {
            "register-order",
            fmt::format("line {} of the register does not follow line {} in order: lines were swapped or doubled; {}",
                        i + 1, i, but)};
  }
  return {"register-changed",
          "the register is not the one that was committed to, some character of it was changed: " + but};
}

// The first difference of two lines of CSV, by column.
std::string difference(std::string_view header, std::string_view seen, std::string_view expected) {
  const auto names = fields_of(header, ','), a = fields_of(seen, ','), b = fields_of(expected, ',');
  for (std::size_t k = 0; k < std::min(a.size(), b.size()); ++k)
    if (a[k] != b[k])
      return fmt::format("column {}: '{}', expected '{}'", k < names.size() ? std::string(names[k]) : "?", a[k], b[k]);
  return fmt::format("'{}', expected '{}'", seen, expected);
}

std::vector<std::string_view> column_of(const std::vector<std::string_view>& lines, std::string_view name) {
  std::vector<std::string_view> values;
  const auto names = fields_of(lines.empty() ? "" : lines[0], ',');
  const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto field = fields_of(lines[i], ',');
    if (at < field.size()) values.push_back(field[at]);
  }
  return values;
}

void compare_draw(std::string_view seen_text, std::string_view expected_text, std::vector<DrawFault>& faults) {
  if (seen_text == expected_text) return;
  const auto seen = lines_of(seen_text), expected = lines_of(expected_text);
  const auto tickets = column_of(expected, "ticket"), shown = column_of(seen, "ticket");
  const std::set<std::string_view> known(tickets.begin(), tickets.end());
  if (!shown.empty() && std::none_of(shown.begin(), shown.end(), [&](auto t) { return known.contains(t); })) {
    faults.push_back({"seed",
                      "no ticket of draw.csv comes from the seed of this commitment and beacon: it was drawn with "
                      "another seed"});
    return;
  }
  auto seen_sorted = seen, expected_sorted = expected;
  std::sort(seen_sorted.begin(), seen_sorted.end());
  std::sort(expected_sorted.begin(), expected_sorted.end());
  std::size_t first = 0;
  while (first < std::min(seen.size(), expected.size()) && seen[first] == expected[first]) ++first;
  if (seen == expected)
    faults.push_back({"draw-changed", "draw.csv does not end its last line as it was written"});
  else if (seen_sorted == expected_sorted)
    faults.push_back(
        {"draw-order", fmt::format("draw.csv has the right lines in another order, from line {}", first + 1)});
  else if (seen.size() > expected.size())
    faults.push_back(
        {"draw-padded", fmt::format("draw.csv has {} lines, {} expected; the first that should not be there is "
                                    "line {}: {}",
                                    seen.size(), expected.size(), first + 1, seen[first])});
  else if (seen.size() < expected.size())
    faults.push_back({"draw-short", fmt::format("draw.csv has {} lines, {} expected; the first that is missing: {}",
                                                seen.size(), expected.size(), expected[first])});
  else
    faults.push_back({"draw-changed", fmt::format("draw.csv, line {}, {}", first + 1,
                                                  difference(expected[0], seen[first], expected[first]))});
}

// Each stratum of the file begins the drawn order; how far it goes is the bureau's matter.
void compare_reserves(std::string_view seen_text, const Draw& draw, std::vector<DrawFault>& faults) {
  const std::string expected_text = to_csv_reserves(draw);
  const auto seen = lines_of(seen_text), expected = lines_of(expected_text);
  std::map<std::string_view, const Reserve*> drawn;  // row of the file to what it says
  for (std::size_t i = 1; i < expected.size() && i <= draw.reserves.size(); ++i)
    drawn.emplace(expected[i], &draw.reserves[i - 1]);
  std::map<std::string_view, std::uint32_t> listed;  // per stratum
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (i == 0 && seen[i] == expected[0]) continue;
    const auto found = drawn.find(seen[i]);
    if (found != drawn.end() && found->second->order == ++listed[found->second->stratum]) continue;
    faults.push_back({"reserves", fmt::format("reserves.csv, line {}: '{}' is not the next of its stratum in the drawn "
                                              "order",
                                              i + 1, seen[i])});
    return;
  }
}

}  // namespace

std::vector<DrawFault> verify_draw(const PublishedDraw& published) {
  std::vector<DrawFault> faults;
  const std::string hash = to_hex(sha256(published.register_text));
  if (hash != published.commitment) {
    faults.push_back(fault_of_register(published.register_text, published.commitment, hash));
    return faults;
  }
  const std::string seed = seed_of(published.commitment, published.beacon);
  if (!published.seed.empty() && published.seed != seed)
    faults.push_back(
        {"seed", fmt::format("the draw states the seed {}, but commitment and beacon give {}: it was rolled "
                             "again or for another beacon",
                             published.seed, seed)});
  DrawOptions options;
  options.beacon = published.beacon;
  options.reserves = 1'000'000'000;
  const Draw draw = draw_register(published.register_text, options);
  if (faults.empty()) compare_draw(published.draw_csv, to_csv_draw(draw), faults);
  if (faults.empty() && !published.reserves_csv.empty()) compare_reserves(published.reserves_csv, draw, faults);
  return faults;
}

}  // namespace sightline
