// batch.hpp: the fields of some rows side by side, and which of the rows are out already.
#pragma once

#include <array>
#include <vector>

#include "evidence/columns/columns.hpp"

namespace sightline::evidence {

struct Cell {
  enum Form : std::uint32_t { plain, quoted, doubled };
  const char* data = nullptr;
  std::uint32_t size = 0;  // at most longest_field_bytes + 1: a longer field is cut there, since it is rejected anyway
  Form form = plain;
  [[nodiscard]] std::string_view text() const { return {data, size}; }
};

// Fills itself from the records of a chunk. Rows with a fault of form (too many fields, undecodable) go to
// `rows.faults` at once and take no place here.
class Batch {
 public:
  static constexpr std::size_t most_rows = 128;

  Batch(const SourceText& source, const TextChunk& chunk, std::size_t field_count, ChunkRows& rows);
  [[nodiscard]] bool fill();  // false when the chunk is read to its end and the batch is empty

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Cell& cell(std::size_t row, std::size_t field) const {
    return cells_[row * field_count_ + field];
  }
  [[nodiscard]] std::size_t begin(std::size_t row) const { return begins_[row]; }
  [[nodiscard]] std::uint64_t line(std::size_t row) const { return lines_[row]; }
  [[nodiscard]] bool misplaced_quote(std::size_t row) const { return misplaced_[row]; }
  // The field behind whose closing quote more text stands.
  [[nodiscard]] std::size_t misplaced_field(std::size_t row) const;

 private:
  void take_plain(const std::size_t* ends, std::size_t begin);
  void take_record(const Record& record);
  [[nodiscard]] bool is_readable(const Record& record);
  RowFault& reject(const Record& record, Fault fault);

  const SourceText& source_;
  TextChunk chunk_;
  std::size_t field_count_, size_ = 0;
  ChunkRows& rows_;
  RecordReader records_;
  bool suspect_;  // some row has a zero byte or cannot be decoded
  std::vector<Cell> cells_;
  std::array<std::size_t, most_rows> begins_{};
  std::array<std::uint64_t, most_rows> lines_{};
  std::array<bool, most_rows> misplaced_{};
};

}  // namespace sightline::evidence
