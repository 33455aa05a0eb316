#include "evidence/columns/columns.hpp"

#include <algorithm>
#include <cmath>

#include "evidence/columns/batch.hpp"

namespace sightline::evidence {
namespace {

// A value as it stands in the source, or decoded already (it comes from a value map).
struct Text {
  std::string_view bytes;
  bool decoded = false;
};

void resize(const BoundColumn& bound, std::size_t rows, ChunkColumn& column) {
  switch (bound.numeric ? ColumnType::number : type_of(bound.rule.kind)) {
    case ColumnType::id:
    case ColumnType::text: column.ids.resize(rows); break;
    case ColumnType::number:
    case ColumnType::flag: column.numbers.resize(rows); break;
    case ColumnType::date: column.dates.resize(rows); break;
    case ColumnType::money: column.money.resize(rows); break;
  }
}

// Turns batches of cells into columns. Rows are written behind the accepted ones; those with a fault are then closed
// up.
class ColumnWriter {
 public:
  ColumnWriter(const SourceText& source, const std::vector<BoundColumn>& columns, ChunkRows& rows)
      : source_(source),
        columns_(columns),
        rows_(rows),
        known_(columns.size()),
        words_(columns.size()),
        seen_(columns.size()),
        fresh_(columns.size()) {
    rows_.columns.resize(columns.size());
  }

  void take(const Batch& batch) {
    const std::size_t size = batch.size();
    if (rows_.rows + size > capacity_) grow(rows_.rows + size);
    fault_.fill(Fault::none);
    any_fault_ = false;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (!columns_[i].attribute) take_column(batch, i);
    for (std::size_t row = 0; row < size; ++row)
      if (batch.misplaced_quote(row) && fault_[row] == Fault::none)
        fail(row, column_of(batch.misplaced_field(row)), Fault::quote_misplaced);
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].attribute) take_column(batch, i);
    if (any_fault_) close_up(batch);
    for (std::size_t row = 0; row < size; ++row) {
      if (fault_[row] != Fault::none) continue;
      rows_.lines.push_back(batch.line(row));
      rows_.begins.push_back(batch.begin(row));
    }
    rows_.rows = rows_.lines.size();
  }

  void finish() {
    for (std::size_t i = 0; i < columns_.size(); ++i) resize(columns_[i], rows_.rows, rows_.columns[i]);
    rows_.pool.decode(source_.encoding, source_.table);
  }

  Id intern(std::size_t i, const Cell& cell) {
    const Text text = value(i, cell);
    return text.bytes.empty() ? no_id : rows_.pool.intern(text.bytes, text.decoded);
  }

 private:
  void grow(std::size_t least) {
    capacity_ = std::max({capacity_ * 2, least, Batch::most_rows});
    for (std::size_t i = 0; i < columns_.size(); ++i) resize(columns_[i], capacity_, rows_.columns[i]);
  }

  // What the field says: without its quotes; blanks around an unquoted field or a typed value mean nothing.
  Text value(std::size_t i, const Cell& cell) {
    if (cell.form == Cell::plain && columns_[i].values == nullptr) return {trimmed(cell.text())};
    return unusual_value(i, cell);
  }

  Text unusual_value(std::size_t i, const Cell& cell) {
    const BoundColumn& column = columns_[i];
    std::string_view text = cell.text();
    if (cell.form == Cell::doubled) text = undoubled(text);
    if (cell.form == Cell::plain || column.rule.kind != Kind::text) text = trimmed(text);
    if (column.values == nullptr || text.empty()) return {text};
    const auto known = known_[i].find(text);
    if (known != known_[i].end()) return {known->second, true};
    std::string& decoded = rows_.kept.emplace_back(utf8(text));
    const auto mapped = column.values->find(decoded);
    const std::string_view result = mapped == column.values->end() ? std::string_view(decoded) : mapped->second;
    known_[i].emplace(text, result);
    return {result, true};
  }

  std::string_view undoubled(std::string_view text) {
    std::string& kept = rows_.kept.emplace_back();
    for (std::size_t i = 0; i < text.size(); ++i) {
      kept += text[i];
      if (text[i] == '"') ++i;
    }
    return kept;
  }

