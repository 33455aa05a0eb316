#include "matching/index/keys.hpp"

#include <algorithm>

#include "sightline/base/hash.hpp"

namespace sightline::matching {
namespace {

enum class Kind : std::uint32_t { token = 1, stem, pair, region, whole, place };

std::uint64_t key_of(Kind kind, std::uint32_t a, std::uint32_t b = 0) {
  return mix64(pair_hash(a, b) + static_cast<std::uint64_t>(kind) * 0xD1B5'4A32'D192'ED03ull);
}

std::uint32_t stem_of(const Token& word) { return static_cast<std::uint32_t>(word.letters & stem_mask); }

std::uint64_t whole_key(std::span<const Token> core) {
  std::uint64_t hash = 0;
  for (const Token& token : core)
    if (!token.region) hash = mix64(hash ^ token.key);
  return key_of(Kind::whole, static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(hash >> 32));
}

// The province with the first token behind the region or its short form.
template <class Put>
void put_region(const NameList& list, std::size_t i, Put&& put) {
  const Facts& facts = list.facts[i];
  const auto core = list.core(i);
  std::size_t first = facts.short_form ? 1 : 0;
  while (first < core.size() && core[first].region) ++first;
  if (facts.province != 0 && core.size() > first) put(key_of(Kind::region, facts.province, core[first].key));
}

template <class Put>
void put_places(const NameList& list, std::size_t i, Put&& put) {
  if (list.facts[i].number == 0) return;
  for (const std::uint32_t street : list.street(i)) put(key_of(Kind::place, list.facts[i].number, street));
}

}  // namespace

void entry_keys(const NameList& entries, std::size_t i, std::vector<std::uint64_t>& keys) {
  constexpr std::size_t reach = 3;
  keys.clear();
  const auto core = entries.core(i);
  for (std::size_t a = 0; a < core.size(); ++a) {
    keys.push_back(key_of(Kind::token, core[a].key));
    if (core[a].letters != 0) keys.push_back(key_of(Kind::stem, stem_of(core[a])));
    for (std::size_t b = a + 1; b < std::min(core.size(), a + 1 + reach); ++b)
      keys.push_back(key_of(Kind::pair, core[a].key, core[b].key));
  }
  if (!core.empty()) keys.push_back(whole_key(core));
  put_region(entries, i, [&](std::uint64_t key) { keys.push_back(key); });
  put_places(entries, i, [&](std::uint64_t key) { keys.push_back(key); });
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

void wanted_keys(const NameList& names, std::size_t i, std::vector<WantedKey>& keys) {
  keys.clear();
  const auto core = names.core(i);
  for (std::size_t a = 0; a < core.size(); ++a) {
    keys.push_back({key_of(Kind::token, core[a].key), is_word(core[a].key) ? 1.0f : 0.5f});
    if (core[a].letters != 0) keys.push_back({key_of(Kind::stem, stem_of(core[a])), 0.6f});
    if (a + 1 < core.size()) keys.push_back({key_of(Kind::pair, core[a].key, core[a + 1].key), 1});
    if (a + 2 < core.size()) keys.push_back({key_of(Kind::pair, core[a].key, core[a + 2].key), 0.6f});
  }
  if (!core.empty()) keys.push_back({whole_key(core), 1.5f});
  put_region(names, i, [&](std::uint64_t key) { keys.push_back({key, 0.7f}); });
  put_places(names, i, [&](std::uint64_t key) { keys.push_back({key, 1}); });
  std::sort(keys.begin(), keys.end(), [](const WantedKey& a, const WantedKey& b) {
    return a.key != b.key ? a.key < b.key : a.factor > b.factor;
  });
  keys.erase(
      std::unique(keys.begin(), keys.end(), [](const WantedKey& a, const WantedKey& b) { return a.key == b.key; }),
      keys.end());
}

}  // namespace sightline::matching
