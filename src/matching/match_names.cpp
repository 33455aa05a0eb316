#include <algorithm>
#include <cmath>
#include <numeric>

#include "matching/index/name_index.hpp"
#include "matching/index/rarity.hpp"
#include "matching/score/compare.hpp"
#include "matching/score/learn.hpp"
#include "matching/summary.hpp"
#include "sightline/base/error.hpp"
#include "sightline/methods/matching.hpp"

namespace sightline {
namespace {

using namespace matching;

constexpr std::size_t grain = 1'024;  // names

void check_table(const NameTable& table, const char* which) {
  const auto wrong = [&](const std::vector<std::string_view>& column) {
    return !column.empty() && column.size() != table.name.size();
  };
  if (wrong(table.address) || wrong(table.district))
    throw Error(ErrorCode::usage, std::string(which) + ": address and district must be empty or as long as name");
}

void check_options(const MatchOptions& options) {
  if (options.best < 1 || options.best > 50) throw Error(ErrorCode::usage, "best must be between 1 and 50");
  if (options.candidates < options.best || options.candidates > 200)
    throw Error(ErrorCode::usage, "candidates must be between best and 200");
  if (options.postings < 1 || options.learn_from < 1)
    throw Error(ErrorCode::usage, "postings and learn_from must be 1 or more");
}

class Matcher {
 public:
  Matcher(const NameTable& names, const NameTable& entries, const MatchOptions& options)
      : options_(options), names_(parse_names(names, options.run)), entries_(parse_names(entries, options.run)) {
    measure_rarity(names_, entries_, options_.run);
  }

  Matches match() {
    const NameIndex index(entries_, options_.run);
    const Comparer comparer(names_, entries_);
    options_.run.report("learn", 0.2);
    const Weights weights = learn_weights(index, comparer);
    options_.run.report("match", 0.4);
    Matches matches;
    score(index, comparer, weights, matches);
    describe(weights, names_.size(), entries_.size(), matches);
    return matches;
  }

 private:
  void find(const NameIndex& index, std::size_t name, NameIndex::Scratch& scratch, std::vector<Index>& found) const {
    const auto count = static_cast<std::size_t>(options_.candidates);
    if (options_.exhaustive)
      index.find_exhaustive(names_, name, count, options_.postings, scratch, found);
    else
      index.find(names_, name, count, options_.postings, scratch, found);
  }

  Weights learn_weights(const NameIndex& index, const Comparer& comparer) const {
    const std::size_t n = names_.size(), used = std::min(n, options_.learn_from);
    std::vector<std::vector<Comparison>> parts((used + grain - 1) / grain);
    std::vector<std::uint32_t> begin(used + 1, 0);
    parallel_chunks(options_.run, used, grain, [&](std::size_t chunk, std::size_t first, std::size_t last) {
      NameIndex::Scratch scratch;
      std::vector<Index> found;
      for (std::size_t k = first; k < last; ++k) {
        const std::size_t name = k * n / used;
        find(index, name, scratch, found);
        for (const Index entry : found) parts[chunk].push_back(comparer.compare(name, entry));
        begin[k + 1] = static_cast<std::uint32_t>(found.size());
      }
    });
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<Comparison> pairs;
    pairs.reserve(begin.back());
    for (const auto& part : parts) pairs.insert(pairs.end(), part.begin(), part.end());
    return learn(pairs, begin, options_.run);
  }

  void score(const NameIndex& index, const Comparer& comparer, const Weights& weights, Matches& matches) const {
    const std::size_t n = names_.size();
    std::vector<std::vector<Match>> parts((n + grain - 1) / grain);
    matches.begin.assign(n + 1, 0);
    parallel_chunks(options_.run, n, grain, [&](std::size_t chunk, std::size_t first, std::size_t last) {
      NameIndex::Scratch scratch;
      std::vector<Index> found;
      std::vector<Comparison> shown;
      std::vector<double> probability;
      for (std::size_t name = first; name < last; ++name) {
        find(index, name, scratch, found);
        shown.clear();
        for (const Index entry : found) shown.push_back(comparer.compare(name, entry));
        posterior(weights, shown, probability);
        matches.begin[name + 1] = keep_best(weights, found, shown, probability, parts[chunk]);
      }
    });
    std::partial_sum(matches.begin.begin(), matches.begin.end(), matches.begin.begin());
    matches.match.reserve(matches.begin.back());
    for (const auto& part : parts) matches.match.insert(matches.match.end(), part.begin(), part.end());
  }

  std::uint32_t keep_best(const Weights& weights, const std::vector<Index>& found, const std::vector<Comparison>& shown,
                          const std::vector<double>& probability, std::vector<Match>& out) const {
    std::vector<std::size_t> order(found.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return probability[a] != probability[b] ? probability[a] > probability[b] : found[a] < found[b];
    });
    order.resize(std::min(order.size(), static_cast<std::size_t>(options_.best)));
    for (const std::size_t c : order) {
      Match match{.entry = found[c], .probability = probability[c], .weight = {}};
      for (std::size_t f = 0; f < match_fields; ++f) match.weight[f] = static_cast<float>(weights.weight(shown[c][f]));
      match.weight[static_cast<std::size_t>(MatchField::dependence)] =
          static_cast<float>(weights.dependence(weights.core_sum(shown[c])));
      out.push_back(match);
    }
    return static_cast<std::uint32_t>(order.size());
  }

  const MatchOptions& options_;
  NameList names_, entries_;
};

}  // namespace

Matches match_names(const NameTable& names, const NameTable& entries, const MatchOptions& options) {
  check_table(names, "names");
  check_table(entries, "register");
  check_options(options);
  options.run.report("parse", 0);
  return Matcher(names, entries, options).match();
}

}  // namespace sightline
