#include "ledger/reports/match_reports.hpp"

#include <cstdio>
#include <map>
#include <tuple>

#include "sightline/methods/matching.hpp"

namespace sightline {
namespace {

std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.0f %%", 100 * share);
  return text;
}

std::string review_text(const Ledger& ledger, const NamedEnterprises& enterprises, std::span<const Match> found) {
  constexpr std::size_t most_named = 3;
  std::string text = "may mean ";
  for (std::size_t k = 0; k < std::min(most_named, found.size()); ++k) {
    const Index e = found[k].entry;
    if (k > 0 && found[k].probability < 0.01) break;
    text += (k == 0 ? "'" : " or '") + std::string(ledger.text(ledger.enterprises.id[e])) + "' (" +
            std::string(enterprises.name[e]) + ", " + percent(found[k].probability) + ", " + evidence_of(found[k]) +
            ")";
  }
  return text + "; not counted for either";
}

}  // namespace

std::vector<ReportMatch> match_reports(const NamedEnterprises& enterprises, const Ledger& ledger,
                                       const std::vector<std::string_view>& name,
                                       const std::vector<std::string_view>& address,
                                       const std::vector<std::string_view>& district, const MatchThresholds& thresholds,
                                       const Run& run) {
  const auto at = [](const std::vector<std::string_view>& column, std::size_t i) {
    return column.empty() ? std::string_view{} : column[i];
  };
  // In the order of the texts, so that the order of the reports does not matter to what is learnt.
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::size_t> distinct;
  for (std::size_t i = 0; i < name.size(); ++i)
    distinct.emplace(std::tuple(name[i], at(address, i), at(district, i)), 0);
  NameTable said, entries{enterprises.name, {}, {}};
  const bool with_address = !address.empty() && !enterprises.address.empty();
  const bool with_district = !district.empty() && !enterprises.district.empty();
  if (with_address) entries.address = enterprises.address;
  if (with_district) entries.district = enterprises.district;
  for (auto& [texts, place] : distinct) {
    place = said.name.size();
    said.name.push_back(std::get<0>(texts));
    if (with_address) said.address.push_back(std::get<1>(texts));
    if (with_district) said.district.push_back(std::get<2>(texts));
  }
  MatchOptions options;
  options.run = run;
  options.run.progress = nullptr;
  const Matches matches = match_names(said, entries, options);
  std::vector<ReportMatch> answers(name.size());
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto found = matches.of(distinct.at(std::tuple(name[i], at(address, i), at(district, i))));
    if (found.empty()) continue;
    ReportMatch& answer = answers[i];
    answer.probability = found[0].probability;
    if (answer.probability >= thresholds.link)
      answer.enterprise = found[0].entry;
    else if (answer.probability >= thresholds.review)
      answer.review = review_text(ledger, enterprises, found);
  }
  return answers;
}

}  // namespace sightline
