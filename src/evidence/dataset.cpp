#include <algorithm>
#include <filesystem>
#include <set>

#include "base/nearest_name.hpp"
#include "evidence/csv/file.hpp"
#include "evidence/manifest.hpp"
#include "sightline/base/error.hpp"

namespace sightline::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view manifest_name = "dataset.yaml";
constexpr std::string_view suffixes[] = {".csv", ".tsv", ".csv.gz", ".tsv.gz"};

std::string stem_of(const std::string& file_name) {
  for (const std::string_view suffix : suffixes)
    if (file_name.size() > suffix.size() && file_name.ends_with(suffix))
      return file_name.substr(0, file_name.size() - suffix.size());
  return "";
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    names.push_back(it->path().filename().string());
  if (error) throw Error(ErrorCode::input, folder.string() + ": cannot be listed: " + error.message());
  std::sort(names.begin(), names.end());
  return names;
}

// Does the name match a pattern in which * stands for any characters?
bool matches(std::string_view name, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return name == pattern;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= name.size(); ++at)
    if (matches(name.substr(at), rest)) return true;
  return false;
}

void add_file(const fs::path& folder, const std::string& file, TableSource& source) {
  const fs::path path = fs::path(file).is_absolute() ? fs::path(file) : folder / file;
  const std::string pattern = path.filename().string();
  if (stem_of(pattern).empty())
    throw Error(ErrorCode::input, source.place + ": tables." + source.rule.name + ".file is '" + file +
                                      "', must be a .csv, .tsv, .csv.gz or .tsv.gz file");
  std::error_code error;
  std::vector<std::string> found;
  if (pattern.find('*') == std::string::npos) {
    if (fs::exists(path, error)) found.push_back(pattern);
  } else if (fs::is_directory(path.parent_path(), error)) {
    for (const std::string& name : names_in(path.parent_path()))
      if (matches(name, pattern)) found.push_back(name);
  }
  if (found.empty()) {
    const bool listed = fs::is_directory(path.parent_path(), error);
    throw Error(ErrorCode::input, source.place + ": tables." + source.rule.name + ".file is '" + file +
                                      "', there is no such file in " + path.parent_path().string() +
                                      (listed ? did_you_mean(pattern, names_in(path.parent_path())) : std::string()));
  }
  const fs::path shown = fs::path(file).parent_path();
  for (const std::string& name : found)
    source.files.push_back({(path.parent_path() / name).string(), (shown / name).string()});
}

// Tables under their default names, and event tables where the manifest (if any) leaves the choice to the folder.
void add_default_tables(Dataset& dataset, bool with_events) {
  std::set<std::string> mapped, taken;
  std::error_code error;
  for (const TableSource& table : dataset.tables) {
    mapped.insert(table.rule.name);
    for (const SourceFile& file : table.files) taken.insert(fs::weakly_canonical(file.path, error).string());
  }
  std::vector<std::string> contract_names;
  for (const TableRule& rule : contract()) contract_names.push_back(rule.name);
  for (const std::string& name : names_in(dataset.folder)) {
    const std::string stem = stem_of(name), path = (fs::path(dataset.folder) / name).string();
    if (stem.empty() || name[0] == '.' || !fs::is_regular_file(path, error)) continue;
    if (taken.contains(fs::weakly_canonical(path, error).string())) continue;
    const TableRule* rule = find_contract(stem);
    if (mapped.contains(stem)) {
      const auto same = std::find_if(dataset.tables.begin(), dataset.tables.end(),
                                     [&](const auto& t) { return t.rule.name == stem; });
      if (!same->place.empty()) continue;  // the manifest names other files for this table
      throw Error(ErrorCode::input,
                  dataset.folder + ": table " + stem + " is there twice: " + same->files[0].name + " and " + name,
                  "remove one, or list both under tables." + stem + ".file in dataset.yaml");
    }
    if (rule == nullptr) {
      if (!with_events) {
        dataset.notes.push_back(name + " is not read: the manifest does not list it");
        continue;
      }
      const std::vector<std::string> header = header_of(path);
      if (std::find(header.begin(), header.end(), "date") == header.end()) {
        dataset.notes.push_back(name + " is not read: it is no table of the contract" +
                                did_you_mean(stem, contract_names) +
                                " and has no date column that would make it an event table");
        continue;
      }
    }
    TableSource source;
    source.rule = rule != nullptr ? *rule : event_table(stem);
    source.files.push_back({path, name});
    dataset.tables.push_back(std::move(source));
    mapped.insert(stem);
  }
}

