#include "evidence/rows/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sightline/base/hash.hpp"

namespace sightline::evidence {

Id ChunkPool::intern(std::string_view text, bool utf8) {
  const auto hash = static_cast<std::uint32_t>(mix64(text));
  std::size_t mask = slots_.size() - 1, slot = hash & mask;
  for (; slots_[slot] != no_id; slot = (slot + 1) & mask) {
    const Id id = slots_[slot];
    if (hashes_[id] == hash && entries_[id].utf8 == utf8 && entries_[id].text == text) return id;
  }
  const Id id = static_cast<Id>(entries_.size());
  slots_[slot] = id;
  entries_.push_back({text, utf8});
  hashes_.push_back(hash);
  if (entries_.size() * 2 > slots_.size()) grow();
  return id;
}

void ChunkPool::grow() {
  slots_.assign(slots_.size() * 2, no_id);
  const std::size_t mask = slots_.size() - 1;
  for (Id id = 0; id < entries_.size(); ++id) {
    std::size_t slot = hashes_[id] & mask;
    while (slots_[slot] != no_id) slot = (slot + 1) & mask;
    slots_[slot] = id;
  }
}

namespace {

struct Text {
  std::string_view bytes;
  bool utf8;
};

class ChunkReader {
 public:
  ChunkReader(const SourceText& source, const std::vector<BoundColumn>& columns, std::size_t field_count,
              ChunkRows& rows)
      : source_(source), columns_(columns), field_count_(field_count), rows_(rows) {
    rows_.columns.resize(columns.size());
  }

