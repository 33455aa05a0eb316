#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "sightline/base/error.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {
namespace fs = std::filesystem;

class OutputFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "sightline-output-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root = pattern;
  }
  void TearDown() override { fs::remove_all(root); }
  std::string text_of(const fs::path& path) const {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::set<std::string> names_in(const fs::path& folder) const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
    return names;
  }
  void put(const fs::path& path, const std::string& text) const { std::ofstream(path) << text; }
  fs::path root;
};

TEST_F(OutputFolderTest, MakesTheFolderAndTheOnesAboveIt) {
  OutputFolder out((root / "a/b/plan/").string());
  out.add("plan.csv", "x");
  out.commit();
  EXPECT_EQ(text_of(root / "a/b/plan/plan.csv"), "x");
  EXPECT_EQ(names_in(root / "a/b"), std::set<std::string>{"plan"});
}

TEST_F(OutputFolderTest, ReplacesItsFilesAndKeepsOthers) {
  fs::create_directory(root / "plan");
  put(root / "plan/notes.txt", "mine");
  put(root / "plan/plan.csv", "old");
  OutputFolder out((root / "plan").string());
  out.add("plan.csv", "new");
  out.commit();
  EXPECT_EQ(text_of(root / "plan/plan.csv"), "new");
  EXPECT_EQ(text_of(root / "plan/notes.txt"), "mine");
  EXPECT_EQ(names_in(root), std::set<std::string>{"plan"});
}

TEST_F(OutputFolderTest, KeepsFoldersInsideAndLeavesNothingBeside) {
  fs::create_directories(root / "plan/inner");
  put(root / "plan/inner/deep.txt", "mine");
  put(root / "plan/plan.csv", "old");
  OutputFolder out((root / "plan").string());
  out.add("plan.csv", "new");
  out.commit();
  EXPECT_EQ(text_of(root / "plan/plan.csv"), "new");
  EXPECT_EQ(text_of(root / "plan/inner/deep.txt"), "mine");
  EXPECT_EQ(names_in(root), std::set<std::string>{"plan"});
}

TEST_F(OutputFolderTest, WritesThroughALinkToTheFolder) {
  fs::create_directory(root / "real");
  fs::create_directory_symlink(root / "real", root / "link");
  OutputFolder out((root / "link").string());
  out.add("plan.csv", "x");
  out.commit();
  EXPECT_TRUE(fs::is_symlink(root / "link"));
  EXPECT_EQ(text_of(root / "real/plan.csv"), "x");
}

TEST_F(OutputFolderTest, StaysUnderTheShellThatStandsInIt) {
  fs::create_directory(root / "plan");
  const fs::path before = fs::current_path();
  fs::current_path(root / "plan");
  OutputFolder out(".");
  out.add("plan.csv", "x");
  out.commit();
  EXPECT_EQ(text_of("plan.csv"), "x");
  EXPECT_EQ(names_in("."), std::set<std::string>{"plan.csv"});
  fs::current_path(before);
}

TEST_F(OutputFolderTest, LeavesNothingWithoutACommit) {
  {
    OutputFolder out((root / "plan").string());
    out.add("plan.csv", "x");
  }
  EXPECT_TRUE(names_in(root).empty());
}

TEST_F(OutputFolderTest, SaysWhyItCannotWrite) {
  put(root / "file", "x");
  EXPECT_THROW(OutputFolder((root / "file").string()), Error);
  EXPECT_THROW(OutputFolder((root / "file/below").string()), Error);
  EXPECT_THROW(OutputFolder(""), Error);
  OutputFolder out((root / "plan").string());
  EXPECT_THROW(out.add("../plan.csv", "x"), Error);
}

TEST_F(OutputFolderTest, FindsOutBeforeTheWorkThatAFolderIsLocked) {
  if (geteuid() == 0) GTEST_SKIP() << "the superuser may write everywhere";
  fs::create_directory(root / "locked");
  fs::permissions(root / "locked", fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_THROW(OutputFolder((root / "locked").string()), Error);
  EXPECT_THROW(OutputFolder((root / "locked/plan").string()), Error);
}

// A writer is killed at any moment while it replaces version after version: all files are of one version.
TEST_F(OutputFolderTest, HoldsOneVersionWheneverTheWriterIsKilled) {
  const std::string path = (root / "plan").string();
  const auto write = [&path](int version) {
    OutputFolder out(path);
    for (const char* name : {"a.csv", "b.csv", "c.json"})
      out.add(name, std::string(3000, static_cast<char>('0' + version % 10)));
    out.commit();
  };
  write(0);
  for (int round = 0; round < 30; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (int version = 1;; ++version) write(version);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(2000 + 517 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const std::string first = text_of(path + "/a.csv");
    ASSERT_EQ(first.size(), 3000u) << round;
    EXPECT_EQ(first, text_of(path + "/b.csv")) << round;
    EXPECT_EQ(first, text_of(path + "/c.json")) << round;
    EXPECT_EQ(names_in(path), (std::set<std::string>{"a.csv", "b.csv", "c.json"}));
  }
}

}  // namespace
}  // namespace sightline
