#include <algorithm>

#include "simulate/city/city.hpp"

namespace sightline::simulate {
namespace {

constexpr double km_per_degree = 111.195;

WeightedChoice weights_of(const std::vector<Share>& shares) {
  WeightedChoice choice;
  for (const Share& share : shares) choice.add(share.share);
  return choice;
}

// Cities of a country stand on a grid, so that none overlaps its neighbours.
void place(City& city, Index e, const District& district, Rng& rng) {
  const double east = rng.normal() * district.spread_km, north = rng.normal() * district.spread_km;
  const double row = city.number / 20 % 30, column = city.number % 20;
  const double latitude = std::clamp(district.latitude + 0.9 * row + north / km_per_degree, -80.0, 80.0);
  city.subjects.latitude[e] = latitude;
  city.subjects.longitude[e] =
      district.longitude + 1.2 * column + east / (km_per_degree * std::cos(latitude * 3.14159265358979 / 180));
}

void add_enterprises(City& city) {
  const Scenario& scenario = city.scenario;
  Subjects& s = city.subjects;
  Rng rng = city.dice("enterprises");
  WeightedChoice districts;
  for (const District& district : scenario.districts) districts.add(district.share);
  for (std::size_t g = 0; g < scenario.groups.size(); ++g) {
    const SubjectGroup& group = scenario.groups[g];
    const WeightedChoice sizes = weights_of(group.sizes), channels = weights_of(group.channels);
    std::vector<std::uint32_t> numbers(scenario.districts.size(), 0);
    for (std::int64_t left = city.part(group.enterprises); left > 0; --left) {
      const std::size_t district = districts.draw(rng);
      s.group.push_back(static_cast<std::uint8_t>(g));
      s.district.push_back(static_cast<std::uint16_t>(district));
      s.number.push_back(++numbers[district]);
      s.size_class.push_back(static_cast<std::uint8_t>(group.sizes[sizes.draw(rng)].of));
      s.channel.push_back(static_cast<std::uint8_t>(group.channels[channels.draw(rng)].of));
    }
  }
  s.longitude.resize(s.size());
  s.latitude.resize(s.size());
  for (Index e = 0; e < s.size(); ++e) place(city, e, scenario.districts[s.district[e]], rng);
}

// Ages and times to closure are exponential; who closed before the evidence starts is not in the register.
void add_lives(City& city) {
  const Scenario& scenario = city.scenario;
  Subjects& s = city.subjects;
  Rng rng = city.dice("lives");
  for (std::size_t e = 0; e < s.size(); ++e) {
    const double age = -std::log(rng.uniform()) * 365.25 / scenario.openings_per_year;
    const Date opened = scenario.as_of - static_cast<std::int32_t>(std::min(45 + age, 14600.0));
    s.opened.push_back(opened);
    Date closed;
    const double life = -std::log(rng.uniform()) * 365.25 / std::max(scenario.closures_per_year, 1e-9);
    const Date from = std::max(opened + 30, scenario.start);
    if (life < scenario.as_of - from) closed = from + static_cast<std::int32_t>(life);
    s.closed.push_back(closed);
  }
}

// The n enterprises of one group, dealt to categories: who has no offer yet first, then anybody at random, nobody twice
// for one category.
class Deck {
 public:
  Deck(std::size_t n, Rng& rng) : pool_(n), place_(n), fresh_(n) {
    for (Index i = 0; i < n; ++i) pool_[i] = place_[i] = fresh_[i] = i;
    for (std::size_t i = n; i > 1; --i) std::swap(fresh_[i - 1], fresh_[rng.below(i)]);
  }
  template <class Take>
  void deal(std::size_t wanted, Rng& rng, const Take& take) {
    wanted = std::min(wanted, pool_.size());
    for (std::size_t taken = 0; taken < wanted; ++taken) {
      const bool first = !fresh_.empty();
      const std::size_t at = first ? place_[fresh_.back()] : taken + rng.below(pool_.size() - taken);
      if (first) fresh_.pop_back();
      std::swap(place_[pool_[taken]], place_[pool_[at]]);
      std::swap(pool_[taken], pool_[at]);
      take(pool_[taken]);
    }
  }
  [[nodiscard]] std::size_t without_offer() const { return fresh_.size(); }

