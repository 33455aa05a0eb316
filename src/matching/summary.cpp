#include "matching/summary.hpp"

#include <fmt/format.h>

namespace sightline::matching {
namespace {

std::string meaning_of(std::size_t l) {
  const Level& level = levels[l];
  return level.meaning.empty() ? fmt::format("{}", level.knot) : std::string(level.meaning);
}

}  // namespace

void describe(const Weights& weights, std::size_t names, std::size_t entries, Matches& matches) {
  for (std::size_t l = 0; l < level_count; ++l)
    matches.weights.push_back(
        {levels[l].field, meaning_of(l), weights.matched[l], weights.unmatched[l], weights.log_ratio[l]});
  matches.prior = weights.prior;
  Summary& summary = matches.summary;
  summary.verb = "match_names";
  std::size_t sure = 0, doubtful = 0, none = 0;
  for (std::size_t i = 0; i < names; ++i) {
    const auto best = matches.of(i);
    if (best.empty() || best[0].probability < 0.5)
      ++none;
    else if (best[0].probability < 0.95)
      ++doubtful;
    else
      ++sure;
  }
  summary.outcome = fmt::format("{} of {} names matched at 0.95 or more", sure, names);
  summary.lines.push_back({"names", "", std::to_string(names), ""});
  summary.lines.push_back({"register", "", std::to_string(entries), "entries"});
  summary.lines.push_back({"sure", ">= 0.95", std::to_string(sure), ""});
  summary.lines.push_back({"doubtful", "0.5 to 0.95", std::to_string(doubtful), "to be looked at"});
  summary.lines.push_back({"unmatched", "< 0.5", std::to_string(none), ""});
  summary.lines.push_back(
      {"prior", "", fmt::format("{:.3f}", matches.prior), "share of names that mean an entry, as learnt"});
}

}  // namespace sightline::matching
