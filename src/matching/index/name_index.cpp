#include "matching/index/name_index.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "sightline/base/error.hpp"

namespace sightline::matching {
namespace {

// The buckets of an entry's keys, each once: two of its keys may share a bucket.
void to_buckets(std::vector<std::uint64_t>& keys, std::size_t mask) {
  for (std::uint64_t& key : keys) key &= mask;
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

}  // namespace

// Counting sort of (bucket, entry): keys are made twice, so that no list of all of them is held.
NameIndex::NameIndex(const NameList& entries, const Run& run)
    : entries_(&entries),
      mask_(std::bit_ceil(std::clamp<std::size_t>(entries.tokens.size() * 2, 1u << 12, 1u << 24)) - 1),
      begin_(mask_ + 2, 0) {
  constexpr std::size_t grain = 8'192;
  const std::size_t n = entries.size();
  std::vector<std::vector<std::uint32_t>> buckets((n + grain - 1) / grain), ends(buckets.size());
  parallel_chunks(run, n, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t> keys;
    for (std::size_t i = begin; i < end; ++i) {
      entry_keys(entries, i, keys);
      to_buckets(keys, mask_);
      for (const std::uint64_t key : keys) buckets[chunk].push_back(static_cast<std::uint32_t>(key));
      ends[chunk].push_back(static_cast<std::uint32_t>(buckets[chunk].size()));
    }
  });
  std::size_t total = 0;
  for (const auto& chunk : buckets) {
    total += chunk.size();
    for (const std::uint32_t bucket : chunk) ++begin_[bucket + 1];
  }
  if (total >= no_index) throw Error(ErrorCode::usage, "the register is too long for one index", "match it in parts");
  for (std::size_t bucket = 0; bucket <= mask_; ++bucket) begin_[bucket + 1] += begin_[bucket];
  owner_.resize(total);
  std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (std::size_t chunk = 0; chunk < buckets.size(); ++chunk) {
    std::size_t at = 0;
    for (std::size_t k = 0; k < ends[chunk].size(); ++k)
      for (; at < ends[chunk][k]; ++at) owner_[next[buckets[chunk][at]]++] = static_cast<Index>(chunk * grain + k);
    buckets[chunk] = {};
  }
}

void NameIndex::choose_keys(const NameList& names, std::size_t i, std::size_t postings, Scratch& scratch) const {
  std::vector<WantedKey>& keys = scratch.keys;
  wanted_keys(names, i, keys);
  std::erase_if(keys, [&](const WantedKey& key) { return owners(key.key) == 0; });
  std::sort(keys.begin(), keys.end(), [&](const WantedKey& a, const WantedKey& b) {
    const std::uint32_t in_a = owners(a.key), in_b = owners(b.key);
    return in_a != in_b ? in_a < in_b : a.key < b.key;
  });
  std::size_t taken = 0, read = 0;
  while (taken < keys.size()) {
    const std::size_t more = owners(keys[taken].key);
    if (read + more > (taken == 0 ? postings * 100 : postings)) break;
    read += more;
    ++taken;
  }
  keys.resize(taken);
}

void NameIndex::keep_best(std::size_t count, Scratch& scratch, std::vector<Index>& found) {
  const std::vector<float>& sums = scratch.sums;
  std::vector<Index>& touched = scratch.touched;
  const auto better = [&](Index a, Index b) { return sums[a] != sums[b] ? sums[a] > sums[b] : a < b; };
  const std::size_t kept = std::min(count, touched.size());
  if (kept < touched.size())
    std::nth_element(touched.begin(), touched.begin() + static_cast<std::ptrdiff_t>(kept), touched.end(), better);
  found.assign(touched.begin(), touched.begin() + static_cast<std::ptrdiff_t>(kept));
  std::sort(found.begin(), found.end(), better);
}

void NameIndex::find(const NameList& names, std::size_t i, std::size_t count, std::size_t postings, Scratch& scratch,
                     std::vector<Index>& found) const {
  choose_keys(names, i, postings, scratch);
  if (scratch.sums.size() != entries_->size()) scratch.sums.assign(entries_->size(), 0);
  scratch.touched.clear();
  for (const WantedKey& key : scratch.keys) {
    const std::uint32_t many = owners(key.key);
    const float gain = key.factor * std::log(static_cast<float>(entries_->size() + 1) / static_cast<float>(many));
    const Index* owner = owner_.data() + begin_[bucket(key.key)];
    for (std::uint32_t k = 0; k < many; ++k) {
      float& sum = scratch.sums[owner[k]];
      if (sum == 0) scratch.touched.push_back(owner[k]);
      sum += gain;
    }
  }
  keep_best(count, scratch, found);
  for (const Index entry : scratch.touched) scratch.sums[entry] = 0;
}

void NameIndex::find_exhaustive(const NameList& names, std::size_t i, std::size_t count, std::size_t postings,
                                Scratch& scratch, std::vector<Index>& found) const {
  choose_keys(names, i, postings, scratch);
  scratch.sums.assign(entries_->size(), 0);
  scratch.touched.clear();
  for (std::size_t entry = 0; entry < entries_->size(); ++entry) {
    entry_keys(*entries_, entry, scratch.entry);
    to_buckets(scratch.entry, mask_);
    for (const WantedKey& key : scratch.keys)
      if (std::binary_search(scratch.entry.begin(), scratch.entry.end(), std::uint64_t{bucket(key.key)}))
        scratch.sums[entry] +=
            key.factor * std::log(static_cast<float>(entries_->size() + 1) / static_cast<float>(owners(key.key)));
    if (scratch.sums[entry] != 0) scratch.touched.push_back(static_cast<Index>(entry));
  }
  keep_best(count, scratch, found);
  std::fill(scratch.sums.begin(), scratch.sums.end(), 0.0f);
}

}  // namespace sightline::matching
