#include "report/csv/csv_reader.hpp"

#include <algorithm>

#include "sightline/base/error.hpp"

namespace sightline {

CsvReader::CsvReader(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  if (!read_record()) throw Error(ErrorCode::input, name_ + ": is empty, expected a header row");
  header_ = cells_;
}

std::size_t CsvReader::column(std::string_view name) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found == header_.end()) throw Error(ErrorCode::input, name_ + ":1: has no column '" + std::string(name) + "'");
  return static_cast<std::size_t>(found - header_.begin());
}

bool CsvReader::next() {
  if (!read_record()) return false;
  if (cells_.size() != header_.size())
    throw Error(ErrorCode::input, name_ + ": record " + std::to_string(record_) + " has " +
                                      std::to_string(cells_.size()) + " cells, the header has " +
                                      std::to_string(header_.size()));
  return true;
}

bool CsvReader::read_record() {
  if (at_ >= text_.size()) return false;
  ++record_;
  std::size_t count = 0;
  for (bool last = false; !last;) {
    if (count == cells_.size()) cells_.emplace_back();
    std::string& cell = cells_[count++];
    cell.clear();
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size();) {
        const std::size_t quote = std::min(text_.find('"', at_), text_.size());
        cell += text_.substr(at_, quote - at_);
        at_ = quote + 1;
        if (at_ >= text_.size() || text_[at_] != '"') break;
        cell += '"';
        ++at_;
      }
    }
    std::size_t end = std::min(text_.find_first_of(",\n", at_), text_.size());
    last = end >= text_.size() || text_[end] == '\n';
    const std::size_t next = end + 1;
    if (last && end > at_ && text_[end - 1] == '\r') --end;  // a line break of two characters
    if (at_ < end) cell += text_.substr(at_, end - at_);
    at_ = next;
  }
  cells_.resize(count);
  return true;
}

}  // namespace sightline
