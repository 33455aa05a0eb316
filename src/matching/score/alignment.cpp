#include "matching/score/alignment.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "matching/text/name_list.hpp"

namespace sightline::matching {
namespace {

constexpr float neighbour_bonus = 0.5f;  // nats: decides between equal sums

// A token of a region may stand for one of the other core (上汽, 上海汽车), unless both name regions: these are compared
// by themselves.
float worth(const Token& a, const Token& b, bool both_regions) {
  if (both_regions ? a.region || b.region : a.region && b.region) return 0;
  const float agree = agreement(a, b);
  return agree == 0 ? 0 : agree * std::min(a.information, b.information);
}

constexpr std::int8_t unpaired = -1, moved_away = -2;

struct Pairing {  // per token the one of the other side; below 0 when there is none in order
  std::array<std::int8_t, most_tokens> of_name, of_entry;
  Pairing() { of_name.fill(unpaired), of_entry.fill(unpaired); }
};

struct Table {
  // best[i][j]: of the first i tokens of the name and the first j of the entry; ending[i][j]: with a pair at the end.
  std::array<std::array<float, most_tokens + 1>, most_tokens + 1> best, ending;
};

bool both_regions(std::span<const Token> name, std::span<const Token> entry) {
  return !name.empty() && !entry.empty() && name[0].region && entry[0].region;
}

void fill(std::span<const Token> name, std::span<const Token> entry, Table& table) {
  const bool both = both_regions(name, entry);
  for (std::size_t j = 0; j <= entry.size(); ++j) table.best[0][j] = 0, table.ending[0][j] = -1;
  for (std::size_t i = 1; i <= name.size(); ++i) {
    table.best[i][0] = 0;
    table.ending[i][0] = -1;
    for (std::size_t j = 1; j <= entry.size(); ++j) {
      const float gain = worth(name[i - 1], entry[j - 1], both);
      float ending = -1;
      if (gain > 0) {
        ending = table.best[i - 1][j - 1] + gain;
        if (table.ending[i - 1][j - 1] >= 0)
          ending = std::max(ending, table.ending[i - 1][j - 1] + gain + neighbour_bonus);
      }
      table.ending[i][j] = ending;
      table.best[i][j] = std::max({ending, table.best[i - 1][j], table.best[i][j - 1]});
    }
  }
}

void trace(std::span<const Token> name, std::span<const Token> entry, const Table& table, Pairing& pairs) {
  const bool both = both_regions(name, entry);
  std::size_t i = name.size(), j = entry.size();
  bool must_pair = false;
  while (i > 0 && j > 0) {
    const float ending = table.ending[i][j];
    if (!must_pair && (ending < 0 || ending < table.best[i][j])) {
      if (table.best[i - 1][j] >= table.best[i][j])
        --i;
      else
        --j;
      continue;
    }
    pairs.of_name[i - 1] = static_cast<std::int8_t>(j - 1);
    pairs.of_entry[j - 1] = static_cast<std::int8_t>(i - 1);
    const float gain = worth(name[i - 1], entry[j - 1], both);
    must_pair = table.ending[i - 1][j - 1] >= 0 && table.ending[i - 1][j - 1] + gain + neighbour_bonus >= ending;
    --i, --j;
  }
}

// What stands between two pairs (or an end) on both sides contradicts.
float contradicted_by(std::span<const Token> name, std::span<const Token> entry, const Pairing& pairs) {
  float sum = 0;
  std::size_t j = 0;
  float left_name = 0, left_entry = 0;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const bool end = i == name.size();
    if (!end && pairs.of_name[i] < 0) {
      if (pairs.of_name[i] == unpaired && !name[i].region) left_name += name[i].information;
      continue;
    }
    const auto to = end ? entry.size() : static_cast<std::size_t>(pairs.of_name[i]);
    for (; j < to; ++j)
      if (pairs.of_entry[j] == unpaired && !entry[j].region) left_entry += entry[j].information;
    if (left_name > 0 && left_entry > 0) sum += (left_name + left_entry) / 2;
    left_name = left_entry = 0;
    if (!end) j = std::max(j, to + 1);
  }
  return sum;
}

void pair_moved_words(std::span<const Token> name, std::span<const Token> entry, Pairing& pairs, float& shared,
                      float& shared_entry) {
  constexpr float moved = 0.8f;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (pairs.of_name[i] != unpaired || !is_word(name[i].key)) continue;
    for (std::size_t j = 0; j < entry.size(); ++j) {
      const float agree = pairs.of_entry[j] != unpaired ? 0 : agreement(name[i], entry[j]);
      if (agree == 0) continue;
      pairs.of_name[i] = pairs.of_entry[j] = moved_away;
      shared += moved * agree * name[i].information;
      shared_entry += moved * agree * entry[j].information;
      break;
    }
  }
}

// Place of a token behind the region; a token of the region itself stands at the start.
int behind_region(std::span<const Token> core, std::size_t at) {
  std::size_t regions = 0;
  while (regions < core.size() && core[regions].region) ++regions;
  return at < regions ? 0 : static_cast<int>(at - regions);
}

}  // namespace

Alignment align(std::span<const Token> name, std::span<const Token> entry) {
  Alignment result;
  if (name.empty() || entry.empty()) return result;
  Table table;
  Pairing pairs;
  fill(name, entry, table);
  trace(name, entry, table, pairs);
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (pairs.of_name[i] < 0) continue;
    const auto j = static_cast<std::size_t>(pairs.of_name[i]);
    const float agree = agreement(name[i], entry[j]);
    const float both = agree * std::min(name[i].information, entry[j].information);
    if (!name[i].region) result.shared += both;
    if (!entry[j].region) result.shared_entry += both;
    if (result.first_name < 0) result.first_name = behind_region(name, i), result.first_entry = behind_region(entry, j);
  }
  pair_moved_words(name, entry, pairs, result.shared, result.shared_entry);
  result.contradicted = contradicted_by(name, entry, pairs);
  return result;
}

namespace {

float best_from(std::span<const Token> name, std::span<const Token> entry, std::size_t i, std::size_t j,
                bool neighbours) {
  float best = 0;
  for (std::size_t a = i; a < name.size(); ++a)
    for (std::size_t b = j; b < entry.size(); ++b)
      if (const float gain = worth(name[a], entry[b], both_regions(name, entry)); gain > 0) {
        const bool next = neighbours && a == i && b == j;
        best = std::max(best, gain + (next ? neighbour_bonus : 0) + best_from(name, entry, a + 1, b + 1, true));
      }
  return best;
}

}  // namespace

float best_in_order(std::span<const Token> name, std::span<const Token> entry) {
  Table table;
  fill(name, entry, table);
  return table.best[name.size()][entry.size()];
}

float best_shared(std::span<const Token> name, std::span<const Token> entry) {
  return best_from(name, entry, 0, 0, false);
}

}  // namespace sightline::matching
