// dataset_folder.hpp: a folder of small files that a test writes and that goes when the test ends.
#pragma once

#include <gtest/gtest.h>

#include <unistd.h>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "sightline/base/error.hpp"
#include "sightline/evidence.hpp"

namespace sightline {

class DatasetFolder {
 public:
  DatasetFolder() {
    static std::atomic<int> count{0};
    path_ = std::filesystem::temp_directory_path() /
            ("sightline-evidence-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  DatasetFolder(const DatasetFolder&) = delete;
  DatasetFolder& operator=(const DatasetFolder&) = delete;
  ~DatasetFolder() { std::filesystem::remove_all(path_); }

  DatasetFolder& write(const std::string& name, std::string_view bytes) {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return *this;
  }
  [[nodiscard]] std::string path(const std::string& name = "") const {
    return name.empty() ? path_.string() : (path_ / name).string();
  }

  // Any share of the rows may be rejected, since the tables of a test are small.
  [[nodiscard]] Evidence read() const { return read_evidence(path(), {.max_rejected = 1}); }
  [[nodiscard]] Evidence read_strictly() const { return read_evidence(path()); }
  // The message of the failed call, with the next step behind " -> ".
  [[nodiscard]] std::string failure(ErrorCode code = ErrorCode::input) const {
    try {
      (void)read_strictly();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what() + (error.next().empty() ? "" : " -> " + error.next());
    }
    return "no failure";
  }

 private:
  std::filesystem::path path_;
};

inline std::string text_at(const Evidence& evidence, const std::string& table, const std::string& column,
                           std::size_t row) {
  const Column* found = evidence.find(table) == nullptr ? nullptr : evidence.find(table)->find(column);
  return found == nullptr || found->ids.size() <= row ? "(none)" : std::string(evidence.pool->text(found->ids[row]));
}

// "complaints.csv:3 date '05/07/2021' date-ambiguous"
inline std::string brief(const Problem& problem) {
  return problem.file + ":" + std::to_string(problem.line) + " " + problem.column + " '" + problem.value + "' " +
         problem.code;
}

}  // namespace sightline
