// simulated_city.hpp: a dataset generated into a folder of its own, its tables as columns of texts.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "sightline/base/error.hpp"
#include "sightline/base/money.hpp"
#include "sightline/simulate.hpp"

namespace sightline {

struct TextTable {
  std::map<std::string, std::vector<std::string>> columns;
  std::size_t rows = 0;
  const std::vector<std::string>& operator[](const std::string& column) const& { return columns.at(column); }
  std::vector<std::string> operator[](const std::string& column) && { return std::move(columns.at(column)); }
};

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Cells without quotes, which is all that the generator writes for the scenarios tested here.
inline TextTable text_table(const std::filesystem::path& path) {
  std::istringstream text(file_text(path));
  TextTable table;
  std::vector<std::string> names;
  for (std::string line; std::getline(text, line);) {
    std::vector<std::string> cells(1);
    for (const char c : line)
      if (c == ',')
        cells.emplace_back();
      else
        cells.back() += c;
    if (names.empty()) {
      names = cells;
      for (const std::string& name : names) table.columns[name];
      continue;
    }
    ++table.rows;
    for (std::size_t i = 0; i < names.size(); ++i) table.columns[names[i]].push_back(cells.at(i));
  }
  return table;
}

class ScratchFolder {
 public:
  ScratchFolder() {
    static std::atomic<int> count{0};
    path_ = std::filesystem::temp_directory_path() /
            ("sightline-simulate-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::filesystem::path at(const std::string& name) const { return path_ / name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(at(name), std::ios::binary) << text;
    return at(name).string();
  }

 private:
  std::filesystem::path path_;
};

inline const std::string yangquan = SIGHTLINE_SOURCE_DIR "/examples/yangquan/scenario.yaml";

// A market of one district: 300 shops with one or both of two products.
inline const std::string small_market = R"(
scenario: sightline.scenario/1
name: small market
as_of: 2021-06-30
start: 2020-01-01
districts: [{id: "1", name: North, longitude: 10, latitude: 50}]
categories:
  - {id: kettle, name: kettle, rate: 0.10, unit_cost: 100}
  - {id: lamp, name: lamp, rate: 0.05, unit_cost: 50}
groups: [{id: shops, name: Shop, enterprises: 300, sells: {kettle: 0.8, lamp: 0.5}}]
)";

class SimulatedCity {
 public:
  explicit SimulatedCity(const std::string& scenario, const SimulateOptions& options = {}) {
    const bool is_file = scenario.find('\n') == std::string::npos;
    summary = simulate_city(is_file ? scenario : folder_.write("scenario.yaml", scenario), path(), options);
  }
  [[nodiscard]] std::string path() const { return folder_.at("city").string(); }
  [[nodiscard]] TextTable table(const std::string& name) const {
    return text_table(folder_.at("city") / (name + ".csv"));
  }
  [[nodiscard]] std::map<std::string, double> truth() const {  // "enterprise/category" -> probability
    std::map<std::string, double> truth;
    const TextTable rows = table("truth/candidates");
    for (std::size_t i = 0; i < rows.rows; ++i)
      truth[rows["enterprise_id"][i] + "/" + rows["category_id"][i]] = std::stod(rows["probability"][i]);
    return truth;
  }
  Summary summary;

 private:
  ScratchFolder folder_;
};

// Every file of a dataset, path -> bytes.
inline std::map<std::string, std::string> files_of(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files[std::filesystem::relative(entry.path(), folder).string()] = file_text(entry.path());
  return files;
}

}  // namespace sightline
