#include <algorithm>

#include "simulate/text/city_text.hpp"

namespace sightline::simulate {

CityText::CityText(const TableText& shared, const City& city, Tables& tables)
    : shared_(shared), city_(city), scenario_(city.scenario), s_(city.subjects), tables_(tables) {
  if (city.layout.cities > 1) {
    suffix_ = "-";
    RowText::append_padded(suffix_, city.number + 1, 4);
    prefix_ = "第" + std::to_string(city.number + 1) + "市";
  }
  for (const District& district : scenario_.districts) districts_.push_back(district.id + suffix_);
  for (const Lab& lab : scenario_.labs) labs_.push_back(lab.id + suffix_);
}

std::string CityText::name(Index e) const {  // by pattern, so that nobody takes it for a real one
  std::string text = prefix_ + scenario_.districts[s_.district[e]].name + "第";
  RowText::append_padded(text, s_.number[e], 3);
  return text += "号" + scenario_.groups[s_.group[e]].name;
}

void CityText::enterprises() {
  static constexpr const char* classes[] = {"A", "B", "C", "D"};
  RowText row = rows(File::enterprises);
  const std::uint64_t stride = s_.size() + 64;
  for (Index e = 0; e < s_.size(); ++e) {
    const District& district = scenario_.districts[s_.district[e]];
    const bool individual = s_.size_class[e] + 1u == scenario_.sizes.size();
    row.with(enterprise(e)).text(name(e)).text(credit_code(individual, district.id, city_.number * stride + e));
    row.text(districts_[s_.district[e]]).text(scenario_.groups[s_.group[e]].id);
    row.text(scenario_.sizes[s_.size_class[e]].id).text(scenario_.channels[s_.channel[e]].id);
    row.text(classes[s_.credit_class[e]]).text(day(s_.opened[e])).text(day(s_.closed[e]));
    row.fixed(s_.longitude[e], 5).fixed(s_.latitude[e], 5).end();
  }
}

void CityText::offers() {
  RowText row = rows(File::offers), truth = rows(File::truth), round = rows(File::round_truth);
  for (Index c = 0; c < s_.offers(); ++c) {
    const Index e = s_.enterprise[c];
    const std::string& category = scenario_.categories[s_.category[c]].id;
    const bool produces = scenario_.channels[s_.channel[e]].id == "production";
    row.with(enterprise(e)).text(category).text(produces ? "producer" : "dealer").integer(s_.volume[c]);
    row.text(s_.closed[e].known() ? day(s_.closed[e] - 1) : std::string_view()).end();
    truth.with(enterprise(e)).text(category).fixed(true_probability(city_, c, scenario_.as_of), 9).end();
    if (c < city_.round_truth.size()) round.with(enterprise(e)).text(category).fixed(city_.round_truth[c], 9).end();
  }
}

void CityText::relations() {
  RowText row = rows(File::relations);
  for (Index c = 0; c < s_.offers(); ++c) {
    const Index e = s_.enterprise[c];
    bool again = s_.supplier[c] == no_index;  // one edge per pair, however many categories it carries
    for (Index before = s_.first_offer[e]; before < c; ++before) again = again || s_.supplier[before] == s_.supplier[c];
    if (!again) row.with(enterprise(s_.supplier[c])).with(enterprise(e)).text("supplies").end();
  }
  std::vector<std::pair<Index, Index>> owned;
  for (Index e = 0; e < s_.size(); ++e)
    if (s_.owner[e] != no_index) owned.emplace_back(s_.owner[e], e);
  std::sort(owned.begin(), owned.end());
  for (std::size_t i = 1; i < owned.size(); ++i)
    if (owned[i].first == owned[i - 1].first)
      row.with(enterprise(owned[i - 1].second)).with(enterprise(owned[i].second)).text("same_owner").end();
}

// One or two tanks per fuel; each feeds one to three nozzles, one in twenty cannot be reached; a nozzle of two tanks is
// rare.
void CityText::tanks(RowText& row, Index e, Index category, Rng& rng, std::size_t& tank, std::size_t& nozzle) {
  const std::string& fuel = scenario_.categories[category].id;
  std::vector<std::size_t> mine;
  for (std::uint64_t left = 1 + rng.below(2); left > 0; --left) {
    std::string feeds;
    if (rng.uniform() >= 0.05)
      for (std::uint64_t n = 1 + rng.below(3); n > 0; --n) {
        mine.push_back(nozzle++);
        feeds += (feeds.empty() ? "N" : ";N") + std::to_string(mine.back() + 1);
      }
    if (!mine.empty() && rng.uniform() < 0.15) {
      const std::string shared = "N" + std::to_string(mine.front() + 1);
      if (feeds.find(shared) == std::string::npos) feeds += (feeds.empty() ? "" : ";") + shared;
    }
    row.with(enterprise(e)).text("T" + std::to_string(++tank)).text("tank").text(feeds).text(fuel).end();
  }
  for (const std::size_t n : mine)
    row.with(enterprise(e)).text("N" + std::to_string(n + 1)).text("nozzle").empty().text(fuel).end();
}

void CityText::sampling_points() {
  RowText row = rows(File::sampling_points);
  Rng rng = city_.dice("sampling points");
  for (Index e = 0; e < s_.size(); ++e) {
    const Points kind = scenario_.groups[s_.group[e]].points;
    std::size_t first = 0, second = 0;
    for (Index c = s_.first_offer[e]; c < s_.first_offer[e + 1] && kind != Points::none; ++c) {
      if (kind == Points::tanks) {
        tanks(row, e, s_.category[c], rng, first, second);
        continue;
      }
      const bool silo = kind == Points::silos;
      for (std::uint64_t left = 1 + rng.below(silo ? 3 : 2); left > 0; --left) {
        const bool loads = silo && rng.uniform() < 0.5;
        const std::string truck = "K" + std::to_string(second + 1);
        row.with(enterprise(e)).text((silo ? "S" : "L") + std::to_string(++first)).text(silo ? "silo" : "line");
        row.text(loads ? truck : "").text(scenario_.categories[s_.category[c]].id).end();
        if (!loads) continue;
        ++second;
        row.with(enterprise(e)).text(truck).text("truck").empty().text(scenario_.categories[s_.category[c]].id).end();
      }
    }
  }
}

void CityText::labs() {
  RowText row = rows(File::labs);
  for (std::size_t lab = 0; lab < labs_.size(); ++lab) {
    const Lab& spec = scenario_.labs[lab];
    for (Index k = 0; k < scenario_.categories.size(); ++k) {
      if (!spec.categories.empty() &&
          std::find(spec.categories.begin(), spec.categories.end(), k) == spec.categories.end())
        continue;
      const auto price = Money::yuan(std::llround(scenario_.categories[k].unit_cost.in_yuan() * spec.price));
      const double capacity = spec.capacity == 0 ? 60 : spec.capacity;
      row.text(labs_[lab]).text(scenario_.categories[k].id).money(price);
      row.integer(std::max<std::int64_t>(city_.part(capacity), 1)).text(spec.name).end();
    }
  }
}

void CityText::inspectors() {
  RowText row = rows(File::inspectors);
  Rng rng = city_.dice("inspectors");
  for (std::int64_t i = 0; i < city_.part(scenario_.inspectors); ++i) {
    const auto at = static_cast<std::size_t>(i);
    row.with(id('I', at, 3)).text(districts_[at % districts_.size()]);
    std::string conflicts, qualified;
    for (std::uint64_t left = s_.size() == 0 ? 0 : rng.below(3); left > 0; --left) {
      if (!conflicts.empty()) conflicts += ';';
      enterprise(static_cast<Index>(rng.below(s_.size())))(conflicts);
    }
    const bool all = rng.uniform() < 0.6;
    for (const ProductCategory& category : scenario_.categories)
      if (all || rng.uniform() < 0.5) qualified += (qualified.empty() ? "" : ";") + category.id;
    row.text(conflicts).text(qualified).end();
  }
}

void CityText::campaigns() {  // of the whole country once, of a district in each city
  RowText row = rows(File::campaigns);
  for (const CampaignSpec& campaign : scenario_.campaigns) {
    const bool everywhere = campaign.district == no_index;
    if (everywhere && city_.number > 0) continue;
    row.text(everywhere ? campaign.id : campaign.id + suffix_).text(scenario_.categories[campaign.category].id);
    row.text(day(campaign.start)).text(day(campaign.end));
    row.text(everywhere ? std::string_view() : std::string_view(districts_[campaign.district]));
    row.fixed(campaign.weight, 2).text(day(std::min(campaign.start, scenario_.as_of))).end();
  }
}

void CityText::other_plans() {
  RowText row = rows(File::other_plans);
  Rng rng = city_.dice("other plans");
  const auto weight = [&](Index c) {
    return scenario_.channels[s_.channel[s_.enterprise[c]]].id == "production" ? 4.0 : 1.0;
  };
  double mean = 0;
  for (Index c = 0; c < s_.offers(); ++c) mean += weight(c) / static_cast<double>(s_.offers());
  for (const OtherProgramme& other : scenario_.other_plans)
    for (Index c = 0; c < s_.offers(); ++c) {
      if (rng.uniform() >= other.share * weight(c) / mean) continue;
      row.with(enterprise(s_.enterprise[c])).text(scenario_.categories[s_.category[c]].id).text(other.authority);
      row.text(day(other.start)).text(day(other.end)).text(day(std::min(other.start, scenario_.as_of))).end();
    }
}

}  // namespace sightline::simulate
