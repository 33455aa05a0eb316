// chunk_pool.hpp: the different texts of one chunk, in order of first appearance, without a lock and mostly without a
// copy.
#pragma once

#include <string_view>
#include <vector>

#include "evidence/csv/decoding.hpp"
#include "sightline/base/ids.hpp"

namespace sightline::evidence {

class ChunkPool {
 public:
  // Keeps the view: the text must live as long as the pool. decoded: is UTF-8 although the source is not.
  Id intern(std::string_view text, bool decoded);
  // As intern without the search: a text may then stand here more than once. For columns in which hardly any repeats.
  Id append(std::string_view text, bool decoded);
  // Makes all texts UTF-8; call once, after the last intern.
  void decode(Encoding encoding, const Gb18030* table);
  void clear();  // keeps the memory for the next chunk

  [[nodiscard]] const std::vector<std::string_view>& texts() const { return texts_; }
  [[nodiscard]] const std::vector<std::uint32_t>& hashes() const { return hashes_; }  // StringPool::hash_of

 private:
  struct Slot {
    std::uint32_t hash;
    Id id;
  };
  Id add(std::string_view text, std::uint32_t hash, bool decoded);
  void grow();
  std::vector<std::string_view> texts_;
  std::vector<std::uint32_t> hashes_;
  std::vector<Slot> slots_ = std::vector<Slot>(1024, Slot{0, no_id});
  std::size_t taken_ = 0;    // of the slots
  std::vector<Id> foreign_;  // ids of texts that were interned as decoded, ascending
  std::vector<char> decoded_;
};

}  // namespace sightline::evidence