  void add(const Record& record, bool suspect) {
    ++rows_.read;
    if (record.open_quote) rows_.open_quote_line = record.line;  // the call fails
    if (record.open_quote || (suspect && !is_readable(record))) return;
    if (record.fields.size() != field_count_) return reject_count(record);
    if (rows_.rows == capacity_) grow();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].attribute) continue;
      const Fault fault = take(record.fields[columns_[i].field], i);
      if (fault != Fault::none) return reject(record, fault, i);
    }
    if (record.misplaced_quote) return reject(record, Fault::quote_misplaced, misplaced_column(record));
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!columns_[i].attribute) continue;
      const Fault fault = take(record.fields[columns_[i].field], i);
      if (fault != Fault::none) return reject(record, fault, i);
    }
    rows_.lines.push_back(record.line);
    rows_.begins.push_back(record.begin);
    ++rows_.rows;
  }

  void finish() {
    capacity_ = rows_.rows;
    resize();
  }

  Id intern(const BoundColumn& column, const Field& field) {
    const Text text = mapped(column, field);
    if (text.bytes.empty()) return no_id;
    return rows_.pool.intern(text.bytes, text.utf8);
  }

 private:
  void grow() {
    capacity_ = std::max<std::size_t>(64, capacity_ * 2);
    resize();
  }

  void resize() {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      ChunkColumn& column = rows_.columns[i];
      if (columns_[i].attribute && columns_[i].numeric) {
        column.numbers.resize(capacity_);
        continue;
      }
      switch (type_of(columns_[i].rule.kind)) {
        case ColumnType::id:
        case ColumnType::text: column.ids.resize(capacity_); break;
        case ColumnType::number:
        case ColumnType::flag: column.numbers.resize(capacity_); break;
        case ColumnType::date: column.dates.resize(capacity_); break;
        case ColumnType::money: column.money.resize(capacity_); break;
      }
    }
  }

  // What the field says: without its quotes; blanks around an unquoted field or a typed value mean nothing.
  std::string_view plain(const BoundColumn& column, const Field& field) {
    std::string_view text = field.text;
    if (field.doubled) {
      std::string& kept = rows_.kept.emplace_back();
      for (std::size_t i = 0; i < text.size(); ++i) {
        kept += text[i];
        if (text[i] == '"') ++i;
      }
      text = kept;
    }
    return field.quoted && column.rule.kind == Kind::text ? text : trimmed(text);
  }

  Text mapped(const BoundColumn& column, const Field& field) {
    const std::string_view text = plain(column, field);
    if (column.values == nullptr || text.empty()) return {text, source_.encoding == Encoding::utf8};
    std::string key = decoded(text);
    const auto found = column.values->find(key);
    if (found != column.values->end()) return {found->second, true};
    return {rows_.kept.emplace_back(std::move(key)), true};
  }

  std::string decoded(std::string_view text) const {
    if (source_.encoding == Encoding::utf8) return std::string(text);
    std::string utf8;
    source_.table->append_utf8(text, utf8);
    return utf8;
  }

  Fault take(const Field& field, std::size_t i) {
    const BoundColumn& column = columns_[i];
    ChunkColumn& out = rows_.columns[i];
    const std::size_t row = rows_.rows;
    if (field.text.size() > longest_field_bytes) return Fault::field_too_long;
    if (column.attribute && column.numeric) {
      const std::string_view text = plain(column, field);
      out.numbers[row] = std::nan("");
      if (text.empty()) return Fault::none;
      out.any_value = true;
      if (!is_plain_number(text, out.numbers[row])) out.not_numeric = true;
      return Fault::none;
    }
    const Text text = mapped(column, field);
    if (text.bytes.empty()) return take_empty(column, out, row);
    switch (column.rule.kind) {
      case Kind::word:
        if (std::find(column.rule.words.begin(), column.rule.words.end(), text.bytes) == column.rule.words.end())
          return Fault::word_unknown;
        [[fallthrough]];
      case Kind::id:
      case Kind::text: out.ids[row] = rows_.pool.intern(text.bytes, text.utf8); return Fault::none;
      case Kind::number: return parse_ranged(text.bytes, column.rule, out.numbers[row]);
      case Kind::date: return parse_date(text.bytes, out.dates[row]);
      case Kind::money: return parse_money(text.bytes, column.rule, out.money[row]);
      case Kind::flag: return parse_flag(text.utf8 ? std::string(text.bytes) : decoded(text.bytes), out.numbers[row]);
    }
    return Fault::none;
  }

  static Fault take_empty(const BoundColumn& column, ChunkColumn& out, std::size_t row) {
    if (column.rule.required) return Fault::value_missing;
    switch (type_of(column.rule.kind)) {
      case ColumnType::id:
      case ColumnType::text: out.ids[row] = no_id; break;
      case ColumnType::number:
      case ColumnType::flag: out.numbers[row] = std::nan(""); break;
      case ColumnType::date: out.dates[row] = Date(); break;
      case ColumnType::money: out.money[row] = missing_money; break;
    }
    return Fault::none;
  }

  bool is_readable(const Record& record) {
    const std::string_view bytes = source_.bytes.substr(record.begin, record.end - record.begin);
    if (bytes.find('\0') != std::string_view::npos) {
      reject(record, Fault::zero_byte);
      return false;
    }
    if (is_ascii(bytes)) return true;
    ++rows_.beyond_ascii;
    const std::size_t bad = first_invalid(source_.encoding, bytes);
    if (bad == std::string_view::npos) return true;
    ++rows_.undecodable;
    reject(record, Fault::encoding);
    rows_.faults.back().value = fmt::format("\\x{:02X}", static_cast<unsigned char>(bytes[bad]));
    rows_.faults.back().detail =
        fmt::format("byte {} of the row (0x{:02X}) is no {}", bad + 1, static_cast<unsigned char>(bytes[bad]),
                    source_.encoding == Encoding::utf8 ? "UTF-8" : "GB18030");
    return false;
  }

  std::size_t misplaced_column(const Record& record) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Field& field = record.fields[columns_[i].field];
      if (!field.quoted) continue;
      const auto behind = static_cast<std::size_t>(field.text.data() - source_.bytes.data()) + field.text.size() + 1;
      if (behind >= record.end) continue;
      const char sign = source_.bytes[behind];
      if (sign != source_.delimiter && sign != '\r' && sign != '\n') return i;
    }
    return 0;
  }

  void reject(const Record& record, Fault fault) {
    rows_.faults.push_back(
        {.fault = fault, .file = source_.file, .line = record.line, .begin = record.begin, .value = {}, .detail = {}});
  }
  void reject(const Record& record, Fault fault, std::size_t i) {
    reject(record, fault);
    RowFault& row = rows_.faults.back();
    row.slot = static_cast<std::uint32_t>(columns_[i].slot);
    std::string_view text = record.fields[columns_[i].field].text;
    row.value = readable(source_.encoding, source_.table, trimmed(text));
  }
  void reject_count(const Record& record) {
    reject(record, Fault::field_count);
    rows_.faults.back().value = std::to_string(record.fields.size());
    rows_.faults.back().detail =
        fmt::format("the row has {} fields, must have {} as the header row", record.fields.size(), field_count_);
  }

  const SourceText& source_;
  const std::vector<BoundColumn>& columns_;
  std::size_t field_count_, capacity_ = 0;
  ChunkRows& rows_;
};

}  // namespace

ChunkRows read_chunk(const SourceText& source, const TextChunk& chunk, const std::vector<BoundColumn>& columns,
                     std::size_t field_count) {
  ChunkRows rows;
  ChunkReader reader(source, columns, field_count, rows);
  RecordReader records(*source.finder, source.bytes, source.delimiter, chunk.begin, chunk.line);
  const bool suspect = chunk.beyond_ascii || chunk.zero_bytes;
  Record record;
  while (records.position() <= chunk.end && records.next(record)) {
    if (record.begin > chunk.end) break;  // behind blank lines: a record of the next chunk
    reader.add(record, suspect || record.end > chunk.end);
  }
  reader.finish();
  return rows;
}

ChunkRows reread_as_text(const SourceText& source, const BoundColumn& column, std::span<const std::size_t> begins) {
  ChunkRows rows;
  if (begins.empty()) return rows;
  BoundColumn as_text = column;
  as_text.numeric = false;
  const std::vector<BoundColumn> columns{as_text};
  ChunkReader reader(source, columns, 0, rows);
  RecordReader records(*source.finder, source.bytes, source.delimiter, begins.front(), 1);
  Record record;
  std::vector<Id>& ids = rows.columns[0].ids;
  while (ids.size() < begins.size() && records.next(record))
    if (record.begin == begins[ids.size()])  // the others were rejected
      ids.push_back(reader.intern(as_text, record.fields[column.field]));
  return rows;
}

}  // namespace sightline::evidence
