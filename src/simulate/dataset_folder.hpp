// dataset_folder.hpp: files of a dataset, written beside their place and moved there when all are whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sightline::simulate {

class DatasetFolder {
 public:
  // Error(input) when `path` is a file, cannot be written, or stands already and is no synthetic dataset.
  explicit DatasetFolder(std::string path);
  ~DatasetFolder();  // removes what was not committed
  DatasetFolder(const DatasetFolder&) = delete;

  void open(const std::vector<std::string>& files);       // relative paths; truncated
  void append(std::size_t file, std::string_view bytes);  // file: position in `files`
  void commit();

 private:
  [[noreturn]] void fail(const std::string& what) const;
  std::string path_, fresh_;
  std::vector<std::string> names_;
  std::vector<int> files_;
};

}  // namespace sightline::simulate