void require_tables(const Dataset& dataset) {
  std::vector<std::string> stems;
  for (const std::string& name : names_in(dataset.folder))
    if (const std::string stem = stem_of(name); !stem.empty()) stems.push_back(stem);
  for (const TableRule& rule : contract()) {
    if (!rule.required) continue;
    const bool there = std::any_of(dataset.tables.begin(), dataset.tables.end(),
                                   [&](const auto& t) { return t.rule.name == rule.name; });
    if (there) continue;
    const std::string near = nearest_name(rule.name, stems);
    throw Error(ErrorCode::input,
                dataset.folder + ": table " + rule.name + " is missing, expected " + rule.name +
                    ".csv (.tsv, .csv.gz) or tables." + rule.name + " in dataset.yaml" +
                    (near.empty() ? "" : "; did you mean '" + near + "'?"),
                near.empty() ? "" : "rename " + near + " to " + rule.name + ", or map it in dataset.yaml");
  }
}

std::size_t place_in_contract(const TableRule& rule) {
  for (std::size_t i = 0; i < contract().size(); ++i)
    if (contract()[i].name == rule.name) return i;
  return contract().size();
}

}  // namespace

char delimiter_of(std::string_view file_name) {
  return file_name.ends_with(".tsv") || file_name.ends_with(".tsv.gz") ? '\t' : ',';
}

std::vector<std::string> header_of(const std::string& path) {
  try {
    const FileBytes file(path);
    std::string_view bytes = file.content();
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    RecordReader records(scalar_finder(), bytes, delimiter_of(path), 0, 1);
    Record record;
    std::vector<std::string> names;
    if (records.next(record))
      for (const Field& field : record.fields) names.emplace_back(trimmed(field.text));
    return names;
  } catch (const Error&) {
    return {};  // a file that is no table is none of ours
  }
}

Dataset find_dataset(const std::string& path) {
  Dataset dataset;
  std::error_code error;
  const bool folder = fs::is_directory(path, error);
  if (!folder && !fs::exists(path, error)) {
    const fs::path parent = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
    throw Error(ErrorCode::input, path + ": there is no such folder or manifest" +
                                      (fs::is_directory(parent, error)
                                           ? did_you_mean(fs::path(path).filename().string(), names_in(parent))
                                           : std::string()));
  }
  if (!folder && !path.ends_with(".yaml") && !path.ends_with(".yml"))
    throw Error(ErrorCode::input, path + ": is neither a folder of tables nor a manifest (dataset.yaml)");
  fs::path manifest = folder ? fs::path(path) / manifest_name : fs::path(path);
  dataset.folder = folder ? path : manifest.has_parent_path() ? manifest.parent_path().string() : ".";
  const fs::path whole = fs::weakly_canonical(dataset.folder, error);
  dataset.name = (whole.filename().empty() ? whole.parent_path() : whole).filename().string();
  bool lists_tables = false;
  if (fs::exists(manifest, error)) {
    config::Document document = config::Document::load(manifest.string());
    dataset.manifest = manifest.filename().string();
    dataset.manifest_text = document.text();
    for (ManifestTable& table : read_manifest(document, dataset)) {
      for (const std::string& file : table.files) add_file(dataset.folder, file, table.source);
      dataset.tables.push_back(std::move(table.source));
      lists_tables = true;
    }
  }
  add_default_tables(dataset, !lists_tables);
  require_tables(dataset);
  std::stable_sort(dataset.tables.begin(), dataset.tables.end(), [](const auto& a, const auto& b) {
    const std::size_t x = place_in_contract(a.rule), y = place_in_contract(b.rule);
    return x != y ? x < y : a.rule.name < b.rule.name;
  });
  return dataset;
}

}  // namespace sightline::evidence
