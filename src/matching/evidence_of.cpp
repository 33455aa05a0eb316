#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sightline/methods/matching.hpp"

namespace sightline {

std::string_view name_of(MatchField field) {
  static constexpr std::array<std::string_view, match_fields> names{"explained",    "held",     "rarity",    "start",
                                                                    "contradicted", "region",   "legal",     "branch",
                                                                    "address",      "district", "dependence"};
  return names[static_cast<std::size_t>(field)];
}

std::string evidence_of(const Match& match) {
  std::array<std::size_t, match_fields> order;
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return std::abs(match.weight[a]) > std::abs(match.weight[b]); });
  std::string text;
  for (const std::size_t f : order) {
    if (std::abs(match.weight[f]) < 0.005f) break;
    text += fmt::format("{}{}:{:+.2f}", text.empty() ? "" : ";", name_of(static_cast<MatchField>(f)), match.weight[f]);
  }
  return text;
}

}  // namespace sightline
