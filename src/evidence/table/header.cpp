#include <fmt/format.h>

#include <algorithm>

#include "base/nearest_name.hpp"
#include "evidence/table/table_draft.hpp"
#include "sightline/base/error.hpp"

namespace sightline::evidence {
namespace {

[[noreturn]] void fail(const std::string& file, std::uint64_t line, const std::string& message,
                       const std::string& next = "") {
  throw Error(ErrorCode::input, fmt::format("{}:{}: {}", file, line, message), next);
}

void refuse_other_formats(const LoadedFile& file) {
  const std::string_view bytes = file.bytes.content();
  if (bytes.empty()) fail(file.source.name, 1, "the file is empty, expected a header row");
  if (bytes.starts_with("PK\x03\x04"))
    fail(file.source.name, 1, "is an XLSX or ZIP file under another name, expected CSV", "save it as CSV (UTF-8)");
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
    fail(file.source.name, 1, "is written in UTF-16, expected UTF-8 or GB18030", "save it as CSV (UTF-8)");
}

std::vector<std::string> decoded_names(const Record& record, const SourceText& text, const std::string& file) {
  std::vector<std::string> names;
  const std::string_view bytes = text.bytes.substr(record.begin, record.end - record.begin);
  if (const std::size_t bad = first_invalid(text.encoding, bytes); bad != std::string_view::npos) {
    const bool utf8 = text.encoding == Encoding::utf8;
    const Encoding other = utf8 ? Encoding::gb18030 : Encoding::utf8;
    const bool reads_as_other = first_invalid(other, bytes) == std::string_view::npos;
    fail(file, record.line,
         fmt::format("the header row cannot be decoded: byte {} (0x{:02X}) is no {}{}", bad + 1,
                     static_cast<unsigned char>(bytes[bad]), utf8 ? "UTF-8" : "GB18030",
                     reads_as_other ? (utf8 ? "; it reads as GB18030" : "; it reads as UTF-8") : ""),
         reads_as_other
             ? std::string("set encoding: ") + (utf8 ? "gb18030" : "utf-8") + " for this table in dataset.yaml"
             : "");
  }
  for (const Field& field : record.fields) names.push_back(readable(text.encoding, text.table, trimmed(field.text)));
  return names;
}

// Renames by the manifest: the file's names become the contract's.
void rename(const TableSource& source, const std::string& file, std::uint64_t line, std::vector<std::string>& names) {
  const std::vector<std::string> in_file = names;
  for (const auto& [to, from] : source.columns) {
    const auto found = std::find(in_file.begin(), in_file.end(), from);
    if (found == in_file.end())
      fail(file, line,
           fmt::format("column '{}' is missing, which {} maps to {}{}", from, source.place, to,
                       did_you_mean(from, in_file)));
    names[static_cast<std::size_t>(found - in_file.begin())] = to;
  }
}

void refuse_repeated(const std::string& file, std::uint64_t line, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t j = i + 1; j < names.size() && !names[i].empty(); ++j)
      if (names[i] == names[j])
        fail(file, line, fmt::format("column '{}' is given twice (fields {} and {})", names[i], i + 1, j + 1));
}

void require_columns(const TableRule& rule, const std::string& file, std::uint64_t line,
                     const std::vector<std::string>& names, char delimiter) {
  for (const ColumnRule& column : rule.columns) {
    if (!column.required || std::find(names.begin(), names.end(), column.name) != names.end()) continue;
    std::vector<std::string> others;
    for (const std::string& name : names)
      if (rule.find(name) == nullptr) others.push_back(name);
    const std::string near = nearest_name(column.name, others);
    std::string hint = near.empty() ? "" : "; did you mean '" + near + "'?";
    for (const char other : {';', '\t', ','})
      if (names.size() == 1 && other != delimiter && names[0].find(other) != std::string::npos)
        hint = fmt::format("; the fields seem to be separated by '{}', expected '{}'",
                           other == '\t' ? "TAB" : std::string(1, other),
                           delimiter == '\t' ? "TAB" : std::string(1, delimiter));
    std::string found = fmt::format("{}", fmt::join(names, ", "));
    if (found.size() > 200) found = found.substr(0, 200) + "...";
    fail(file, line,
         fmt::format("required column '{}' of {} is missing{}; the file has {}{}", column.name, rule.name,
                     column.meaning.empty() ? "" : fmt::format(" ({})", column.meaning), found, hint),
         near.empty() ? ""
                      : fmt::format("map it in dataset.yaml: tables: {{{}: {{file: {}, columns: {{{}: {}}}}}}}",
                                    rule.name, file, column.name, near));
  }
}

void note_near_misses(const TableRule& rule, const std::string& file, const std::vector<std::string>& names,
                      std::vector<std::string>& notes) {
  std::vector<std::string> absent;
  for (const ColumnRule& column : rule.columns)
    if (std::find(names.begin(), names.end(), column.name) == names.end()) absent.push_back(column.name);
  for (const std::string& name : names) {
    if (rule.find(name) != nullptr) continue;
    if (const std::string near = nearest_name(name, absent); !near.empty())
      notes.push_back(fmt::format("{}: column '{}' is kept as an attribute; did you mean '{}'?", file, name, near));
  }
}

}  // namespace

FileBinding bind_header(const TableSource& source, const LoadedFile& file, const SourceText& text, TableDraft& draft) {
  refuse_other_formats(file);
  const std::string& name = file.source.name;
  RecordReader records(*text.finder, text.bytes, text.delimiter, 0, 1);
  Record record;
  if (!records.next(record)) fail(name, 1, "the file has only blank lines, expected a header row");
  if (record.open_quote) fail(name, record.line, "a quote in the header row is never closed; is the file truncated?");
  std::vector<std::string> names = decoded_names(record, text, name);
  rename(source, name, record.line, names);
  refuse_repeated(name, record.line, names);
  require_columns(source.rule, name, record.line, names, text.delimiter);
  note_near_misses(source.rule, name, names, draft.notes);

  FileBinding binding{
      .columns = {}, .field_count = names.size(), .data_begin = records.position(), .data_line = records.line()};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const ColumnRule* rule = source.rule.find(names[i]);
    BoundColumn column;
    column.rule = rule != nullptr ? *rule : ColumnRule{.name = names[i], .meaning = {}, .words = {}};
    column.field = i;
    column.attribute = rule == nullptr;
    if (const auto values = source.values.find(names[i]); values != source.values.end())
      column.values = &values->second;
    const auto slot = std::find_if(draft.slots.begin(), draft.slots.end(),
                                   [&](const ColumnRule& other) { return other.name == names[i]; });
    column.slot = static_cast<std::size_t>(slot - draft.slots.begin());
    if (slot == draft.slots.end()) draft.slots.push_back(column.rule);
    binding.columns.push_back(std::move(column));
  }
  for (const auto& [column, values] : source.values)
    if (std::find(names.begin(), names.end(), column) == names.end())
      fail(name, record.line,
           fmt::format("column '{}' is missing, for which {} maps values{}", column, source.place,
                       did_you_mean(column, names)));
  return binding;
}

}  // namespace sightline::evidence
