// README.md's program run on the example city: it prints what the README shows and the command line prints. UPDATE_GOLDEN=1 puts its output into README.md.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <regex>

#include "simulate/simulated_city.hpp"

namespace sightline {
namespace {
namespace fs = std::filesystem;

const fs::path source = SIGHTLINE_SOURCE_DIR;

struct Block {
  std::size_t begin = 0, end = 0;  // of the text between the fences
};

// The first fenced block of README.md that begins with `language` after the text `mark`.
Block block_after(const std::string& readme, const std::string& mark, const std::string& language) {
  const std::string fence = "```" + language + "\n";
  const std::size_t place = readme.find(mark);
  const std::size_t open = place == std::string::npos ? place : readme.find(fence, place);
  if (open == std::string::npos) return {};
  return {open + fence.size(), readme.find("```\n", open + fence.size())};
}

std::string text_of(const std::string& readme, Block block) {
  return readme.substr(block.begin, block.end - block.begin);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Runs a shell command in `folder`; its stdout.
std::string output_of(const std::string& command, const fs::path& folder) {
  const fs::path out = folder / "stdout.txt";
  const int status = std::system(("cd '" + folder.string() + "' && " + command + " > '" + out.string() + "'").c_str());
  EXPECT_EQ(status, 0) << command;
  return file_text(out);
}

// What the words are, whatever the figures: digits, dots and the blanks of aligned columns left out.
std::string words(const std::string& line) {
  static const std::regex figures("[-0-9.]+( [0-9]{3})*"), blanks(" +");
  return std::regex_replace(std::regex_replace(line, figures, "N"), blanks, " ");
}

// Lines of the table "  1  E0001 ...": those that begin with a number.
std::vector<std::string> table_rows(const std::string& text) {
  static const std::regex row("^ *[0-9]+  .*");
  std::vector<std::string> rows;
  for (const std::string& line : lines_of(text))
    if (std::regex_match(line, row))
      rows.push_back(std::regex_replace(line.substr(line.find_first_not_of(' ')), std::regex(" +"), " "));
  return rows;
}

TEST(Readme, ShowsWhatTheProgramPrintsAndTheCommandLinePrintsTheSame) {
  const ScratchFolder folder;
  fs::create_directory(folder.at("run"));
  fs::create_symlink(source / "examples", folder.at("run/examples"));
  const std::string program = SIGHTLINE_PROGRAM;
  output_of("'" + program + "' simulate examples/yangquan/scenario.yaml --seed 2021 --out city", folder.at("run"));
  const std::string printed = output_of("'" SIGHTLINE_README_PROGRAM "'", folder.at("run"));
  const std::string plan =
      output_of("'" + program +
                    "' plan city --model examples/yangquan/model.yaml --policy examples/yangquan/policy.yaml "
                    "--as-of 2021-06-30 --out plan",
                folder.at("run"));
  const std::vector<std::string> rows = table_rows(printed), all = table_rows(plan);
  ASSERT_EQ(rows.size(), 3u) << printed;
  ASSERT_EQ(all.size(), 10u) << plan;
  EXPECT_TRUE(std::equal(rows.begin(), rows.end(), all.begin())) << printed << plan;

  std::string readme = file_text(source / "README.md");
  const Block block = block_after(readme, "It prints", "");
  if (std::getenv("UPDATE_GOLDEN") != nullptr)
    std::ofstream(source / "README.md", std::ios::binary)
        << readme.replace(block.begin, block.end - block.begin, printed);
  const std::vector<std::string> shown = lines_of(text_of(readme, block)), now = lines_of(printed);
  ASSERT_EQ(shown.size(), now.size()) << printed;
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(words(shown[i]), words(now[i])) << "run with UPDATE_GOLDEN=1";
}

}  // namespace
}  // namespace sightline
