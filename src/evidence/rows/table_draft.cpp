#include "evidence/rows/table_draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sightline/base/error.hpp"

namespace sightline::evidence {
namespace {

constexpr std::size_t sampled_rows = 100;  // of each file, to guess whether an attribute is numeric

struct Job {
  std::uint32_t file;
  TextChunk chunk;
};

// An attribute starts as numeric when every value of the first rows is a number; a later other text makes it a text.
void guess_types(const std::vector<SourceText>& texts, std::vector<FileBinding>& bindings, std::size_t slots) {
  std::vector<bool> numeric(slots, true);
  for (std::size_t f = 0; f < texts.size(); ++f) {
    const FileBinding& binding = bindings[f];
    RecordReader records(*texts[f].finder, texts[f].bytes, texts[f].delimiter, binding.data_begin, binding.data_line);
    Record record;
    for (std::size_t row = 0; row < sampled_rows && records.next(record); ++row) {
      if (record.fields.size() != binding.field_count) continue;
      for (const BoundColumn& column : binding.columns) {
        double value = 0;
        const std::string_view text = trimmed(record.fields[column.field].text);
        if (column.values != nullptr || (!text.empty() && !is_plain_number(text, value))) numeric[column.slot] = false;
      }
    }
  }
  for (FileBinding& binding : bindings)
    for (BoundColumn& column : binding.columns) column.numeric = column.attribute && numeric[column.slot];
}

void refuse_lost_encoding(const TableDraft& draft, const std::vector<Job>& jobs, const std::vector<ChunkRows>& chunks) {
  for (std::uint32_t f = 0; f < draft.files.size(); ++f) {
    std::uint64_t beyond = 0, bad = 0;
    const RowFault* first = nullptr;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (jobs[i].file != f) continue;
      beyond += chunks[i].beyond_ascii;
      bad += chunks[i].undecodable;
      for (const RowFault& fault : chunks[i].faults)
        if (first == nullptr && fault.fault == Fault::encoding) first = &fault;
    }
    if (first == nullptr || bad < 2 || bad * 2 <= beyond) continue;  // single damaged rows are rejected, not the file
    const bool utf8 = draft.texts[f].encoding == Encoding::utf8;
    const bool other =
        first_invalid(utf8 ? Encoding::gb18030 : Encoding::utf8, draft.texts[f].bytes) == std::string_view::npos;
    const char* const reads_as = utf8 ? "GB18030" : "UTF-8";
    throw Error(
        ErrorCode::input,
        fmt::format("{}:{}: the file cannot be decoded as {}: {} ({} of {} rows with such characters){}",
                    draft.files[f].source.name, first->line, utf8 ? "UTF-8" : "GB18030", first->detail, bad, beyond,
                    other ? std::string("; it reads as ") + reads_as : ""),
        other ? fmt::format("set encoding: {} for this table in dataset.yaml", utf8 ? "gb18030" : "utf-8") : "");
  }
}

std::vector<Id> merged_ids(const ChunkPool& chunk, const SourceText& text, StringPool& pool) {
  std::vector<Id> ids;
  ids.reserve(chunk.entries().size());
  std::string utf8;
  for (const ChunkPool::Entry& entry : chunk.entries()) {
    if (entry.utf8 || text.encoding == Encoding::utf8) {
      ids.push_back(pool.intern(entry.text));
    } else {
      utf8.clear();
      text.table->append_utf8(entry.text, utf8);
      ids.push_back(pool.intern(utf8));
    }
  }
  return ids;
}

void prepare(const ColumnRule& rule, bool numeric, bool attribute, std::size_t rows, Column& column) {
  column.name = rule.name;
  column.attribute = attribute;
  column.type = numeric ? ColumnType::number : type_of(rule.kind);
  switch (column.type) {
    case ColumnType::id:
    case ColumnType::text: column.ids.assign(rows, no_id); break;
    case ColumnType::number:
    case ColumnType::flag: column.numbers.assign(rows, std::nan("")); break;
    case ColumnType::date: column.dates.assign(rows, Date()); break;
    case ColumnType::money: column.money.assign(rows, missing_money); break;
  }
}

void copy_column(const ChunkColumn& from, const std::vector<Id>& ids, std::size_t at, Column& to) {
  const auto place = static_cast<std::ptrdiff_t>(at);
  for (std::size_t i = 0; i < from.ids.size(); ++i) to.ids[at + i] = from.ids[i] == no_id ? no_id : ids[from.ids[i]];
  if (!to.numbers.empty()) std::copy(from.numbers.begin(), from.numbers.end(), to.numbers.begin() + place);
  if (!to.dates.empty()) std::copy(from.dates.begin(), from.dates.end(), to.dates.begin() + place);
  if (!to.money.empty()) std::copy(from.money.begin(), from.money.end(), to.money.begin() + place);
}

struct Types {  // of the slots: which attributes are numbers in every chunk, and which ones were thought to be
  std::vector<bool> numeric, refuted;
};

Types settle_types(const TableDraft& draft, const std::vector<FileBinding>& bindings, const std::vector<Job>& jobs,
                   std::vector<ChunkRows>& chunks) {
  Types types{std::vector<bool>(draft.slots.size(), false), std::vector<bool>(draft.slots.size(), false)};
  for (std::size_t i = 0; i < jobs.size(); ++i)
    for (std::size_t c = 0; c < bindings[jobs[i].file].columns.size(); ++c) {
      const BoundColumn& column = bindings[jobs[i].file].columns[c];
      if (!column.numeric) continue;
      if (chunks[i].columns[c].any_value) types.numeric[column.slot] = true;
      if (chunks[i].columns[c].not_numeric) types.refuted[column.slot] = true;
    }
  for (std::size_t slot = 0; slot < draft.slots.size(); ++slot)
    types.numeric[slot] = types.numeric[slot] && !types.refuted[slot];
  return types;
}

// Where each chunk's rows start in the table.
std::vector<std::size_t> starts_of(const std::vector<ChunkRows>& chunks) {
  std::vector<std::size_t> starts(chunks.size() + 1, 0);
  for (std::size_t i = 0; i < chunks.size(); ++i) starts[i + 1] = starts[i] + chunks[i].rows;
  return starts;
}

void merge(const std::vector<FileBinding>& bindings, const std::vector<Job>& jobs, std::vector<ChunkRows>& chunks,
           StringPool& pool, const Run& run, const Types& types, TableDraft& draft) {
  const std::vector<std::size_t> starts = starts_of(chunks);
  std::vector<std::vector<Id>> ids(chunks.size());
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    if (i == 0 || jobs[i].file != jobs[i - 1].file)
      draft.table.parts.push_back({draft.files[jobs[i].file].source.name, starts[i]});
    draft.table.account.read += chunks[i].read;
    for (RowFault& fault : chunks[i].faults) draft.faults.push_back(std::move(fault));
    ids[i] = merged_ids(chunks[i].pool, draft.texts[jobs[i].file], pool);
  }
  draft.table.rows = starts.back();
  draft.table.columns.resize(draft.slots.size());
  draft.table.lines.resize(starts.back());
  draft.begins.resize(starts.back());
  for (std::size_t slot = 0; slot < draft.slots.size(); ++slot)
    prepare(draft.slots[slot], types.numeric[slot], draft.rule.find(draft.slots[slot].name) == nullptr, starts.back(),
            draft.table.columns[slot]);
  parallel_chunks(run, jobs.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
    const FileBinding& binding = bindings[jobs[i].file];
    for (std::size_t c = 0; c < binding.columns.size(); ++c)
      copy_column(chunks[i].columns[c], ids[i], starts[i], draft.table.columns[binding.columns[c].slot]);
    const auto place = static_cast<std::ptrdiff_t>(starts[i]);
    std::copy(chunks[i].lines.begin(), chunks[i].lines.end(), draft.table.lines.begin() + place);
    std::copy(chunks[i].begins.begin(), chunks[i].begins.end(), draft.begins.begin() + place);
    const std::size_t rows = chunks[i].rows;
    chunks[i] = ChunkRows{};
    chunks[i].rows = rows;
  });
}

