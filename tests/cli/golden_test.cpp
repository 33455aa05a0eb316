// Golden cases of the command line: tests/cli/cases/<name>/ has `cmd` (a shell script; its first line is a comment that
// says what the case shows), files that are laid over a copy of tests/cli/town, and what must come out: expected.out,
// expected.err and exit (absent: empty, empty, 0). `setup`, where there is one, runs first. A case whose figures depend
// on how well a model is fitted or a plan solved pipes them through tests/cli/mask. UPDATE_GOLDEN=1 rewrites.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace {
namespace fs = std::filesystem;

const fs::path source_dir = SIGHTLINE_SOURCE_DIR;
const fs::path cases_dir = source_dir / "tests/cli/cases";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(cases_dir)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// What differs from run to run and machine to machine, by its name: version, times, folder, hashes of the evidence.
std::string normalised(std::string text, const fs::path& folder) {
  for (std::size_t at; (at = text.find(folder.string())) != std::string::npos;)
    text.replace(at, folder.string().size(), "FOLDER");
  static const std::regex hash("\\b[0-9a-f]{64}\\b"), short_hash(" [0-9a-f]{12}$");
  static const std::regex version("sightline [0-9]+\\.[0-9]+\\.[0-9]+");
  static const std::regex total("(\"seconds\": ?)[0-9][0-9.e+-]*");
  static const std::regex stage("(\"(?:read|ledger|signals|risk|plan|report|write|simulate|solve)\": )[0-9][0-9.e+-]*");
  text = std::regex_replace(text, hash, "HASH");
  text = std::regex_replace(text, version, "sightline VERSION");
  text = std::regex_replace(text, total, "$1TIME");
  text = std::regex_replace(text, stage, "$1TIME");
  std::string out, line;
  static const std::regex digits("[0-9]+\\.[0-9]+");
  for (std::istringstream lines(text); std::getline(lines, line);) {
    line = std::regex_replace(line, short_hash, " HASH");
    out += line.starts_with("seconds ") ? std::regex_replace(line, digits, "TIME") : line;
    if (!lines.eof()) out += '\n';
  }
  return out;
}

class Cli : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "sightline-case-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root = fs::canonical(pattern);
    work = root / "work";
    fs::create_directories(root / "bin");
    fs::create_directories(work);
    fs::create_symlink(SIGHTLINE_PROGRAM, root / "bin/sightline");
    fs::create_symlink(source_dir / "tests/cli/mask", root / "bin/mask");
    fs::copy(source_dir / "tests/cli/town", work / "town", fs::copy_options::recursive);
  }
  void TearDown() override { fs::remove_all(root); }

  void lay_over(const fs::path& from) const {
    for (const auto& entry : fs::recursive_directory_iterator(from)) {
      const fs::path relative = fs::relative(entry.path(), from);
      const std::string name = relative.string();
      if (name == "cmd" || name == "exit" || name.starts_with("expected.") || !entry.is_regular_file()) continue;
      fs::create_directories((work / relative).parent_path());
      fs::copy_file(entry.path(), work / relative, fs::copy_options::overwrite_existing);
    }
  }

  int run(const fs::path& script) const {
    const std::string command = "cd '" + work.string() + "' && PATH='" + (root / "bin").string() +
                                "':\"$PATH\" LC_ALL=C.UTF-8 sh '" + script.string() + "' > '" +
                                (root / "out").string() + "' 2> '" + (root / "err").string() + "' < /dev/null";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  }
  fs::path root, work;
};

void expect_or_update(const fs::path& path, const std::string& actual, const std::string& absent) {
  if (std::getenv("UPDATE_GOLDEN") == nullptr) {
    EXPECT_EQ(fs::exists(path) ? read(path) : absent, actual) << path;
    return;
  }
  if (actual == absent)
    fs::remove(path);
  else
    std::ofstream(path, std::ios::binary) << actual;
}

TEST_P(Cli, AnswersAsItDid) {
  const fs::path folder = cases_dir / GetParam();
  ASSERT_TRUE(fs::exists(folder / "cmd")) << folder << " has no cmd";
  ASSERT_TRUE(read(folder / "cmd").starts_with("# ")) << folder << "/cmd must begin with a comment";
  lay_over(folder);
  if (fs::exists(work / "setup")) ASSERT_EQ(run(work / "setup"), 0) << read(root / "err");
  const int status = run(folder / "cmd");
  expect_or_update(folder / "expected.out", normalised(read(root / "out"), work), "");
  expect_or_update(folder / "expected.err", normalised(read(root / "err"), work), "");
  expect_or_update(folder / "exit", std::to_string(status) + "\n", "0\n");
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Case, Cli, testing::ValuesIn(case_names()), test_name);

}  // namespace
