// csv_reader.hpp: reads back the CSV files that csv_writer.hpp wrote (and their RFC 4180 equals), one record at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sightline {

class CsvReader {
 public:
  // text must outlive the reader. name: how messages call it. Error(input) when there is no header row.
  CsvReader(std::string_view text, std::string name);
  // The place of a column; Error(input) when the file has none of that name.
  [[nodiscard]] std::size_t column(std::string_view name) const;
  // Moves to the next record; false after the last. Error(input) for a record with another number of cells than the
  // header.
  bool next();
  [[nodiscard]] const std::string& cell(std::size_t column) const { return cells_[column]; }

 private:
  bool read_record();
  std::string_view text_;
  std::string name_;
  std::vector<std::string> header_, cells_;
  std::size_t at_ = 0, record_ = 0;
};

}  // namespace sightline
