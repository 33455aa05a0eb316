// The layer table of ARCHITECTURE.md is read here, and every #include of src/ and include/ is held against it.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;
const fs::path source_dir = SIGHTLINE_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.push_back((*it)[1]);
  return found;
}

// Rows "| module | base, evidence |" of the table under "## Layers"; "every module above it" is expanded.
std::map<std::string, std::set<std::string>> layer_table() {
  std::map<std::string, std::set<std::string>> table;
  std::set<std::string> above;
  std::istringstream lines(text_of(source_dir / "ARCHITECTURE.md"));
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("## ", 0) == 0) inside = line == "## Layers";
    std::smatch row;
    if (!inside || !std::regex_match(line, row, std::regex(R"(\| ([a-z_]+) \| ?(.*) ?\|)")) || row[1] == "module")
      continue;
    std::set<std::string>& allowed = table[row[1]];
    const std::string may = row[2];
    if (may.find("every module above it") != std::string::npos)
      allowed = above;
    else
      for (const std::string& name : matches(may, std::regex("([a-z_]+)"))) allowed.insert(name);
    above.insert(row[1]);
  }
  return table;
}

// The module that a public header (path below include/sightline) belongs to: its folder or its own name, but for the
// headers listed here. `settings` and `methods` are folders of several modules.
std::string module_of_header(const fs::path& header) {
  static const std::map<std::string, std::string> belongs{
      {"risk_model", "risk"},     {"policy", "plan"},      {"sightline", "cli"}, {"sampling", "draw"},
      {"estimation", "outcomes"}, {"relations", "ledger"}, {"cases", "outcomes"}};
  const std::string folder = header.parent_path().string(), stem = header.stem().string();
  if (!folder.empty() && folder != "settings" && folder != "methods") return folder;
  const auto it = belongs.find(stem);
  return it == belongs.end() ? stem : it->second;
}

TEST(Layers, AllowEveryIncludeOfTheProject) {
  const auto table = layer_table();
  ASSERT_GE(table.size(), 12u);
  const std::regex own_include("#include \"([^\"]+)\"");
  int seen = 0;
  for (const char* root : {"src", "include/sightline"})
    for (const auto& entry : fs::recursive_directory_iterator(source_dir / root)) {
      if (!entry.is_regular_file()) continue;
      const fs::path relative = fs::relative(entry.path(), source_dir / root);
      const std::string module = std::string(root) == "src" ? relative.begin()->string() : module_of_header(relative);
      if (!table.contains(module)) {
        ADD_FAILURE() << entry.path() << " belongs to no module of the layer table";
        continue;
      }
      for (const std::string& included : matches(text_of(entry.path()), own_include)) {
        const std::string used = included.rfind("sightline/", 0) == 0 ? module_of_header(included.substr(10))
                                                                      : fs::path(included).begin()->string();
        EXPECT_TRUE(used == module || table.at(module).contains(used)) << entry.path() << " includes " << included;
        ++seen;
      }
    }
  EXPECT_GT(seen, 100);
}

TEST(Layers, KeepOutsideLibrariesOutOfPublicHeaders) {
  const std::set<std::string> standard = [] {
    std::set<std::string> names;
    for (const char* name :
         {"algorithm", "array",      "bit",        "chrono",   "cmath",       "compare", "cstddef",
          "cstdint",   "filesystem", "functional", "limits",   "map",         "memory",  "optional",
          "set",       "span",       "stdexcept",  "string",   "string_view", "tuple",   "unordered_map",
          "utility",   "variant",    "vector",     "stdint.h", "stddef.h"})
      names.insert(name);
    return names;
  }();
  for (const auto& entry : fs::recursive_directory_iterator(source_dir / "include"))
    if (entry.is_regular_file())
      for (const std::string& name : matches(text_of(entry.path()), std::regex("#include <([^>]+)>")))
        EXPECT_TRUE(standard.contains(name)) << entry.path() << " includes <" << name << ">";
}

TEST(Layers, KeepYamlInOneFolder) {
  for (const auto& entry : fs::recursive_directory_iterator(source_dir / "src"))
    if (entry.is_regular_file() && text_of(entry.path()).find("#include <yaml-cpp/") != std::string::npos)
      EXPECT_EQ(entry.path().parent_path().filename(), "config") << entry.path();
}

// Two types of one name in one namespace are one type to the linker: whichever constructor it keeps builds both.
TEST(House, NamesNoTwoTypesAlike) {
  const std::regex opens("namespace ([a-z_:]+) \\{"),
      type("(?:struct|class) (?:SIGHTLINE_API )?([A-Z][A-Za-z0-9]*)[^;]*\\{.*");
  std::map<std::string, std::string> header_of;
  for (const char* root : {"src", "include"})
    for (const auto& entry : fs::recursive_directory_iterator(source_dir / root)) {
      if (entry.path().extension() != ".hpp") continue;
      std::string space;
      std::istringstream lines(text_of(entry.path()));
      for (std::string line; std::getline(lines, line);) {
        std::smatch found;
        if (std::regex_match(line, found, opens)) space = found[1];
        if (!std::regex_match(line, found, type)) continue;
        const auto [at, first] = header_of.emplace(space + "::" + found[1].str(), entry.path().string());
        EXPECT_TRUE(first) << at->first << " is in " << at->second << " and " << entry.path();
      }
    }
  EXPECT_GT(header_of.size(), 100u);
}

TEST(House, KeepsFilesAndFoldersSmall) {
  for (const char* root : {"src", "include", "tests", "bench"}) {
    std::map<fs::path, int> files;
    for (const auto& entry : fs::recursive_directory_iterator(source_dir / root)) {
      if (!entry.is_regular_file() || entry.path().string().find("/cases/") != std::string::npos ||
          entry.path().string().find("/corpus/") != std::string::npos)
        continue;
      ++files[entry.path().parent_path()];
      const std::string text = text_of(entry.path());
      if (std::string(root) == "src" || std::string(root) == "include")
        EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 400) << entry.path();
    }
    for (const auto& [folder, count] : files) EXPECT_LE(count, 12) << folder;
  }
}

}  // namespace
