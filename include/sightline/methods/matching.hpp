// matching.hpp: whom a free-text name means: the best entries of a register for every name, each with the probability
// that it is the one meant.
//
// Folded   width, letter case, traditional and simplified characters, brackets; character by character.
// Parts    region, brand and trade words, legal form, branch. Region and legal form come from word lists; brand and
//          trade are one text whose characters carry information by how rarely they follow each other in both lists
//          (bigram surprisal, in nats), so that a trade word of many enterprises weighs little and a brand much.
// Index    ordered pairs of characters at most three apart, rarest first, so that abbreviations and names with one
//          wrong character are found; pairs of house number and street where there are addresses.
// Score    per candidate: the share of the name's information that the entry explains and the reverse, what the two
//          contradict each other in, how rare the agreement is (term frequency), region, legal form, branch, address,
//          district. Each comparison falls into a level or between two; level weights log(m/u) are learnt without labels
//          by expectation-maximisation in which every name means one of its candidates or none of them.
//          P(candidate) = w_c / (w_none + sum w), w_c = (prior / candidates) exp(sum of level weights), w_none = 1 - prior.
// Gives    Matches: at most `best` candidates per name, most probable first (ties: order of the register), with the
//          weight of each comparison; they add up to log w_c - log(prior / candidates).
// Errors   Error(usage) for columns of different lengths or options out of range.
// Repeats  same lists and options, same bytes at any thread count. What is learnt depends on the lists as a whole.
// Threads  safe to call at once.
// Cost     linear in names and entries; bench/matching_bench.cpp.
// Source   Fellegi and Sunter 1969; Winkler 2000 (term frequency); Dempster, Laird and Rubin 1977.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sightline/base/ids.hpp"
#include "sightline/base/run.hpp"
#include "sightline/base/summary.hpp"

namespace sightline {

// One list in columns; address and district are empty or as long as name. Texts are UTF-8 and must outlive the call.
struct NameTable {
  std::vector<std::string_view> name, address, district;
};

struct MatchOptions {
  int best = 5;                     // entries given per name, 1 to 50
  int candidates = 24;              // entries compared per name, best to 200; more finds rarer abbreviations, slower
  std::size_t postings = 3'000;     // index entries read per name; more finds matches by common words alone, slower
  std::size_t learn_from = 10'000;  // names that the weights are learnt from, evenly spaced
  bool exhaustive = false;          // slow twin of the index: counts shared pairs entry by entry; the same candidates
  Run run;
};

// What is compared; the weights of a match are in this order.
enum class MatchField : std::uint8_t {
  explained,
  held,
  rarity,
  start,
  contradicted,
  region,
  legal,
  branch,
  address,
  district,
  dependence  // the first four say partly the same: what to take off again
};
inline constexpr std::size_t match_fields = 11;
[[nodiscard]] SIGHTLINE_API std::string_view name_of(MatchField field);

struct Match {
  Index entry = no_index;  // of the register
  double probability = 0;
  std::array<float, match_fields> weight{};  // natural log of m/u
};

struct MatchWeights {  // learnt: one row per field and level
  MatchField field;
  std::string level;                  // what the level means: "same", "between 0.7 and 0.9"
  double matched = 0, unmatched = 0;  // m and u: share of matched and of other candidates in this level
  double weight = 0;                  // natural log of m/u
};

struct Matches {
  std::vector<std::uint32_t> begin;  // names + 1: matches of name i are [begin[i], begin[i + 1])
  std::vector<Match> match;
  std::vector<MatchWeights> weights;
  double prior = 0;  // share of the names that mean an entry of the register, as learnt
  Summary summary;   // match_names
  [[nodiscard]] std::span<const Match> of(std::size_t name) const {
    return std::span(match).subspan(begin[name], begin[name + 1] - begin[name]);
  }
};

[[nodiscard]] SIGHTLINE_API Matches match_names(const NameTable& names, const NameTable& entries,
                                                const MatchOptions& options = {});

// Why a match is likely or not: `region:+0.42;branch:-3.10;...`, largest first, fields that say nothing left out.
[[nodiscard]] SIGHTLINE_API std::string evidence_of(const Match& match);

// The parts that a name is taken apart into, for people: what the comparison sees.
struct NamePicture {
  std::string region, core, legal, branch;  // core: brand and trade words
};
[[nodiscard]] SIGHTLINE_API NamePicture take_apart(std::string_view name);

}  // namespace sightline