// Attributes that were read as numbers until some row had another text: read them again, column by column.
void reread_refuted(const std::vector<FileBinding>& bindings, const std::vector<Job>& jobs,
                    const std::vector<ChunkRows>& chunks, StringPool& pool, const Run& run, const Types& types,
                    TableDraft& draft) {
  const std::vector<std::size_t> starts = starts_of(chunks);
  for (std::size_t slot = 0; slot < draft.slots.size(); ++slot) {
    if (!types.refuted[slot]) continue;
    std::vector<ChunkRows> texts(jobs.size());
    parallel_chunks(run, jobs.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
      for (const BoundColumn& column : bindings[jobs[i].file].columns)
        if (column.slot == slot)
          texts[i] = reread_as_text(draft.texts[jobs[i].file], column,
                                    std::span(draft.begins).subspan(starts[i], chunks[i].rows));
    });
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (texts[i].columns.empty()) continue;
      const std::vector<Id> ids = merged_ids(texts[i].pool, draft.texts[jobs[i].file], pool);
      copy_column(texts[i].columns[0], ids, starts[i], draft.table.columns[slot]);
    }
  }
}

// A column without a name comes from delimiters at the end of every line; it may go when it says nothing.
void drop_nameless(TableDraft& draft) {
  for (std::size_t slot = draft.slots.size(); slot-- > 0;) {
    if (!draft.slots[slot].name.empty()) continue;
    const Column& column = draft.table.columns[slot];
    const bool empty =
        std::all_of(column.ids.begin(), column.ids.end(), [](Id id) { return id == no_id; }) && column.numbers.empty();
    if (!empty)
      throw Error(ErrorCode::input,
                  draft.files[0].source.name + ":1: a column has values and no name in the header row");
    draft.slots.erase(draft.slots.begin() + static_cast<std::ptrdiff_t>(slot));
    draft.table.columns.erase(draft.table.columns.begin() + static_cast<std::ptrdiff_t>(slot));
  }
}

}  // namespace

