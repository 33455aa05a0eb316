// columns.hpp: the records of one chunk as typed columns, with texts interned in a pool of the chunk.
//
// Texts are stored as they stand in the source; they are decoded once per different text, when the pools of the chunks
// are merged in chunk order. So ids are those of a single reader, whatever the chunks and threads.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "evidence/csv/decoding.hpp"
#include "evidence/csv/records.hpp"
#include "evidence/rows/values.hpp"

namespace sightline::evidence {

using ValueMap = std::unordered_map<std::string, std::string>;  // a column's value in the source -> in the contract

struct BoundColumn {
  ColumnRule rule;
  std::size_t field = 0;  // in the file
  std::size_t slot = 0;   // in the table
  bool attribute = false;
  bool numeric = false;  // an attribute that is read as numbers until one is none
  const ValueMap* values = nullptr;
};

inline constexpr std::uint32_t no_slot = 0xFFFF'FFFFu;

struct RowFault {
  Fault fault = Fault::none;
  std::uint32_t file = 0;
  std::uint32_t slot = no_slot;  // of the column; no_slot when the whole row is meant
  std::uint64_t line = 0;
  std::size_t begin = 0;    // of the record, in the file
  std::string value = {};   // as seen, UTF-8
  std::string detail = {};  // replaces the standard message, when not empty
};

// Texts of one chunk, in order of first appearance.
class ChunkPool {
 public:
  Id intern(std::string_view text, bool utf8);  // keeps the view
  struct Entry {
    std::string_view text;
    bool utf8;  // decoded already
  };
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  void grow();
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> hashes_;
  std::vector<Id> slots_ = std::vector<Id>(256, no_id);
};

struct ChunkColumn {
  std::vector<Id> ids;
  std::vector<double> numbers;
  std::vector<Date> dates;
  std::vector<Money> money;
  bool not_numeric = false;  // an attribute read as numbers met another text
  bool any_value = false;
};

struct ChunkRows {
  std::uint64_t read = 0;
  std::size_t rows = 0;                             // accepted
  std::uint64_t beyond_ascii = 0, undecodable = 0;  // rows with characters beyond ASCII; those that cannot be decoded
  std::uint64_t open_quote_line = 0;                // of a record whose quote is never closed; 0 when there is none
  std::vector<ChunkColumn> columns;                 // by position in the binding
  std::vector<std::uint64_t> lines;
  std::vector<std::size_t> begins;
  std::vector<RowFault> faults;
  ChunkPool pool;
  std::deque<std::string> kept;  // texts that do not stand in the source as such
};

struct SourceText {
  const MarkFinder* finder = nullptr;
  std::string_view bytes;
  char delimiter = ',';
  Encoding encoding = Encoding::utf8;
  const Gb18030* table = nullptr;  // for gb18030
  std::uint32_t file = 0;
};

[[nodiscard]] ChunkRows read_chunk(const SourceText& source, const TextChunk& chunk,
                                   const std::vector<BoundColumn>& columns, std::size_t field_count);

// Reads one attribute again as texts, for the records that start at `begins`: one column, with a pool of its own.
[[nodiscard]] ChunkRows reread_as_text(const SourceText& source, const BoundColumn& column,
                                       std::span<const std::size_t> begins);

}  // namespace sightline::evidence