  std::string utf8(std::string_view text) const {
    if (source_.encoding == Encoding::utf8) return std::string(text);
    std::string decoded;
    source_.table->append_utf8(text, decoded);
    return decoded;
  }

  // Calls take(row of the column, value) for every row without a fault; what it returns may make one.
  template <class Take>
  void each(const Batch& batch, std::size_t i, const Take& take) {
    const std::size_t field = columns_[i].field;
    for (std::size_t row = 0; row < batch.size(); ++row) {
      if (fault_[row] != Fault::none) continue;
      const Cell& cell = batch.cell(row, field);
      const Fault fault =
          cell.size > longest_field_bytes ? Fault::field_too_long : take(rows_.rows + row, value(i, cell));
      if (fault != Fault::none) fail(row, i, fault);
    }
  }

  // As each, for values that are empty or parsed: parse(text, place) where `empty` stands for no value.
  template <class Value, class Parse>
  void each_parsed(const Batch& batch, std::size_t i, std::vector<Value>& out, Value empty, const Parse& parse) {
    const Fault missing = columns_[i].rule.required ? Fault::value_missing : Fault::none;
    each(batch, i, [&](std::size_t at, const Text& text) {
      if (!text.bytes.empty()) return parse(text.bytes, out[at]);
      out[at] = empty;
      return missing;
    });
  }

  void take_column(const Batch& batch, std::size_t i) {
    const ColumnRule& rule = columns_[i].rule;
    ChunkColumn& out = rows_.columns[i];
    const double nan = std::nan("");
    if (columns_[i].numeric) return take_attribute(batch, i, out);
    switch (rule.kind) {
      case Kind::word: return take_words(batch, i, out);
      case Kind::id:
      case Kind::text: return take_texts(batch, i, out);
      case Kind::number:
        return each_parsed(batch, i, out.numbers, nan,
                           [&](std::string_view text, double& to) { return parse_ranged(text, rule, to); });
      case Kind::date: return each_parsed(batch, i, out.dates, Date(), parse_date);
      case Kind::money:
        return each_parsed(batch, i, out.money, missing_money,
                           [&](std::string_view text, Money& to) { return parse_money(text, rule, to); });
      case Kind::flag:
        return each_parsed(batch, i, out.numbers, nan,
                           [&](std::string_view text, double& to) { return parse_flag(utf8(text), to); });
    }
  }

  void take_attribute(const Batch& batch, std::size_t i, ChunkColumn& out) {
    each(batch, i, [&](std::size_t at, const Text& text) {
      out.numbers[at] = std::nan("");
      if (text.bytes.empty()) return Fault::none;
      out.any_value = true;
      if (!is_plain_number(text.bytes, out.numbers[at])) out.not_numeric = true;
      return Fault::none;
    });
  }

  void take_texts(const Batch& batch, std::size_t i, ChunkColumn& out) {
    const Fault missing = columns_[i].rule.required ? Fault::value_missing : Fault::none;
    const std::size_t before = rows_.pool.texts().size();
    const bool unique = hardly_repeats(i);
    each(batch, i, [&](std::size_t at, const Text& text) {
      if (text.bytes.empty()) {
        out.ids[at] = no_id;
        return missing;
      }
      out.ids[at] = unique ? rows_.pool.append(text.bytes, text.decoded) : rows_.pool.intern(text.bytes, text.decoded);
      return Fault::none;
    });
    if (unique) return;
    seen_[i] += batch.size();
    fresh_[i] += rows_.pool.texts().size() - before;
  }

  // Looking a text up among those of the chunk pays only where texts repeat within a chunk.
  [[nodiscard]] bool hardly_repeats(std::size_t i) const { return seen_[i] >= 512 && fresh_[i] * 4 > seen_[i] * 3; }

  void take_words(const Batch& batch, std::size_t i, ChunkColumn& out) {
    const std::vector<std::string>& words = columns_[i].rule.words;
    std::vector<Id>& ids = words_[i];
    ids.resize(words.size(), no_id);
    const Fault missing = columns_[i].rule.required ? Fault::value_missing : Fault::none;
    each(batch, i, [&](std::size_t at, const Text& text) {
      out.ids[at] = no_id;
      if (text.bytes.empty()) return missing;
      for (std::size_t k = 0; k < words.size(); ++k) {
        if (words[k] != text.bytes) continue;
        if (ids[k] == no_id) ids[k] = rows_.pool.intern(words[k], source_.encoding != Encoding::utf8);
        out.ids[at] = ids[k];
        return Fault::none;
      }
      return Fault::word_unknown;
    });
  }

