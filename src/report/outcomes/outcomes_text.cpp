#include <fmt/format.h>

#include <cmath>
#include <map>

#include "report/text/text_table.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

std::string percent(double share) { return std::isnan(share) ? "-" : fmt::format("{:.2f} %", 100 * share); }

}  // namespace

std::string to_text_outcomes(const Population& population, const Outcomes& outcomes) {
  std::map<std::string_view, std::string_view> names;
  for (std::size_t c = 0; c < population.size(); ++c) names[population.category_id[c]] = population.category_name[c];
  std::vector<std::vector<std::string>> rows{
      {"", "candidates", "tested", "failed", "hit rate", "failure rate", "95 % interval", ""}};
  for (const Estimate& estimate : outcomes.estimates) {
    if (!estimate.quoted || estimate.weighting != Weighting::candidates) continue;
    const std::string value = estimate.value.empty() ? "unknown" : estimate.value;
    rows.push_back({estimate.domain == "total"      ? "total"
                    : estimate.domain == "category" ? text_label(value, names[estimate.value])
                                                    : estimate.domain + " " + value,
                    fmt::format("{}", estimate.candidates), fmt::format("{}", estimate.tested),
                    fmt::format("{}", estimate.nonconforming), percent(estimate.hit_rate),
                    percent(estimate.failure_rate), percent(estimate.lower) + " to " + percent(estimate.upper),
                    estimate.small ? "few tests: drawn towards the rest" : ""});
  }
  return text_table(rows, {false, true, true, true, true, true, true, false});
}

}  // namespace sightline
