// table_draft.hpp: one table on its way from the files to Evidence: read, merged, then checked against keys and other
// tables.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "evidence/columns/columns.hpp"
#include "evidence/csv/file.hpp"
#include "evidence/manifest.hpp"
#include "sightline/evidence.hpp"

namespace sightline::evidence {

// How the work is cut; never what comes out.
struct ReadTuning {
  std::size_t chunk_bytes = std::size_t{1} << 20;
  const MarkFinder* finder = nullptr;  // default: the best of this machine
};

struct LoadedFile {
  SourceFile source;
  FileBytes bytes;
  std::string hash;  // SHA-256 of the stored bytes, hex
  [[nodiscard]] std::string_view text() const { return text_of(bytes.content()); }
  static std::string_view text_of(std::string_view bytes);  // without a byte order mark
};

// The columns of one file, bound to the table's.
struct FileBinding {
  std::vector<BoundColumn> columns;
  std::size_t field_count = 0;
  std::size_t data_begin = 0;  // behind the header row
  std::uint64_t data_line = 1;
};

struct TableDraft {
  TableRule rule;
  Table table;
  std::vector<ColumnRule> slots;  // parallel to table.columns
  std::vector<LoadedFile> files;
  std::vector<SourceText> texts;    // parallel to files
  std::vector<std::size_t> begins;  // per row: of its record in its file
  std::vector<RowFault> faults;
  std::vector<std::string> notes;
  [[nodiscard]] std::uint32_t file_of(std::size_t row) const;
  [[nodiscard]] std::string row_text(std::uint32_t file, std::size_t begin) const;  // the record as it stood, UTF-8
};

// Reads the header row: names, renamed, checked against the rule; adds columns that are new to the draft.
// Error(input) names what is missing, given twice or undecodable.
[[nodiscard]] FileBinding bind_header(const TableSource& source, const LoadedFile& file, const SourceText& text,
                                      TableDraft& draft);

// Reads all files of a table. Error(input) for what no row can be blamed for: an empty file, no header, a lost
// encoding, a quote that is never closed.
[[nodiscard]] TableDraft read_table(const TableSource& source, std::vector<LoadedFile> files, const Gb18030* table,
                                    StringPool& pool, const ReadTuning& tuning, const Run& run);

}  // namespace sightline::evidence
