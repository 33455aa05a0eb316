// The rule of finding: what the table of verbs in ARCHITECTURE.md says is where a stranger would look first.
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace {
namespace fs = std::filesystem;

const fs::path source_dir = SIGHTLINE_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct VerbRow {
  std::vector<std::string> verbs, headers;
  std::string module;
};

std::vector<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.push_back((*it)[1]);
  return found;
}

// Rows "| `make_plan`, `check_plan` | plan.hpp | plan | ... |"; families of verbs such as `to_csv_…` are no verbs.
std::vector<VerbRow> verb_table() {
  static const std::regex row("^\\|([^|]+)\\|([^|]+\\.hpp) *\\| *([a-z_]+) *\\|.*"), verb("`([a-z_]+)`"),
      name("([a-z_/]+\\.hpp)");
  std::vector<VerbRow> rows;
  std::istringstream text(text_of(source_dir / "ARCHITECTURE.md"));
  for (std::string line; std::getline(text, line);)
    if (std::smatch cells; std::regex_match(line, cells, row))
      rows.push_back({matches(cells[1], verb), matches(cells[2], name), cells[3]});
  return rows;
}

// src/plan/make_plan.cpp, or in a sub-folder; a family's member may leave its first word out: sample_cube in cube.cpp.
bool has_source(const std::string& module, const std::string& verb) {
  for (const auto& entry : fs::recursive_directory_iterator(source_dir / "src" / module)) {
    const std::string stem = entry.path().stem().string();
    if (entry.path().extension() == ".cpp" && (stem == verb || verb.ends_with("_" + stem))) return true;
  }
  return false;
}

std::string pascal(const std::string& verb) {
  std::string text;
  bool up = true;
  for (const char c : verb) {
    if (c != '_') text += up ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    up = c == '_';
  }
  return text;
}

// A suite in tests/plan named after the verb, or after the header where one suite serves several verbs.
bool has_suite(const std::string& module, const std::string& verb, const std::string& header) {
  const std::string stem = fs::path(header).stem().string();
  const std::regex suite("TEST(_F|_P)?\\((" + pascal(verb) + "|" + pascal(stem) + "),");
  for (const auto& entry : fs::directory_iterator(source_dir / "tests" / module))
    if (entry.path().extension() == ".cpp" && std::regex_search(text_of(entry.path()), suite)) return true;
  return false;
}

TEST(Architecture, SaysWhereEveryVerbIsDeclaredDefinedAndTested) {
  const std::vector<VerbRow> rows = verb_table();
  ASSERT_GE(rows.size(), 9u);
  for (const VerbRow& row : rows)
    for (const std::string& verb : row.verbs) {
      bool declared = false;
      for (const std::string& header : row.headers)
        declared =
            declared || text_of(source_dir / "include/sightline" / header).find(" " + verb + "(") != std::string::npos;
      EXPECT_TRUE(declared) << verb << " is not in its header";
      EXPECT_TRUE(has_source(row.module, verb)) << verb << " has no source of its name in src/" << row.module;
      EXPECT_TRUE(has_suite(row.module, verb, row.headers.front()))
          << verb << " has no suite of its name in tests/" << row.module;
    }
}

TEST(Readme, IsShortAndNamesFilesThatExist) {
  const std::string readme = text_of(source_dir / "README.md");
  EXPECT_LT(std::count(readme.begin(), readme.end(), '\n'), 120);
  static const std::regex path("((?:examples|models|tools|include|src)/[a-z0-9_./-]*[a-z0-9_])");
  const std::vector<std::string> named = matches(readme, path);
  EXPECT_GE(named.size(), 4u);
  for (const std::string& name : named) EXPECT_TRUE(fs::exists(source_dir / name)) << name;
}

}  // namespace
