#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "sightline/base/error.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void cannot(const std::string& what, const fs::path& path, int error) {
  throw Error(ErrorCode::input, path.string() + ": cannot be " + what + ": " + std::generic_category().message(error),
              "name a folder that you may write with --out");
}

void write_file(const fs::path& path, const std::string& content) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) cannot("written", path, errno);
  for (std::size_t at = 0; at < content.size();) {
    const ssize_t written = ::write(file, content.data() + at, content.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      ::close(file);
      cannot("written", path, error);
    }
    at += static_cast<std::size_t>(written);
  }
  if (::close(file) != 0) cannot("written", path, errno);
}

// A new folder `.<name>.XXXXXX` in `parent`; empty when the parent does not allow one.
fs::path new_folder(const fs::path& parent, const std::string& name) {
  std::string pattern = (parent / ("." + name + ".XXXXXX")).string();
  if (::mkdtemp(pattern.data()) == nullptr) return {};
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::chmod(pattern.c_str(), 0777 & ~mask);
  return pattern;
}

// The working folder of this process, or one above it, must not be swapped away under the shell that stands in it.
bool holds_working_folder(const fs::path& folder) {
  std::error_code failure;
  const fs::path here = fs::current_path(failure);
  if (failure) return true;
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), here.begin(), here.end());
  return end == folder.end();
}

}  // namespace

struct OutputFolder::State {
  std::string path;
  std::vector<std::pair<std::string, std::string>> files;
  fs::path fresh;  // the folder being filled; removed when it is left over

  ~State() { clean(); }

  void clean() {
    std::error_code ignored;
    if (!fresh.empty()) fs::remove_all(fresh, ignored);
    fresh.clear();
  }

  void fill(const fs::path& parent, const std::string& name) {
    fresh = new_folder(parent, name);
    if (fresh.empty()) cannot("written", parent, errno);
    for (const auto& [file, content] : files) write_file(fresh / file, content);
  }

  bool writes(const std::string& name) const {
    return std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.first == name; });
  }

  // Hard links keep the other files of the old folder. Anything that cannot be linked forbids the swap.
  bool link_others(const fs::path& old) const {
    std::error_code failure;
    for (auto entry = fs::directory_iterator(old, failure); !failure && entry != fs::directory_iterator();
         entry.increment(failure)) {
      const std::string name = entry->path().filename().string();
      if (writes(name)) continue;
      if (!entry->is_regular_file(failure) || entry->is_symlink(failure)) return false;
      fs::create_hard_link(entry->path(), fresh / name, failure);
      if (failure) return false;
    }
    return !failure;
  }

  bool swap_with(const fs::path& old) {
#ifdef RENAME_EXCHANGE
    struct stat before{};
    if (::stat(old.c_str(), &before) != 0 || !link_others(old)) return false;
    ::chmod(fresh.c_str(), before.st_mode & 07777);
    return ::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, old.c_str(), RENAME_EXCHANGE) == 0;
#else
    (void)old;
    return false;
#endif
  }

  void move_each(const fs::path& folder) {
    for (const auto& [file, content] : files)
      if (::rename((fresh / file).c_str(), (folder / file).c_str()) != 0) cannot("written", folder / file, errno);
  }
};

OutputFolder::OutputFolder(std::string path) : state_(std::make_unique<State>()) {
  if (path.empty()) throw Error(ErrorCode::usage, "the output folder has no name", "give one with --out");
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  if (fs::exists(status) && !fs::is_directory(status))
    throw Error(ErrorCode::input, path + ": is a file, expected a folder for the results",
                "give another name with --out");
  if (fs::is_directory(status) && ::access(path.c_str(), W_OK | X_OK) != 0) cannot("written", path, errno);
  if (!fs::exists(status)) {
    fs::path above = fs::absolute(path).lexically_normal();
    if (!above.has_filename()) above = above.parent_path();
    while (above.has_relative_path() && !fs::exists(above, failure)) above = above.parent_path();
    if (!fs::is_directory(above, failure)) cannot("made", path, ENOTDIR);
    if (::access(above.c_str(), W_OK | X_OK) != 0) cannot("made", path, errno);
  }
  state_->path = std::move(path);
}

OutputFolder::~OutputFolder() = default;

const std::string& OutputFolder::path() const { return state_->path; }

void OutputFolder::add(std::string file_name, std::string content) {
  if (file_name.empty() || file_name.find('/') != std::string::npos || file_name.front() == '.')
    throw Error(ErrorCode::bug, "'" + file_name + "' is no name of an output file");
  for (auto& [name, text] : state_->files)
    if (name == file_name) return void(text = std::move(content));
  state_->files.emplace_back(std::move(file_name), std::move(content));
}

void OutputFolder::commit() {
  std::error_code failure;
  fs::path target = fs::weakly_canonical(fs::absolute(state_->path), failure);
  if (failure) cannot("written", state_->path, failure.value());
  if (!target.has_filename()) target = target.parent_path();
  if (!fs::exists(target)) {
    fs::create_directories(target.parent_path(), failure);
    if (failure) cannot("made", target.parent_path(), failure.value());
    state_->fill(target.parent_path(), target.filename().string());
    if (::rename(state_->fresh.c_str(), target.c_str()) != 0) cannot("made", target, errno);
    state_->fresh.clear();
    return;
  }
  const bool beside = target.has_relative_path() && !holds_working_folder(target) &&
                      ::access(target.parent_path().c_str(), W_OK | X_OK) == 0;
  state_->fill(beside ? target.parent_path() : target, target.filename().string());
  if (!beside || !state_->swap_with(target)) state_->move_each(target);
  state_->clean();  // after a swap it holds the old output
}

}  // namespace sightline
