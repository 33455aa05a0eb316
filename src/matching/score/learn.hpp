// learn.hpp: level weights without labels, by expectation-maximisation in two passes.
//
// Every name means one of its candidates or none: P(c) = w_c / (1 - prior + sum w), w_c = (prior / candidates) exp(W). A
// round counts each candidate's levels with P(c) for m and with 1 - P(c) for u.
// Pass 1   W = sum over fields of ln m/u, between two levels by shares.
// Pass 2   the first four fields compare the same two cores and do not vote independently: their sum S is one more
//          measurement, with levels of its own, and W = ln m/u (S), made to rise with S, + sum over the other fields.
// m is held towards its start as by a tenth of the names learnt from, for addresses as by all of them, the prior towards
// one half as by ten names. What tells look-alikes apart (region, branch, contradicted) keeps its start: no list without
// labels can show whether another branch is meant after all; levels.hpp, refutes().
#pragma once

#include <span>
#include <vector>

#include "matching/score/levels.hpp"
#include "sightline/base/run.hpp"

namespace sightline::matching {

inline constexpr std::size_t core_fields = 4;  // explained, held, rarity, start
inline constexpr std::array<double, 15> core_knots{-16, -12, -9, -6, -4, -2, 0, 2, 4, 6, 8, 10, 13, 17, 22};

struct Weights {
  std::array<double, level_count> matched{}, unmatched{};  // m and u
  std::array<double, level_count> log_ratio{};             // ln m/u, within [-12, 12]
  std::array<double, core_knots.size()> core_matched{}, core_unmatched{}, core_ratio{};
  bool together = false;  // pass 2
  double prior = 0.5;

  [[nodiscard]] double weight(const Shown& shown) const {
    if (shown.level == no_level) return 0;
    const double low = log_ratio[shown.level];
    return shown.share == 0 ? low : low + static_cast<double>(shown.share) * (log_ratio[shown.level + 1u] - low);
  }
  [[nodiscard]] double core_sum(const Comparison& comparison) const;  // S
  [[nodiscard]] double dependence(double sum) const;                  // ln m/u (S) - S; 0 in pass 1
  [[nodiscard]] double sum(const Comparison& comparison) const;       // W
};

// pairs: the candidates of name i are [begin[i], begin[i + 1]).
[[nodiscard]] Weights learn(std::span<const Comparison> pairs, std::span<const std::uint32_t> begin, const Run& run);

// The probability of each candidate of one name; 0 for those left out.
void posterior(const Weights& weights, std::span<const Comparison> candidates, std::vector<double>& probability,
               bool (*left_out)(const Comparison&) = nullptr);

}  // namespace sightline::matching
