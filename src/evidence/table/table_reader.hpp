// table_reader.hpp: the files of one table in waves of chunks: while one wave is parsed by all threads, the one before
// it is merged into the table, and the file is hashed. Memory beside the table: two waves.
#pragma once

#include <vector>

#include "evidence/table/table_draft.hpp"
#include "sightline/base/hash.hpp"

namespace sightline::evidence {

class TableReader {
 public:
  // The draft has its files and texts; what is read goes to it and, texts, to the pool.
  TableReader(TableDraft& draft, StringPool& pool, const ReadTuning& tuning, const Run& run);
  void read(const TableSource& source);

 private:
  struct Job {
    std::uint32_t file = 0;
    TextChunk chunk;
    std::size_t first_row = 0, rows = 0;  // in the table, once merged
  };
  struct FileState {
    FileBinding binding;
    Sha256 hash;
    std::size_t hashed = 0, last_job = 0;  // last_job: one behind its last
    std::uint64_t undecodable = 0, next_check = 1'000;
    RowFault first_undecodable;
  };
  using Wave = std::vector<ChunkRows>;

  void plan(const TableSource& source);
  void guess_types();
  void prepare_columns();
  void read_waves();
  void hash_up_to(std::size_t job);  // one behind the last
  void merge(std::size_t first, std::size_t last, Wave& wave);
  void merge_chunk(Job& job, ChunkRows& rows);
  void append(const ChunkColumn& from, std::size_t rows, std::size_t slot);
  void refuse_lost_encoding(std::uint32_t file) const;
  void settle_types();
  void reread_as_texts(std::size_t slot);
  void drop_nameless();

  TableDraft& draft_;
  StringPool& pool_;
  const ReadTuning& tuning_;
  const Run& run_;
  std::vector<FileState> files_;
  std::vector<Job> jobs_;
  std::vector<bool> guessed_numeric_, has_value_, refuted_;  // per slot
  std::vector<Id> ids_;                                      // of the chunk being merged: its pool's to the table's
};

}  // namespace sightline::evidence
