#include "simulate/dataset_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "config/document.hpp"
#include "sightline/base/error.hpp"

namespace sightline::simulate {
namespace fs = std::filesystem;
namespace {

// Only what an earlier run wrote may be replaced.
bool is_synthetic_dataset(const fs::path& folder) {
  std::error_code failure;
  if (!fs::is_regular_file(folder / "dataset.yaml", failure) || !fs::exists(folder / "truth", failure)) return false;
  const std::string text = config::read_text_file((folder / "dataset.yaml").string());
  return text.find("\nsynthetic: true\n") != std::string::npos;
}

}  // namespace

DatasetFolder::DatasetFolder(std::string path) : path_(std::move(path)) {
  while (path_.size() > 1 && path_.back() == '/') path_.pop_back();
  if (path_.empty()) throw Error(ErrorCode::usage, "the dataset folder has no name", "give one with --out");
  std::error_code failure;
  const fs::file_status status = fs::status(path_, failure);
  if (fs::exists(status) && !fs::is_directory(status))
    throw Error(ErrorCode::input, path_ + ": is a file, expected a folder for the dataset",
                "give another name with --out");
  if (fs::is_directory(status) && !fs::is_empty(path_, failure) && !is_synthetic_dataset(path_))
    throw Error(ErrorCode::input, path_ + ": is not empty and holds no synthetic dataset, so it is left alone",
                "give another name with --out");
  const fs::path target = fs::absolute(path_).lexically_normal();
  fs::create_directories(target.parent_path(), failure);
  std::string pattern = (target.parent_path() / ("." + target.filename().string() + ".XXXXXX")).string();
  if (::mkdtemp(pattern.data()) == nullptr) fail("made");
  fresh_ = pattern;
  fs::permissions(fresh_,
                  fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read | fs::perms::others_exec,
                  fs::perm_options::add, failure);
}

DatasetFolder::~DatasetFolder() {
  for (const int file : files_)
    if (file >= 0) ::close(file);
  std::error_code ignored;
  if (!fresh_.empty()) fs::remove_all(fresh_, ignored);
}

void DatasetFolder::fail(const std::string& what) const {
  throw Error(ErrorCode::input, path_ + ": cannot be " + what + ": " + std::generic_category().message(errno),
              "name a folder that you may write with --out");
}

void DatasetFolder::open(const std::vector<std::string>& files) {
  for (const std::string& name : files) {
    const fs::path file = fs::path(fresh_) / name;
    std::error_code failure;
    fs::create_directories(file.parent_path(), failure);
    names_.push_back(name);
    files_.push_back(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (files_.back() < 0) fail("written");
  }
}

void DatasetFolder::append(std::size_t file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(files_[file], bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail("written");
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void DatasetFolder::commit() {
  for (int& file : files_) {
    const int closing = std::exchange(file, -1);
    if (::close(closing) != 0) fail("written");
  }
  const fs::path target = fs::absolute(path_).lexically_normal();
  const std::string old = fresh_ + ".old";
  std::error_code failure;
  if (fs::exists(target) && ::rename(target.c_str(), old.c_str()) != 0) fail("replaced");
  if (::rename(fresh_.c_str(), target.c_str()) != 0) {
    const int error = errno;
    if (fs::exists(old)) fs::rename(old, target, failure);
    errno = error;
    fail("written");
  }
  fresh_.clear();
  fs::remove_all(old, failure);
}

}  // namespace sightline::simulate
