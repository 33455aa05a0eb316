#include "evidence/table/table_draft.hpp"

#include "evidence/table/table_reader.hpp"

namespace sightline::evidence {

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
  const MarkFinder& finder = tuning.finder != nullptr ? *tuning.finder : best_finder();
  for (std::uint32_t f = 0; f < draft.files.size(); ++f) {
    const LoadedFile& file = draft.files[f];
    draft.table.source.append(f == 0 ? "" : ", ").append(file.source.name);
    draft.texts.push_back({&finder, file.text(), delimiter_of(file.source.name), source.encoding, table, f});
  }
  TableReader(draft, pool, tuning, run).read(source);
  return draft;
}

}  // namespace sightline::evidence