 private:
  std::vector<Index> pool_, place_, fresh_;
};

void add_offers(City& city) {
  const Scenario& scenario = city.scenario;
  Subjects& s = city.subjects;
  Rng rng = city.dice("offers");
  std::vector<std::pair<Index, Index>> offers;
  Index base = 0;
  for (const SubjectGroup& group : scenario.groups) {
    const std::size_t n = static_cast<std::size_t>(city.part(group.enterprises));
    Deck deck(n, rng);
    const auto sell = [&](Index category, std::size_t wanted) {
      deck.deal(wanted, rng, [&](Index i) { offers.emplace_back(base + i, category); });
    };
    for (const Share& sold : group.sells) {
      // The last category also takes whom rounding left without an offer.
      const auto wanted = static_cast<std::size_t>(std::llround(sold.share * static_cast<double>(n)));
      sell(sold.of, &sold == &group.sells.back() ? std::max(wanted, deck.without_offer()) : wanted);
    }
    base += static_cast<Index>(n);
  }
  std::sort(offers.begin(), offers.end());
  s.first_offer.assign(s.size() + 1, 0);
  for (const auto& [enterprise, category] : offers) {
    ++s.first_offer[enterprise + 1];
    s.enterprise.push_back(enterprise);
    s.category.push_back(category);
    const double classes_above = static_cast<double>(scenario.sizes.size()) - 1 - s.size_class[enterprise];
    const double median = 60 * std::pow(7.0, classes_above);
    s.volume.push_back(static_cast<std::uint32_t>(std::ceil(median * std::exp(0.8 * rng.normal()))));
  }
  for (std::size_t e = 0; e < s.size(); ++e) s.first_offer[e + 1] += s.first_offer[e];
}

void add_relations(City& city) {
  const Scenario& scenario = city.scenario;
  Subjects& s = city.subjects;
  Rng rng = city.dice("relations");
  s.owner.assign(s.size(), no_index);
  std::vector<Index> order(s.size());
  for (Index e = 0; e < s.size(); ++e) order[e] = e;
  const auto owned = static_cast<std::size_t>(scenario.relations.owned_share * static_cast<double>(s.size()));
  Index owner = 0;
  for (std::size_t i = 0, members = 0; i < owned && i < s.size(); ++i) {
    std::swap(order[i], order[i + rng.below(s.size() - i)]);
    if (members == 0) members = 2 + rng.below(3), ++owner;
    s.owner[order[i]] = owner - 1;
    --members;
  }
  std::vector<std::vector<Index>> producers(scenario.categories.size());
  const auto produces = [&](Index e) { return scenario.channels[s.channel[e]].id == "production"; };
  for (std::size_t c = 0; c < s.offers(); ++c)
    if (produces(s.enterprise[c])) producers[s.category[c]].push_back(s.enterprise[c]);
  s.supplier.assign(s.offers(), no_index);
  for (std::size_t c = 0; c < s.offers(); ++c) {
    const std::vector<Index>& from = producers[s.category[c]];
    if (from.empty() || produces(s.enterprise[c]) || rng.uniform() >= scenario.relations.supplied_share) continue;
    s.supplier[c] = from[rng.below(from.size())];
  }
}

}  // namespace

void fill_subjects(City& city) {
  add_enterprises(city);
  add_lives(city);
  add_offers(city);
  add_relations(city);
}

std::size_t WeightedChoice::draw(Rng& rng) const {
  const double at = rng.uniform() * sums_.back();
  const auto found = std::upper_bound(sums_.begin(), sums_.end(), at);
  return std::min(static_cast<std::size_t>(found - sums_.begin()), sums_.size() - 1);
}

}  // namespace sightline::simulate