  void fail(std::size_t row, std::size_t i, Fault fault) {
    fault_[row] = fault;
    faulty_column_[row] = i;
    any_fault_ = true;
  }

  std::size_t column_of(std::size_t field) const {
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].field == field) return i;
    return 0;
  }

  template <class T>
  void close_up(std::vector<T>& values, std::size_t size) const {
    if (values.empty()) return;
    std::size_t to = rows_.rows;
    for (std::size_t row = 0; row < size; ++row)
      if (fault_[row] == Fault::none) values[to++] = values[rows_.rows + row];
  }

  void close_up(const Batch& batch) {
    for (std::size_t row = 0; row < batch.size(); ++row) {
      if (fault_[row] == Fault::none) continue;
      const BoundColumn& column = columns_[faulty_column_[row]];
      RowFault& fault = rows_.faults.emplace_back();
      fault.fault = fault_[row];
      fault.file = source_.file;
      fault.slot = static_cast<std::uint32_t>(column.slot);
      fault.line = batch.line(row);
      fault.begin = batch.begin(row);
      fault.value = readable(source_.encoding, source_.table, trimmed(batch.cell(row, column.field).text()));
    }
    for (ChunkColumn& column : rows_.columns) {
      close_up(column.ids, batch.size());
      close_up(column.numbers, batch.size());
      close_up(column.dates, batch.size());
      close_up(column.money, batch.size());
    }
  }

  const SourceText& source_;
  const std::vector<BoundColumn>& columns_;
  ChunkRows& rows_;
  std::size_t capacity_ = 0;
  std::vector<std::unordered_map<std::string_view, std::string_view>> known_;  // per column: values mapped before
  std::vector<std::vector<Id>> words_;                                         // per column: ids of the allowed words
  std::vector<std::size_t> seen_, fresh_;  // per column: texts looked up in the pool, and new ones among them
  std::array<Fault, Batch::most_rows> fault_{};
  std::array<std::size_t, Batch::most_rows> faulty_column_{};
  bool any_fault_ = false;
};

}  // namespace

void ChunkRows::clear() {
  read = rows = undecodable = open_quote_line = 0;
  for (ChunkColumn& column : columns) {
    column.ids.clear();
    column.numbers.clear();
    column.dates.clear();
    column.money.clear();
    column.not_numeric = column.any_value = false;
  }
  lines.clear();
  begins.clear();
  faults.clear();
  pool.clear();
  kept.clear();
}

void read_chunk(const SourceText& source, const TextChunk& chunk, const std::vector<BoundColumn>& columns,
                std::size_t field_count, ChunkRows& rows) {
  rows.clear();
  Batch batch(source, chunk, field_count, rows);
  ColumnWriter writer(source, columns, rows);
  while (batch.fill()) writer.take(batch);
  writer.finish();
}

ChunkRows reread_as_text(const SourceText& source, const BoundColumn& column, std::span<const std::size_t> begins) {
  ChunkRows rows;
  if (begins.empty()) return rows;
  std::vector<BoundColumn> columns{column};
  columns[0].numeric = false;
  ColumnWriter writer(source, columns, rows);
  RecordReader records(*source.finder, source.bytes, source.delimiter, begins.front(), 1);
  Record record;
  std::vector<Id> ids;
  while (ids.size() < begins.size() && records.next(record)) {
    if (record.begin != begins[ids.size()]) continue;  // was rejected
    const Field& field = record.fields[column.field];
    ids.push_back(writer.intern(0, {field.text.data(), static_cast<std::uint32_t>(field.text.size()),
                                    field.doubled  ? Cell::doubled
                                    : field.quoted ? Cell::quoted
                                                   : Cell::plain}));
  }
  rows.rows = ids.size();
  writer.finish();
  rows.columns[0].ids = std::move(ids);
  return rows;
}

}  // namespace sightline::evidence
