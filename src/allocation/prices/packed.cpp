#include "allocation/prices/packed.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "allocation/problem_check.hpp"
#include "sightline/base/ids.hpp"

namespace sightline {
namespace {

constexpr std::size_t grain = std::size_t{1} << 15;    // candidates of one chunk
constexpr std::size_t sampled = std::size_t{1} << 14;  // candidates that show whether twins are worth looking for
constexpr double twins_below = 0.9;                    // of the sampled candidates are distinct

std::uint64_t stir(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29);
}

// Open addressing from a hash to the number of the first item that had it; equality is the caller's.
class Numbering {
 public:
  explicit Numbering(std::size_t expected) : slots_(std::bit_ceil(2 * std::max<std::size_t>(8, expected)), no_index) {}

  // The number of the item with this hash for which same(number) holds, or the next number, which is then taken.
  template <class Same>
  std::uint32_t number(std::uint64_t hash, Same same) {
    if (2 * hashes_.size() >= slots_.size()) grow();
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const std::uint32_t found = slots_[at];
      if (found == no_index) {
        slots_[at] = static_cast<std::uint32_t>(hashes_.size());
        hashes_.push_back(hash);
        return slots_[at];
      }
      if (hashes_[found] == hash && same(found)) return found;
    }
  }
  [[nodiscard]] std::size_t size() const { return hashes_.size(); }
  [[nodiscard]] std::uint64_t hash(std::size_t i) const { return hashes_[i]; }

 private:
  void grow() {
    slots_.assign(2 * slots_.size(), no_index);
    for (std::uint32_t i = 0; i < hashes_.size(); ++i) {
      std::size_t at = hashes_[i] & (slots_.size() - 1);
      while (slots_[at] != no_index) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = i;
    }
  }

  std::vector<std::uint32_t> slots_;
  std::vector<std::uint64_t> hashes_;
};

std::uint64_t hash_of_uses(const AllocationProblem& problem, std::size_t option) {
  std::uint64_t hash = 1;
  for (std::size_t u = problem.first_use[option]; u < problem.first_use[option + 1]; ++u)
    hash =
        stir(hash, std::bit_cast<std::uint64_t>(problem.use_amount[u]) + problem.use_rule[u] * 0xD1B54A32D192ED03ULL);
  return hash;
}

bool same_uses(const AllocationProblem& problem, std::size_t a, std::size_t b) {
  const std::size_t at = problem.first_use[a], size = problem.first_use[a + 1] - at, other = problem.first_use[b];
  if (problem.first_use[b + 1] - other != size) return false;
  for (std::size_t i = 0; i < size; ++i)
    if (problem.use_rule[at + i] != problem.use_rule[other + i] ||
        problem.use_amount[at + i] != problem.use_amount[other + i])
      return false;
  return true;
}

// The pattern of every option; patterns are numbered by first appearance within chunks, chunks in order.
std::vector<std::uint32_t> number_patterns(const AllocationProblem& problem, const Run& run, Packed& packed) {
  struct Part {
    Numbering numbering{512};
    std::vector<std::uint64_t> first;     // option with each pattern
    std::vector<std::uint32_t> as_whole;  // number over all chunks
  };
  const std::size_t candidates = problem.candidates();
  std::vector<Part> parts((candidates + grain - 1) / grain);
  std::vector<std::uint32_t> pattern(problem.gain.size());
  parallel_chunks(run, candidates, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    Part& part = parts[chunk];
    for (std::size_t o = problem.first_option[begin]; o < problem.first_option[end]; ++o) {
      pattern[o] = part.numbering.number(hash_of_uses(problem, o),
                                         [&](std::uint32_t p) { return same_uses(problem, part.first[p], o); });
      if (pattern[o] == part.first.size()) part.first.push_back(o);
    }
  });
  Numbering whole(1024);
  std::vector<std::uint64_t> first;
  for (Part& part : parts)
    for (std::size_t p = 0; p < part.first.size(); ++p) {
      part.as_whole.push_back(whole.number(
          part.numbering.hash(p), [&](std::uint32_t q) { return same_uses(problem, first[q], part.first[p]); }));
      if (part.as_whole.back() == first.size()) first.push_back(part.first[p]);
    }
  parallel_chunks(run, candidates, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    for (std::size_t o = problem.first_option[begin]; o < problem.first_option[end]; ++o)
      pattern[o] = parts[chunk].as_whole[pattern[o]];
  });
  for (std::uint64_t option : first) {
    for (const auto& [rule, amount] : uses_of(problem, option)) {
      packed.use_rule.push_back(rule);
      packed.use_amount.push_back(amount);
    }
    packed.first_use.push_back(packed.use_rule.size());
  }
  return pattern;
}

// The block of every candidate, where its limits can bind at all.
std::vector<std::uint32_t> binding_blocks(const AllocationProblem& problem) {
  std::vector<std::uint32_t> block(problem.candidates(), no_index);
  const std::size_t blocks = std::max(problem.max_chosen.size(), problem.max_units.size());
  if (blocks == 0 || problem.block_of.empty()) return block;
  std::vector<std::uint64_t> chosen(blocks), units(blocks);
  for (std::size_t c = 0; c < block.size(); ++c) {
    if (problem.block_of[c] == no_index) continue;
    std::uint32_t most = 0;
    for (std::size_t o = problem.first_option[c]; o < problem.first_option[c + 1]; ++o)
      most = std::max(most, problem.units.empty() ? 1 : problem.units[o]);
    ++chosen[problem.block_of[c]];
    units[problem.block_of[c]] += most;
  }
  for (std::size_t c = 0; c < block.size(); ++c) {
    const std::uint32_t b = problem.block_of[c];
    if (b == no_index) continue;
    if ((!problem.max_chosen.empty() && chosen[b] > problem.max_chosen[b]) ||
        (!problem.max_units.empty() && units[b] > problem.max_units[b]))
      block[c] = b;
  }
  return block;
}

