#include <algorithm>

#include "simulate/city/city.hpp"

namespace sightline::simulate {
namespace {

constexpr int quarter_days = 91;

// Stationary AR(1) per quarter with the given standard deviation and correlation after four quarters.
struct Drift {
  double sd, step;
  Drift(double sd_, double persistence) : sd(sd_), step(std::pow(persistence, 0.25)) {}
  template <class Set>
  void walk(Rng& rng, int quarters, const Set& set) const {
    double z = rng.normal();
    for (int q = 0; q < quarters; ++q) {
      if (q > 0) z = step * z + std::sqrt(1 - step * step) * rng.normal();
      set(q, sd * z);
    }
  }
};

// Effects of enterprises: own and owner's parts, so that enterprises of one owner have the stated correlation.
void add_enterprise_effects(City& city) {
  const Quality& spec = city.scenario.quality;
  const Subjects& s = city.subjects;
  QualityState& state = city.quality;
  const int quarters = state.quarters;
  Rng rng = city.dice("quality");
  const Drift drift(spec.enterprise_sd, spec.persistence);
  Index owners = 0;
  for (const Index owner : s.owner) owners = std::max(owners, owner == no_index ? 0 : owner + 1);
  std::vector<float> of_owner(static_cast<std::size_t>(owners) * static_cast<std::size_t>(quarters));
  const auto slot = [quarters](std::size_t i, int q) {
    return i * static_cast<std::size_t>(quarters) + static_cast<std::size_t>(q);
  };
  for (Index o = 0; o < owners; ++o)
    drift.walk(rng, quarters, [&](int q, double v) { of_owner[slot(o, q)] = static_cast<float>(v); });
  state.enterprise.resize(s.size() * static_cast<std::size_t>(quarters));
  for (Index e = 0; e < s.size(); ++e) {
    const bool shared = s.owner[e] != no_index;
    const double own = shared ? std::sqrt(1 - spec.owner_correlation) : 1, common = std::sqrt(1 - own * own);
    drift.walk(rng, quarters, [&](int q, double v) {
      const double owner = shared ? static_cast<double>(of_owner[slot(s.owner[e], q)]) : 0;
      state.enterprise[slot(e, q)] = static_cast<float>(own * v + common * owner);
    });
  }
}

// Published odds of sizes and channels about their mean over the city's mix, damped.
std::vector<double> trait_effects(const std::vector<Trait>& traits, const std::vector<std::uint8_t>& of,
                                  double damping) {
  std::vector<double> effects;
  for (const Trait& trait : traits) effects.push_back(damping * logit_of(trait.rate));
  double mean = 0;
  for (const std::uint8_t t : of) mean += effects[t] / static_cast<double>(of.size());
  for (double& effect : effects) effect -= mean;
  return effects;
}

void add_fixed_effects(City& city) {
  const Scenario& scenario = city.scenario;
  const Subjects& s = city.subjects;
  Rng rng = city.dice("candidate effects");
  const std::vector<double> size = trait_effects(scenario.sizes, s.size_class, scenario.quality.damping);
  const std::vector<double> channel = trait_effects(scenario.channels, s.channel, scenario.quality.damping);
  for (std::size_t c = 0; c < s.offers(); ++c) {
    const Index e = s.enterprise[c];
    city.quality.fixed.push_back(static_cast<float>(logit_of(scenario.categories[s.category[c]].rate) +
                                                    size[s.size_class[e]] + channel[s.channel[e]] +
                                                    scenario.quality.candidate_sd * rng.normal()));
  }
}

// Credit classes A to D: ranks of quality plus as much noise, 20, 50, 22 and 8 % of all.
void add_credit_classes(City& city) {
  Subjects& s = city.subjects;
  Rng rng = city.dice("credit");
  std::vector<std::pair<double, Index>> order;
  const int now = quarter_of(city, city.scenario.as_of);
  for (Index e = 0; e < s.size(); ++e) {
    const std::size_t at = e * static_cast<std::size_t>(city.quality.quarters) + static_cast<std::size_t>(now);
    order.emplace_back(
        static_cast<double>(city.quality.enterprise[at]) + city.scenario.quality.enterprise_sd * rng.normal(), e);
  }
  std::sort(order.begin(), order.end());
  s.credit_class.resize(s.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(order.size());
    s.credit_class[order[i].second] = share < 0.20 ? 0 : share < 0.70 ? 1 : share < 0.92 ? 2 : 3;
  }
}

}  // namespace

int quarter_of(const City& city, Date day) {
  return std::clamp((day - city.scenario.start) / quarter_days, 0, city.quality.quarters - 1);
}

void fill_quality(City& city) {
  QualityState& state = city.quality;
  const Scenario& scenario = city.scenario;
  state.quarters = (scenario.as_of - scenario.start) / quarter_days + 1;
  add_enterprise_effects(city);
  Rng rng(city.seed, mix64("category drift"));  // one market: the same in every city
  const Drift drift(scenario.quality.category_sd, scenario.quality.persistence);
  for (std::size_t k = 0; k < scenario.categories.size(); ++k)
    drift.walk(rng, state.quarters, [&](int, double v) { state.category.push_back(static_cast<float>(v)); });
  add_fixed_effects(city);
  add_credit_classes(city);
  state.rectified.assign(city.subjects.offers(), 0);
  Rng visits = city.dice("first visits");
  for (std::size_t e = 0; e < city.subjects.size(); ++e)
    state.last_visit.push_back(scenario.start - static_cast<std::int32_t>(visits.below(900)));
}

double quality_logit(const City& city, Index offer, int quarter) {
  const Subjects& s = city.subjects;
  const QualityState& state = city.quality;
  const auto effect = [&](const std::vector<float>& values, Index i) {
    return static_cast<double>(
        values[i * static_cast<std::size_t>(state.quarters) + static_cast<std::size_t>(quarter)]);
  };
  const Index supplier = s.supplier[offer];
  return static_cast<double>(state.fixed[offer]) + effect(state.enterprise, s.enterprise[offer]) +
         effect(state.category, s.category[offer]) +
         (supplier == no_index ? 0 : city.scenario.quality.supplier_share * effect(state.enterprise, supplier));
}

double true_logit(const City& city, Index offer, Date day) {
  const QualityState& state = city.quality;
  const double years = std::clamp((day - state.last_visit[city.subjects.enterprise[offer]]) / 365.25, 0.0, 3.0);
  return state.level + quality_logit(city, offer, quarter_of(city, day)) + city.scenario.quality.complacency * years -
         static_cast<double>(state.rectified[offer]);
}

double true_probability(const City& city, Index offer, Date day) { return logistic(true_logit(city, offer, day)); }

}  // namespace sightline::simulate
