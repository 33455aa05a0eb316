// columns.hpp: the records of one chunk as typed columns, with texts interned in a pool of the chunk.
//
// Rows are taken some at a time, and then column by column, so that each kind of value has a loop of its own. Texts are
// decoded once per different text of a chunk; the pools are merged in chunk order, so that ids are the same at any
// number of threads.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "evidence/columns/chunk_pool.hpp"
#include "evidence/columns/values.hpp"
#include "evidence/csv/decoding.hpp"
#include "evidence/csv/records.hpp"

namespace sightline::evidence {

using ValueMap = std::unordered_map<std::string, std::string>;  // a column's value in the source -> in the contract

struct SourceText {
  const MarkFinder* finder = nullptr;
  std::string_view bytes;
  char delimiter = ',';
  Encoding encoding = Encoding::utf8;
  const Gb18030* table = nullptr;  // for gb18030
  std::uint32_t file = 0;
};

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
  std::size_t rows = 0;               // accepted
  std::uint64_t undecodable = 0;      // rows that are rejected for their encoding
  std::uint64_t open_quote_line = 0;  // of a record whose quote is never closed; 0 when there is none
  std::vector<ChunkColumn> columns;   // by position in the binding
  std::vector<std::uint64_t> lines;
  std::vector<std::size_t> begins;
  std::vector<RowFault> faults;
  ChunkPool pool;
  std::deque<std::string> kept;  // texts that do not stand in the source as such
  void clear();                  // keeps the memory
};

// Fills `rows` anew; memory from a former chunk is used again.
void read_chunk(const SourceText& source, const TextChunk& chunk, const std::vector<BoundColumn>& columns,
                std::size_t field_count, ChunkRows& rows);

// Reads one attribute again as texts, for the records that start at `begins`: one column, with a pool of its own.
[[nodiscard]] ChunkRows reread_as_text(const SourceText& source, const BoundColumn& column,
                                       std::span<const std::size_t> begins);

}  // namespace sightline::evidence
