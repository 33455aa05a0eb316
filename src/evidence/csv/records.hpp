// records.hpp: the records of a CSV text and their fields, from any chunk of it.
//
// Grammar  a field that starts with a quote ends at the next single quote ("" stands for one quote inside it) and may
//          hold delimiters and line ends; any other field is taken as it stands, quotes included. Records end with LF
//          or CRLF. Blank lines are no records.
// Chunks   a chunk owns the records that start behind a line end inside it. Whether a chunk starts within quotes
//          follows from the chunks before it: each is scanned once under both assumptions, and the answers are chained.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "evidence/csv/marks.hpp"
#include "sightline/base/run.hpp"

namespace sightline::evidence {

struct Field {
  std::string_view text;  // between the quotes, when quoted
  bool quoted = false;
  bool doubled = false;  // holds doubled quotes
};

struct Record {
  std::size_t begin = 0, end = 0;  // bytes, without the line end
  std::uint64_t line = 0;
  std::span<const Field> fields;
  bool misplaced_quote = false;  // text behind a closing quote
  bool open_quote = false;       // the text ends inside quotes
};

class RecordReader {
 public:
  RecordReader(const MarkFinder& finder, std::string_view bytes, char delimiter, std::size_t begin, std::uint64_t line);
  [[nodiscard]] bool next(Record& record);  // false at the end of the text
  // The usual case at once: when the next record has exactly `fields` fields and no quote, takes it and returns where
  // each field ends (the last one at its line feed); else nullptr, and nothing is taken.
  [[nodiscard]] const std::size_t* next_plain(std::size_t fields);
  [[nodiscard]] std::size_t position() const { return at_; }  // where the next record starts
  [[nodiscard]] std::uint64_t line() const { return line_; }

 private:
  [[nodiscard]] std::size_t read_quoted(Field& field, Record& record);
  [[nodiscard]] std::size_t read_plain(Field& field);
  MarkStream marks_;
  std::string_view bytes_;
  std::vector<Field> fields_;
  std::size_t at_;
  std::uint64_t line_;
  char delimiter_;
};

struct TextChunk {
  std::size_t begin = 0, end = 0;                 // its records start in [begin, end]; one starts at begin
  std::size_t stop = 0;                           // where the records of the next chunk start
  std::uint64_t line = 0;                         // of the first record
  bool beyond_ascii = false, zero_bytes = false;  // perhaps in [begin, stop)
};

// Splits bytes[begin, size) into chunks of about chunk_bytes; `line` is the line of `begin`. Empty chunks are left out.
[[nodiscard]] std::vector<TextChunk> split_text(const MarkFinder& finder, std::string_view bytes, char delimiter,
                                                std::size_t begin, std::uint64_t line, std::size_t chunk_bytes,
                                                const Run& run);

}  // namespace sightline::evidence
