#include "evidence/table/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sightline/base/error.hpp"

namespace sightline::evidence {
namespace {

constexpr std::size_t sampled_rows = 100;  // of each file, to guess whether an attribute is numeric
constexpr std::size_t wave_chunks = 16;

std::uint64_t count_beyond_ascii(const SourceText& text, const FileBinding& binding) {
  RecordReader records(*text.finder, text.bytes, text.delimiter, binding.data_begin, binding.data_line);
  Record record;
  std::uint64_t count = 0;
  while (records.next(record)) count += is_ascii(text.bytes.substr(record.begin, record.end - record.begin)) ? 0u : 1u;
  return count;
}

template <class T>
void extend(std::vector<T>& to, const std::vector<T>& from, std::size_t size, T empty) {
  to.insert(to.end(), from.begin(), from.end());
  to.resize(size, empty);  // a column that this file does not have
}

}  // namespace

TableReader::TableReader(TableDraft& draft, StringPool& pool, const ReadTuning& tuning, const Run& run)
    : draft_(draft), pool_(pool), tuning_(tuning), run_(run) {}

void TableReader::read(const TableSource& source) {
  plan(source);
  guess_types();
  prepare_columns();
  read_waves();
  hash_up_to(jobs_.size());
  for (std::uint32_t f = 0; f < files_.size(); ++f) refuse_lost_encoding(f);
  settle_types();
  drop_nameless();
}

void TableReader::plan(const TableSource& source) {
  for (std::uint32_t f = 0; f < draft_.files.size(); ++f) {
    const SourceText& text = draft_.texts[f];
    FileState& file = files_.emplace_back();
    file.binding = bind_header(source, draft_.files[f], text, draft_);
    for (const TextChunk& chunk : split_text(*text.finder, text.bytes, text.delimiter, file.binding.data_begin,
                                             file.binding.data_line, tuning_.chunk_bytes, run_))
      jobs_.push_back({f, chunk});
    file.last_job = jobs_.size();
  }
}

// An attribute starts as numeric when every value of the first rows is a number; a later other text makes it a text.
void TableReader::guess_types() {
  guessed_numeric_.assign(draft_.slots.size(), true);
  for (std::size_t f = 0; f < files_.size(); ++f) {
    const FileBinding& binding = files_[f].binding;
    const SourceText& text = draft_.texts[f];
    RecordReader records(*text.finder, text.bytes, text.delimiter, binding.data_begin, binding.data_line);
    Record record;
    for (std::size_t row = 0; row < sampled_rows && records.next(record); ++row) {
      if (record.fields.size() != binding.field_count) continue;
      for (const BoundColumn& column : binding.columns) {
        double value = 0;
        const std::string_view field = trimmed(record.fields[column.field].text);
        if (column.values != nullptr || (!field.empty() && !is_plain_number(field, value)))
          guessed_numeric_[column.slot] = false;
      }
    }
  }
  for (FileState& file : files_)
    for (BoundColumn& column : file.binding.columns) {
      column.numeric = column.attribute && guessed_numeric_[column.slot];
      if (!column.attribute) guessed_numeric_[column.slot] = false;
    }
  has_value_.assign(draft_.slots.size(), false);
  refuted_.assign(draft_.slots.size(), false);
}

void TableReader::prepare_columns() {
  for (std::size_t slot = 0; slot < draft_.slots.size(); ++slot) {
    Column& column = draft_.table.columns.emplace_back();
    column.name = draft_.slots[slot].name;
    column.attribute = draft_.rule.find(column.name) == nullptr;
    column.type = guessed_numeric_[slot] ? ColumnType::number : type_of(draft_.slots[slot].kind);
  }
}

// Step k parses wave k and merges wave k - 1 at the same time, so two sets of chunks take turns.
void TableReader::read_waves() {
  Wave parsed(std::min(wave_chunks, jobs_.size())), merged(parsed.size());
  std::size_t merge_first = 0, first = 0;
  run_.report("reading " + draft_.table.name, 0);
  while (merge_first < jobs_.size()) {
    const std::size_t last = std::min(first + wave_chunks, jobs_.size());
    parallel_chunks(run_, last - first + 2, 1, [&](std::size_t task, std::size_t, std::size_t) {
      if (task == 0) return merge(merge_first, first, merged);
      if (task == 1) return hash_up_to(last);
      const Job& job = jobs_[first + task - 2];
      const FileBinding& binding = files_[job.file].binding;
      read_chunk(draft_.texts[job.file], job.chunk, binding.columns, binding.field_count, parsed[task - 2]);
    });
    std::swap(parsed, merged);
    merge_first = first;
    first = last;
    run_.report("reading " + draft_.table.name, static_cast<double>(merge_first) / static_cast<double>(jobs_.size()));
  }
}

void TableReader::hash_up_to(std::size_t job) {
  for (std::uint32_t f = 0; f < files_.size(); ++f) {
    FileState& file = files_[f];
    if (!draft_.files[f].hash.empty()) continue;
    const bool complete = job >= file.last_job;
    if (!complete && jobs_[job].file != f) continue;
    const std::string_view stored = draft_.files[f].bytes.stored();
    const std::size_t mark = stored.size() - draft_.texts[f].bytes.size();
    const std::size_t end = complete ? stored.size() : mark + jobs_[job].chunk.begin;
    file.hash.add(stored.substr(file.hashed, end - file.hashed));
    file.hashed = end;
    if (complete) draft_.files[f].hash = to_hex(file.hash.finish());
  }
}

void TableReader::merge(std::size_t first, std::size_t last, Wave& wave) {
  for (std::size_t i = first; i < last; ++i) {
    merge_chunk(jobs_[i], wave[i - first]);
    const Job& job = jobs_[i];
    draft_.files[job.file].bytes.forget(job.chunk.begin, job.chunk.stop);
  }
}

void TableReader::merge_chunk(Job& job, ChunkRows& rows) {
  Table& table = draft_.table;
  FileState& file = files_[job.file];
  if (rows.open_quote_line != 0)
    throw Error(ErrorCode::input,
                fmt::format("{}:{}: a quoted field of the row that starts here is never closed; is the file truncated?",
                            draft_.files[job.file].source.name, rows.open_quote_line));
  if (table.parts.empty() || &job == jobs_.data() || (&job)[-1].file != job.file)
    table.parts.push_back({draft_.files[job.file].source.name, table.rows});
  table.account.read += rows.read;
  for (RowFault& fault : rows.faults) {
    if (fault.fault == Fault::encoding && file.first_undecodable.fault == Fault::none) file.first_undecodable = fault;
    draft_.faults.push_back(std::move(fault));
  }
  file.undecodable += rows.undecodable;
  if (file.undecodable >= file.next_check) {
    refuse_lost_encoding(job.file);
    file.next_check = 2 * file.undecodable;
  }
  ids_.resize(rows.pool.texts().size());
  pool_.intern(rows.pool.texts(), rows.pool.hashes(), ids_);
  job.first_row = table.rows;
  job.rows = rows.rows;
  table.rows += rows.rows;
  std::vector<const ChunkColumn*> of_slot(draft_.slots.size(), nullptr);
  for (std::size_t c = 0; c < file.binding.columns.size(); ++c)
    of_slot[file.binding.columns[c].slot] = &rows.columns[c];
  static const ChunkColumn none;
  for (std::size_t slot = 0; slot < of_slot.size(); ++slot)
    append(of_slot[slot] != nullptr ? *of_slot[slot] : none, table.rows, slot);
  table.lines.insert(table.lines.end(), rows.lines.begin(), rows.lines.end());
  draft_.begins.insert(draft_.begins.end(), rows.begins.begin(), rows.begins.end());
}

void TableReader::append(const ChunkColumn& from, std::size_t rows, std::size_t slot) {
  Column& to = draft_.table.columns[slot];
  if (from.any_value) has_value_[slot] = true;
  if (from.not_numeric) refuted_[slot] = true;
  switch (to.type) {
    case ColumnType::id:
    case ColumnType::text: {
      std::size_t at = to.ids.size();
      to.ids.resize(rows, no_id);
      for (const Id id : from.ids) to.ids[at++] = id == no_id ? no_id : ids_[id];
      break;
    }
    case ColumnType::number:
    case ColumnType::flag: extend(to.numbers, from.numbers, rows, std::nan("")); break;
    case ColumnType::date: extend(to.dates, from.dates, rows, Date()); break;
    case ColumnType::money: extend(to.money, from.money, rows, missing_money); break;
  }
}

// A file most of whose characters cannot be decoded is in another encoding; single damaged rows are only rejected.
void TableReader::refuse_lost_encoding(std::uint32_t f) const {
  const FileState& file = files_[f];
  const SourceText& text = draft_.texts[f];
  if (file.undecodable < 2) return;
  const std::uint64_t beyond = count_beyond_ascii(text, file.binding);
  if (file.undecodable * 2 <= beyond) return;
  const bool utf8 = text.encoding == Encoding::utf8;
  const Encoding other = utf8 ? Encoding::gb18030 : Encoding::utf8;
  const bool reads_as_other = first_invalid(other, text.bytes) == std::string_view::npos;
  throw Error(
      ErrorCode::input,
      fmt::format("{}:{}: the file cannot be decoded as {}: {} ({} of {} rows with such characters){}",
                  draft_.files[f].source.name, file.first_undecodable.line, utf8 ? "UTF-8" : "GB18030",
                  file.first_undecodable.detail, file.undecodable, beyond,
                  !reads_as_other ? ""
                  : utf8          ? "; it reads as GB18030"
                                  : "; it reads as UTF-8"),
      reads_as_other ? fmt::format("set encoding: {} for this table in dataset.yaml", utf8 ? "gb18030" : "utf-8") : "");
}

void TableReader::settle_types() {
  for (std::size_t slot = 0; slot < draft_.slots.size(); ++slot) {
    if (!guessed_numeric_[slot] || (has_value_[slot] && !refuted_[slot])) continue;
    Column& column = draft_.table.columns[slot];
    column.type = ColumnType::text;
    column.numbers = {};
    column.ids.assign(draft_.table.rows, no_id);
    if (refuted_[slot]) reread_as_texts(slot);
  }
}

// An attribute that was read as numbers until some row had another text.
void TableReader::reread_as_texts(std::size_t slot) {
  std::vector<ChunkRows> texts(jobs_.size());
  parallel_chunks(run_, jobs_.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
    for (const BoundColumn& column : files_[jobs_[i].file].binding.columns)
      if (column.slot == slot)
        texts[i] = reread_as_text(draft_.texts[jobs_[i].file], column,
                                  std::span(draft_.begins).subspan(jobs_[i].first_row, jobs_[i].rows));
  });
  std::vector<Id>& to = draft_.table.columns[slot].ids;
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    if (texts[i].columns.empty()) continue;
    ids_.resize(texts[i].pool.texts().size());
    pool_.intern(texts[i].pool.texts(), texts[i].pool.hashes(), ids_);
    std::size_t at = jobs_[i].first_row;
    for (const Id id : texts[i].columns[0].ids) to[at++] = id == no_id ? no_id : ids_[id];
  }
}

// A column without a name comes from delimiters at the end of every line; it may go when it says nothing.
void TableReader::drop_nameless() {
  for (std::size_t slot = draft_.slots.size(); slot-- > 0;) {
    if (!draft_.slots[slot].name.empty()) continue;
    const Column& column = draft_.table.columns[slot];
    const bool empty =
        std::all_of(column.ids.begin(), column.ids.end(), [](Id id) { return id == no_id; }) && column.numbers.empty();
    if (!empty)
      throw Error(ErrorCode::input,
                  draft_.files[0].source.name + ":1: a column has values and no name in the header row");
    draft_.slots.erase(draft_.slots.begin() + static_cast<std::ptrdiff_t>(slot));
    draft_.table.columns.erase(draft_.table.columns.begin() + static_cast<std::ptrdiff_t>(slot));
  }
}

}  // namespace sightline::evidence
