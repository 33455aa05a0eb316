#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The target readme_program compiles the same file.
TEST(Readme, ShowsTheProgramThatIsCompiled) {
  const std::filesystem::path source = SIGHTLINE_SOURCE_DIR;
  const std::string readme = text_of(source / "README.md"), fence = "```cpp\n";
  const std::size_t begin = readme.find(fence, readme.find("## From C++"));
  ASSERT_NE(begin, std::string::npos);
  const std::size_t first = begin + fence.size();
  EXPECT_EQ(readme.substr(first, readme.find("```\n", first) - first), text_of(source / "examples/program/main.cpp"));
}

}  // namespace
