// name_index.hpp: finds the entries that share rare keys with a name.
//
// Found    keys in order of the number of entries that have them (ties: by key), until `postings` entries would be read
//          (the rarest key is always read, unless a hundred times as many entries have it); each entry gets
//          factor * ln(entries / entries with the key); the best `count` of them, ties by order of the register.
// Twin     find_exhaustive() asks every entry for its keys instead.
#pragma once

#include <cstdint>
#include <vector>

#include "matching/index/keys.hpp"

namespace sightline::matching {

class NameIndex {
 public:
  NameIndex(const NameList& entries, const Run& run);

  struct Scratch {  // of one thread at a time
    std::vector<float> sums;
    std::vector<Index> touched;
    std::vector<WantedKey> keys;
    std::vector<std::uint64_t> entry;
  };
  void find(const NameList& names, std::size_t i, std::size_t count, std::size_t postings, Scratch& scratch,
            std::vector<Index>& found) const;
  void find_exhaustive(const NameList& names, std::size_t i, std::size_t count, std::size_t postings, Scratch& scratch,
                       std::vector<Index>& found) const;

 private:
  [[nodiscard]] std::size_t bucket(std::uint64_t key) const { return key & mask_; }
  [[nodiscard]] std::uint32_t owners(std::uint64_t key) const { return begin_[bucket(key) + 1] - begin_[bucket(key)]; }
  void choose_keys(const NameList& names, std::size_t i, std::size_t postings, Scratch& scratch) const;
  static void keep_best(std::size_t count, Scratch& scratch, std::vector<Index>& found);

  const NameList* entries_;
  std::size_t mask_;
  std::vector<std::uint32_t> begin_;  // buckets + 1
  std::vector<Index> owner_;
};

}  // namespace sightline::matching