class Twins {
 public:
  Twins(const AllocationProblem& problem, const std::vector<std::uint32_t>& pattern,
        const std::vector<std::uint32_t>& block)
      : problem_(problem), pattern_(pattern), block_(block) {}

  [[nodiscard]] std::uint64_t hash(std::size_t c) const {
    std::uint64_t hash = stir(2, must(c));
    if (block_[c] != no_index) return stir(hash, c + 1);  // never a twin
    for (std::size_t o = problem_.first_option[c]; o < problem_.first_option[c + 1]; ++o)
      hash = stir(stir(hash, pattern_[o]), std::bit_cast<std::uint64_t>(problem_.gain[o]));
    return hash;
  }

  [[nodiscard]] bool same(std::size_t a, std::size_t b) const {
    if (block_[a] != no_index || block_[b] != no_index) return false;
    const std::size_t at = problem_.first_option[a], size = problem_.first_option[a + 1] - at,
                      other = problem_.first_option[b];
    if (problem_.first_option[b + 1] - other != size || must(a) != must(b)) return false;
    for (std::size_t i = 0; i < size; ++i)
      if (pattern_[at + i] != pattern_[other + i] || problem_.gain[at + i] != problem_.gain[other + i]) return false;
    return true;
  }

  // Per candidate: its class, by first appearance; empty when few have a twin.
  [[nodiscard]] std::vector<std::uint32_t> classes(std::vector<std::uint32_t>& first) const {
    const std::size_t candidates = problem_.candidates(), shown = std::min(candidates, sampled);
    std::vector<std::uint32_t> of(candidates);
    Numbering numbering(4096);
    for (std::size_t c = 0; c < candidates; ++c) {
      of[c] = numbering.number(hash(c), [&](std::uint32_t k) { return same(first[k], c); });
      if (of[c] == first.size()) first.push_back(static_cast<std::uint32_t>(c));
      if (c + 1 == shown && static_cast<double>(first.size()) > twins_below * static_cast<double>(shown)) return {};
    }
    return of;
  }

 private:
  [[nodiscard]] std::uint64_t must(std::size_t c) const { return problem_.exactly.empty() ? 0 : problem_.exactly[c]; }

  const AllocationProblem& problem_;
  const std::vector<std::uint32_t>&pattern_, &block_;
};

void copy_classes(const AllocationProblem& problem, const std::vector<std::uint32_t>& pattern,
                  const std::vector<std::uint32_t>& block, const std::vector<std::uint32_t>& first, Packed& packed) {
  for (std::uint32_t c : first) {
    const auto begin = static_cast<std::ptrdiff_t>(problem.first_option[c]),
               end = static_cast<std::ptrdiff_t>(problem.first_option[c + 1]);
    packed.gain.insert(packed.gain.end(), problem.gain.begin() + begin, problem.gain.begin() + end);
    packed.pattern.insert(packed.pattern.end(), pattern.begin() + begin, pattern.begin() + end);
    packed.first_option.push_back(packed.gain.size());
    packed.exactly.push_back(problem.exactly.empty() ? 0 : problem.exactly[c]);
    packed.block.push_back(block[c]);
  }
}

}  // namespace

Packed pack(const AllocationProblem& problem, const Run& run) {
  Packed packed;
  std::vector<std::uint32_t> pattern = number_patterns(problem, run, packed);
  std::vector<std::uint32_t> block = binding_blocks(problem);
  std::vector<std::uint32_t> first;
  const std::vector<std::uint32_t> of = Twins(problem, pattern, block).classes(first);
  const std::size_t candidates = problem.candidates();
  packed.member.resize(candidates);
  if (of.empty()) {
    packed.first_option = problem.first_option;
    packed.gain = problem.gain;
    packed.pattern = std::move(pattern);
    packed.block = std::move(block);
    packed.exactly = problem.exactly;
    packed.exactly.resize(candidates);
    packed.count.assign(candidates, 1);
    packed.first_member.resize(candidates + 1);
    std::iota(packed.first_member.begin(), packed.first_member.end(), std::uint64_t{0});
    std::iota(packed.member.begin(), packed.member.end(), std::uint32_t{0});
    return packed;
  }
  copy_classes(problem, pattern, block, first, packed);
  packed.count.assign(first.size(), 0);
  for (std::uint32_t k : of) ++packed.count[k];
  for (std::uint32_t n : packed.count) packed.first_member.push_back(packed.first_member.back() + n);
  std::vector<std::uint64_t> next(packed.first_member.begin(), packed.first_member.end() - 1);
  for (std::size_t c = 0; c < candidates; ++c) packed.member[next[of[c]]++] = static_cast<std::uint32_t>(c);
  return packed;
}

}  // namespace sightline
