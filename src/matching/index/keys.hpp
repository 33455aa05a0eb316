// keys.hpp: what a name is found by.
//
// An entry has a key for each token, for each ordered pair of tokens at most three apart, for its whole core, for its
// province with its first token, and for its house number with each word of its street. A name looks for its tokens,
// its neighbours and next-but-one neighbours: an abbreviation (石化 for 石油化工) and a core with one wrong character
// both keep some of these pairs.
#pragma once

#include <cstdint>
#include <vector>

#include "matching/text/name_list.hpp"

namespace sightline::matching {

struct WantedKey {
  std::uint64_t key;
  float factor;  // of the key's rarity
};

void entry_keys(const NameList& entries, std::size_t i, std::vector<std::uint64_t>& keys);  // distinct, sorted
void wanted_keys(const NameList& names, std::size_t i, std::vector<WantedKey>& keys);       // distinct, sorted by key

}  // namespace sightline::matching