std::string_view LoadedFile::text_of(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return bytes;
}

std::uint32_t TableDraft::file_of(std::size_t row) const {
  const std::string& name = table.file_of(row);
  for (std::uint32_t f = 0; f < files.size(); ++f)
    if (files[f].source.name == name) return f;
  return 0;
}

std::string TableDraft::row_text(std::uint32_t file, std::size_t begin) const {
  const SourceText& text = texts[file];
  RecordReader records(*text.finder, text.bytes, text.delimiter, begin, 1);
  Record record;
  if (!records.next(record)) return "";
  return readable(text.encoding, text.table, text.bytes.substr(record.begin, record.end - record.begin));
}

TableDraft read_table(const TableSource& source, std::vector<LoadedFile> files, const Gb18030* table, StringPool& pool,
                      const ReadTuning& tuning, const Run& run) {
  TableDraft draft;
  draft.rule = source.rule;
  draft.table.name = source.rule.name;
  draft.files = std::move(files);
  std::vector<FileBinding> bindings;
  std::vector<Job> jobs;
  for (std::uint32_t f = 0; f < draft.files.size(); ++f) {
    const LoadedFile& file = draft.files[f];
    draft.table.source += (f == 0 ? "" : ", ") + file.source.name;
    const MarkFinder& finder = tuning.finder != nullptr ? *tuning.finder : best_finder();
    draft.texts.push_back({&finder, file.text(), delimiter_of(file.source.name), source.encoding, table, f});
    bindings.push_back(bind_header(source, file, draft.texts[f], draft));
    for (const TextChunk& chunk : split_text(finder, draft.texts[f].bytes, draft.texts[f].delimiter,
                                             bindings[f].data_begin, bindings[f].data_line, tuning.chunk_bytes, run))
      jobs.push_back({f, chunk});
  }
  guess_types(draft.texts, bindings, draft.slots.size());
  std::vector<ChunkRows> chunks(jobs.size());
  parallel_chunks(run, jobs.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
    const FileBinding& binding = bindings[jobs[i].file];
    chunks[i] = read_chunk(draft.texts[jobs[i].file], jobs[i].chunk, binding.columns, binding.field_count);
  });
  for (std::size_t i = 0; i < jobs.size(); ++i)
    if (chunks[i].open_quote_line != 0)
      throw Error(
          ErrorCode::input,
          fmt::format("{}:{}: a quoted field of the row that starts here is never closed; is the file truncated?",
                      draft.files[jobs[i].file].source.name, chunks[i].open_quote_line));
  refuse_lost_encoding(draft, jobs, chunks);
  const Types types = settle_types(draft, bindings, jobs, chunks);
  merge(bindings, jobs, chunks, pool, run, types, draft);
  reread_refuted(bindings, jobs, chunks, pool, run, types, draft);
  drop_nameless(draft);
  return draft;
}

}  // namespace sightline::evidence
