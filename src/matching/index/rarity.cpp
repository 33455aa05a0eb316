#include "matching/index/rarity.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "matching/text/trade_words.hpp"

namespace sightline::matching {
namespace {

constexpr std::uint32_t start_of_core = 0;
constexpr float smoothing = 4;
constexpr float region_information = 4;  // nats: about one of fifty

// Counts by hash; tokens that meet in a bucket count as one, which is rare and only makes both look commoner.
class Counts {
 public:
  explicit Counts(std::size_t tokens)
      : mask_(std::bit_ceil(std::clamp<std::size_t>(tokens * 4, 1u << 12, 1u << 24)) - 1),
        single_(mask_ + 1),
        before_(mask_ + 1),
        pair_(mask_ + 1) {}

  void add(std::span<const Token> core, float times) {
    std::uint32_t before = start_of_core;
    for (const Token& token : core) {
      if (token.region) continue;
      single_[place(token.key)] += times;
      before_[place(before)] += times;
      pair_[pair_place(before, token.key)] += times;
      total_ += times;
      before = token.key;
    }
  }
  void close() {
    for (const float count : single_) distinct_ += count > 0 ? 1.0 : 0.0;
  }
  [[nodiscard]] float share(std::uint32_t before, std::uint32_t key) const {
    const auto others = [](float count) { return std::max(count - 1, 0.0f); };
    const auto alone =
        static_cast<float>((static_cast<double>(others(single_[place(key)])) + 0.5) / (total_ + distinct_ / 2 + 1));
    return (others(pair_[pair_place(before, key)]) + smoothing * alone) / (others(before_[place(before)]) + smoothing);
  }

 private:
  [[nodiscard]] std::size_t place(std::uint32_t key) const { return pair_hash(key, 0x9E37u) & mask_; }
  [[nodiscard]] std::size_t pair_place(std::uint32_t before, std::uint32_t key) const {
    return pair_hash(before, key) & mask_;
  }
  std::size_t mask_;
  std::vector<float> single_, before_, pair_;
  double total_ = 0, distinct_ = 0;
};

Counts counts_of(const NameList& list) {
  Counts counts(list.tokens.size());
  for (std::size_t i = 0; i < list.size(); ++i) counts.add(list.core(i), 1);
  return counts;
}

// Each trade word as often as in a list of a thousand enterprises.
void add_trade_words(Counts& counts) {
  std::vector<Token> word;
  for (const std::u32string_view text : trade_words()) {
    word.clear();
    append_tokens(text, word);
    counts.add(word, trade_word_count);
  }
}

void set_information(NameList& list, const Counts& a, const Counts& b, const Run& run) {
  parallel_chunks(run, list.size(), 8'192, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      std::uint32_t before = start_of_core;
      for (std::uint32_t at = list.token_begin[i]; at < list.token_begin[i + 1]; ++at) {
        Token& token = list.tokens[at];
        if (token.region) {
          token.information = region_information;
          continue;
        }
        token.information =
            std::max(-std::log(std::max(a.share(before, token.key), b.share(before, token.key))), 0.01f);
        list.facts[i].information += token.information;
        before = token.key;
      }
    }
  });
}

}  // namespace

void measure_rarity(NameList& names, NameList& entries, const Run& run) {
  Counts of_names = counts_of(names), of_entries = counts_of(entries);
  add_trade_words(of_entries);
  of_names.close();
  of_entries.close();
  set_information(names, of_names, of_entries, run);
  set_information(entries, of_names, of_entries, run);
}

}  // namespace sightline::matching
