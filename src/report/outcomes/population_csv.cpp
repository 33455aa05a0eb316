#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>

#include "config/document.hpp"
#include "report/csv/csv_reader.hpp"
#include "report/csv/csv_writer.hpp"
#include "report/json/json_values.hpp"
#include "sightline/base/error.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t largest_file = std::size_t{1} << 36;

double to_number(const std::string& cell, const char* column, double otherwise) {
  if (cell.empty()) return otherwise;
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size())
    throw Error(ErrorCode::input, std::string("population.csv: ") + column + " is '" + cell + "', expected a number");
  return value;
}

Stream to_stream(const std::string& cell) {
  for (const Stream stream : {Stream::follow_up, Stream::directed, Stream::random})
    if (cell == name_of(stream)) return stream;
  if (cell.empty()) return Stream::random;
  throw Error(ErrorCode::input, "population.csv: stream is '" + cell + "', expected follow_up, directed or random");
}

std::string plain_text(const std::string& cell) {
  return cell.starts_with('\'') && is_formula(std::string_view(cell).substr(1)) ? cell.substr(1) : cell;
}

// The days of the register's head: "as_of TAB day", "round TAB day TAB day".
void read_days(const fs::path& folder, Population& population) {
  const std::string text = config::read_text_file((folder / "register.txt").string(), largest_file);
  const auto field = [&](std::string_view head, int number) {
    std::size_t at = text.find("\n" + std::string(head) + "\t");
    if (at == std::string::npos) return Date{};
    for (++at; number > 0; --number) at = text.find('\t', at) + 1;
    return Date::parse(std::string_view(text).substr(at, 10)).value_or(Date{});
  };
  population.as_of = field("as_of", 1);
  population.start = field("round", 1);
  population.end = field("round", 2);
  if (!population.start.known() || !population.end.known())
    throw Error(ErrorCode::input,
                (folder / "register.txt").string() + ": has no round, expected the register of a plan");
}

void read_plan_json(const fs::path& folder, Population& population) {
  const auto json =
      nlohmann::json::parse(config::read_text_file((folder / "plan.json").string(), largest_file), nullptr, false);
  if (!json.is_object()) throw Error(ErrorCode::input, (folder / "plan.json").string() + ": is no JSON object");
  population.synthetic = json.value("synthetic", nlohmann::json(false)) == true;
}

// The error that all chances share is the intercept's; a folder without a fit explains itself all the same.
void read_fit(const fs::path& folder, Population& population) {
  if (!fs::exists(folder / "fit.json")) return;
  const auto json =
      nlohmann::json::parse(config::read_text_file((folder / "fit.json").string(), largest_file), nullptr, false);
  if (!json.is_object() || !json.contains("weights") || !json["weights"].is_array() || json["weights"].empty()) return;
  const auto& intercept = json["weights"].front();
  if (intercept.is_object() && intercept.contains("sd") && intercept["sd"].is_number())
    population.common_sd = intercept["sd"].get<double>();
}

void read_rows(CsvReader& csv, Population& population) {
  const auto column = [&](const char* name) { return csv.column(name); };
  const std::size_t enterprise = column("enterprise_id"), category = column("category_id"),
                    district = column("district"), size = column("size"), channel = column("channel"),
                    volume = column("volume"), chance = column("probability"), sensitivity = column("test_sensitivity"),
                    pi = column("inclusion_probability"), batches = column("batches"), stream = column("stream"),
                    lab = column("lab_id"), name = column("enterprise_name"), category_name = column("category_name");
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  while (csv.next()) {
    population.enterprise_id.push_back(csv.cell(enterprise));
    population.category_id.push_back(csv.cell(category));
    population.district.push_back(csv.cell(district));
    population.size_class.push_back(csv.cell(size));
    population.channel.push_back(csv.cell(channel));
    population.enterprise_name.push_back(plain_text(csv.cell(name)));
    population.category_name.push_back(plain_text(csv.cell(category_name)));
    population.volume.push_back(to_number(csv.cell(volume), "volume", unknown));
    population.chance.push_back(to_number(csv.cell(chance), "probability", 0));
    population.sensitivity.push_back(to_number(csv.cell(sensitivity), "test_sensitivity", 1));
    population.inclusion_probability.push_back(to_number(csv.cell(pi), "inclusion_probability", 0));
    population.batches.push_back(static_cast<std::uint16_t>(to_number(csv.cell(batches), "batches", 0)));
    population.stream.push_back(to_stream(csv.cell(stream)));
    population.lab_id.push_back(csv.cell(lab));
  }
}

}  // namespace

std::string to_csv_population(const Population& population) {
  CsvWriter csv({"enterprise_id", "category_id", "district", "size", "channel", "volume", "probability",
                 "test_sensitivity", "inclusion_probability", "batches", "stream", "lab_id", "enterprise_name",
                 "category_name"});
  for (std::size_t c = 0; c < population.size(); ++c) {
    const bool planned = population.inclusion_probability[c] > 0;
    csv.id(population.enterprise_id[c]);
    csv.id(population.category_id[c]);
    csv.id(population.district[c]);
    csv.id(population.size_class[c]);
    csv.id(population.channel[c]);
    csv.number(population.volume[c]);
    csv.number(population.chance[c]);
    csv.number(population.sensitivity[c]);
    csv.fixed(population.inclusion_probability[c], 9);
    csv.integer(population.batches[c]);
    csv.id(planned ? name_of(population.stream[c]) : "");
    csv.id(population.lab_id[c]);
    csv.text(population.enterprise_name[c]);
    csv.text(population.category_name[c]);
    csv.end_row();
  }
  return csv.take();
}

Population read_population(const std::string& plan_folder) {
  const fs::path folder = plan_folder;
  if (!fs::exists(folder / "population.csv"))
    throw Error(ErrorCode::input, plan_folder + ": holds no population.csv",
                "run `sightline plan` with --out " + plan_folder + " first");
  const std::string text = config::read_text_file((folder / "population.csv").string(), largest_file);
  CsvReader csv(text, "population.csv");
  Population population;
  read_rows(csv, population);
  read_days(folder, population);
  read_plan_json(folder, population);
  read_fit(folder, population);
  return population;
}

}  // namespace sightline
