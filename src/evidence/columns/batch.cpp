#include "evidence/columns/batch.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sightline::evidence {
namespace {

bool has_undecodable(const SourceText& source, const TextChunk& chunk) {
  const std::string_view bytes = source.bytes.substr(chunk.begin, chunk.stop - chunk.begin);
  return chunk.beyond_ascii && first_invalid(source.encoding, bytes) != std::string_view::npos;
}

}  // namespace

Batch::Batch(const SourceText& source, const TextChunk& chunk, std::size_t field_count, ChunkRows& rows)
    : source_(source),
      chunk_(chunk),
      field_count_(field_count),
      rows_(rows),
      records_(*source.finder, source.bytes, source.delimiter, chunk.begin, chunk.line),
      suspect_(chunk.zero_bytes || has_undecodable(source, chunk)),
      cells_(most_rows * field_count) {}

bool Batch::fill() {
  size_ = 0;
  Record record;
  while (size_ < most_rows && records_.position() < chunk_.stop) {
    const std::size_t begin = records_.position();
    const std::uint64_t line = records_.line();
    if (const std::size_t* ends = suspect_ ? nullptr : records_.next_plain(field_count_)) {
      lines_[size_] = line;
      take_plain(ends, begin);
      continue;
    }
    if (!records_.next(record) || record.begin >= chunk_.stop) break;  // only blank lines were left
    take_record(record);
  }
  return size_ > 0;
}

void Batch::take_plain(const std::size_t* ends, std::size_t begin) {
  ++rows_.read;
  begins_[size_] = begin;
  misplaced_[size_] = false;
  Cell* cell = &cells_[size_ * field_count_];
  const char* bytes = source_.bytes.data();
  for (std::size_t field = 0; field < field_count_; ++field) {
    const std::size_t length = ends[field] - begin;
    *cell++ = {bytes + begin, static_cast<std::uint32_t>(std::min(length, longest_field_bytes + 1)), Cell::plain};
    begin = ends[field] + 1;
  }
  Cell& last = cell[-1];
  if (last.size > 0 && last.data[last.size - 1] == '\r') --last.size;
  ++size_;
}

void Batch::take_record(const Record& record) {
  ++rows_.read;
  if (record.open_quote) rows_.open_quote_line = record.line;  // the call fails
  if (record.open_quote || (suspect_ && !is_readable(record))) return;
  if (record.fields.size() != field_count_) {
    RowFault& fault = reject(record, Fault::field_count);
    fault.value = std::to_string(record.fields.size());
    fault.detail =
        fmt::format("the row has {} fields, must have {} as the header row", record.fields.size(), field_count_);
    return;
  }
  begins_[size_] = record.begin;
  lines_[size_] = record.line;
  misplaced_[size_] = record.misplaced_quote;
  for (std::size_t field = 0; field < field_count_; ++field) {
    const Field& from = record.fields[field];
    const std::size_t length = std::min(from.text.size(), longest_field_bytes + 1);
    cells_[size_ * field_count_ + field] = {from.text.data(), static_cast<std::uint32_t>(length),
                                            from.doubled  ? Cell::doubled
                                            : from.quoted ? Cell::quoted
                                                          : Cell::plain};
  }
  ++size_;
}

bool Batch::is_readable(const Record& record) {
  const std::string_view bytes = source_.bytes.substr(record.begin, record.end - record.begin);
  if (bytes.find('\0') != std::string_view::npos) {
    reject(record, Fault::zero_byte);
    return false;
  }
  const std::size_t bad = first_invalid(source_.encoding, bytes);
  if (bad == std::string_view::npos) return true;
  ++rows_.undecodable;
  RowFault& fault = reject(record, Fault::encoding);
  const unsigned byte = static_cast<unsigned char>(bytes[bad]);
  fault.value = fmt::format("\\x{:02X}", byte);
  fault.detail = fmt::format("byte {} of the row (0x{:02X}) is no {}", bad + 1, byte,
                             source_.encoding == Encoding::utf8 ? "UTF-8" : "GB18030");
  return false;
}

RowFault& Batch::reject(const Record& record, Fault fault) {
  return rows_.faults.emplace_back(
      RowFault{.fault = fault, .file = source_.file, .line = record.line, .begin = record.begin});
}

std::size_t Batch::misplaced_field(std::size_t row) const {
  for (std::size_t field = 0; field < field_count_; ++field) {
    const Cell& one = cell(row, field);
    if (one.form == Cell::plain) continue;
    const auto behind = static_cast<std::size_t>(one.data - source_.bytes.data()) + one.size + 1;
    if (behind >= source_.bytes.size()) continue;
    const char sign = source_.bytes[behind];
    if (sign != source_.delimiter && sign != '\r' && sign != '\n') return field;
  }
  return 0;
}

}  // namespace sightline::evidence
