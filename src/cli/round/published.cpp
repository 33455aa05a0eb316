#include "cli/round/published.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "config/document.hpp"
#include "report/csv/csv_reader.hpp"
#include "sightline/base/error.hpp"

namespace sightline::cli {
namespace {

double number(const std::string& cell, const char* column) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error == std::errc() && end == cell.data() + cell.size()) return value;
  throw Error(ErrorCode::input, std::string("draw.csv: ") + column + " is '" + cell + "', expected a number");
}

std::uint32_t count(const std::string& cell, const char* column) {
  const double value = number(cell, column);
  if (value >= 0 && value <= 1e6 && value == std::floor(value)) return static_cast<std::uint32_t>(value);
  throw Error(ErrorCode::input, std::string("draw.csv: ") + column + " is '" + cell + "', expected a whole number");
}

Date day(const std::string& text) {
  const auto date = Date::parse(text);
  if (!date) throw Error(ErrorCode::input, "draw.csv: window has '" + text + "', expected a day such as 2021-07-05");
  return *date;
}

}  // namespace

std::string file_of(const std::string& folder, const char* name) {
  return config::read_text_file((std::filesystem::path(folder) / name).string(), std::size_t{1} << 36);
}

std::string json_text_of(const std::string& folder, const char* name, const char* key) {
  const auto json = nlohmann::json::parse(file_of(folder, name), nullptr, false);
  if (json.is_object() && json.contains(key) && json[key].is_string()) return json[key].get<std::string>();
  throw Error(ErrorCode::input, folder + "/" + name + ": no text \"" + key + "\" in it");
}

bool synthetic_plan(const std::string& folder) {
  const auto json = nlohmann::json::parse(file_of(folder, "plan.json"), nullptr, false);
  return json.is_object() && json.value("synthetic", nlohmann::json(false)) == true;
}

void refuse(const std::vector<DrawFault>& faults) {
  std::string text;
  for (const DrawFault& fault : faults) text += (text.empty() ? "" : "\n") + fault.code + ": " + fault.message;
  throw Error(ErrorCode::input, text, "docs/draw_protocol.md says what each of these means");
}

Draw replayed_draw(const std::string& plan_folder, const std::string& draw_folder, const Run& run) {
  const std::string text = file_of(plan_folder, "register.txt"),
                    commitment = json_text_of(plan_folder, "plan.json", "commitment"),
                    beacon = json_text_of(draw_folder, "draw.json", "beacon"),
                    seed = json_text_of(draw_folder, "draw.json", "seed"), draw_csv = file_of(draw_folder, "draw.csv"),
                    reserves_csv = file_of(draw_folder, "reserves.csv");
  const auto faults = verify_draw({text, commitment, beacon, draw_csv, reserves_csv, seed});
  if (!faults.empty()) refuse(faults);
  DrawOptions options;
  options.beacon = beacon;
  options.reserves = std::numeric_limits<std::int32_t>::max();
  options.run = run;
  return draw_register(text, options);
}

DrawnRound drawn_round(const std::string& draw_folder) {
  DrawnRound round;
  const std::string draw_text = file_of(draw_folder, "draw.csv"), reserves_text = file_of(draw_folder, "reserves.csv");
  CsvReader draw(draw_text, "draw.csv"), reserves(reserves_text, "reserves.csv");
  const auto cell = [](const CsvReader& csv, const char* column) { return csv.cell(csv.column(column)); };
  while (draw.next()) {
    const std::string window = cell(draw, "window"), inspectors = cell(draw, "inspectors");
    DrawnRound::Line line;
    line.enterprise_id = cell(draw, "enterprise_id");
    line.category_id = cell(draw, "category_id");
    line.lab_id = cell(draw, "lab_id");
    line.stratum = cell(draw, "stratum");
    line.stream = cell(draw, "stream");
    line.inspector = inspectors.substr(0, inspectors.find(';'));
    line.batches = count(cell(draw, "batches"), "batches");
    line.inclusion_probability = number(cell(draw, "inclusion_probability"), "inclusion_probability");
    line.first = day(window.substr(0, window.find('/')));
    line.last = day(window.substr(std::min(window.size(), window.find('/') + 1)));
    round.lines.push_back(std::move(line));
  }
  while (reserves.next())
    round.reserves.push_back({cell(reserves, "stratum"), cell(reserves, "enterprise_id"), cell(reserves, "category_id"),
                              cell(reserves, "lab_id"),
                              number(cell(reserves, "inclusion_probability"), "inclusion_probability")});
  return round;
}

}  // namespace sightline::cli
