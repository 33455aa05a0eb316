// manifest.hpp: which files hold which table: by default names, or by dataset.yaml.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "evidence/columns/columns.hpp"
#include "evidence/schema.hpp"

namespace sightline::evidence {

struct SourceFile {
  std::string path;
  std::string name;  // as the dataset calls it
};

struct TableSource {
  TableRule rule;
  std::vector<SourceFile> files;
  Encoding encoding = Encoding::utf8;
  std::map<std::string, std::string> columns;  // contract name -> name in the file
  std::map<std::string, ValueMap> values;      // contract name -> value in the file -> value in the contract
  std::string place;                           // "dataset.yaml:7", "" without a manifest
};

struct Dataset {
  std::string folder, name;
  bool synthetic = false;
  Date as_of;
  std::vector<TableSource> tables;  // in the order of the contract, then event tables by name
  std::vector<DeclaredTotal> declared;
  std::vector<std::pair<std::string, double>> report_settings;  // of `reports:`, as given
  std::vector<std::string> notes;                               // what is in the folder and not read, and why
  std::string manifest, manifest_text;                          // "" without one
};

// path: a folder or a manifest. Error(input) when it is neither, or a file that the manifest names is not there;
// Error(usage) when the manifest is wrong.
[[nodiscard]] Dataset find_dataset(const std::string& path);

// The fields of dataset.yaml; the names of files stay as written. manifest_schema() describes the format.
struct ManifestTable {
  std::string name;
  std::vector<std::string> files;
  TableSource source;
};
[[nodiscard]] std::vector<ManifestTable> read_manifest(config::Document& document, Dataset& dataset);

[[nodiscard]] std::string manifest_schema();  // JSON Schema of dataset.yaml, recorded from the loader itself

// The names of a header row, decoded; empty when the file cannot be read as a table.
[[nodiscard]] std::vector<std::string> header_of(const std::string& path);
[[nodiscard]] char delimiter_of(std::string_view file_name);  // tab for .tsv, else comma

}  // namespace sightline::evidence
