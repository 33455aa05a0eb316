#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "sightline/base/error.hpp"
#include "simulate/city/city.hpp"

namespace sightline::simulate {
namespace {

// Ids as the city writes them: a letter and a number that counts from 1.
Index number_in(std::string_view id, char letter, std::size_t count) {
  std::size_t number = 0;
  if (id.empty() || id[0] != letter) return no_index;
  const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  const bool whole = error == std::errc() && end == id.data() + id.size();
  return whole && number >= 1 && number <= count ? static_cast<Index>(number - 1) : no_index;
}

class DrawnVisits {
 public:
  DrawnVisits(City& city, const DrawnRound& round)
      : city_(city),
        s_(city.subjects),
        round_(round),
        rng_(city.dice("drawn round")),
        nonresponse_(city.scenario.rounds.empty() ? 0.04 : city.scenario.rounds.back().nonresponse) {
    first_ = round.lines.empty() ? city.lives_on : round.lines.front().first;
    for (const DrawnRound::Line& line : round.lines) first_ = std::min(first_, line.first), visited(line.enterprise_id);
  }

  std::vector<Inspection> visit_all() {
    for (Index c = 0; c < s_.offers(); ++c) city_.round_truth.push_back(true_probability(city_, c, first_));
    for (const DrawnRound::Line& line : round_.lines) {
      const Inspection& made = visit(offer_of(line.enterprise_id, line.category_id), line);
      if (made.verdict == Verdict::conforming || made.verdict == Verdict::nonconforming || line.stream != "random")
        continue;
      replace(line);
    }
    std::stable_sort(made_.begin(), made_.end(),
                     [](const Inspection& a, const Inspection& b) { return a.date < b.date; });
    return std::move(made_);
  }

 private:
  Index offer_of(const std::string& enterprise, const std::string& category) const {
    const Index e = number_in(enterprise, 'E', s_.size());
    if (e != no_index)
      for (Index c = s_.first_offer[e]; c < s_.first_offer[e + 1]; ++c)
        if (city_.scenario.categories[s_.category[c]].id == category) return c;
    throw Error(ErrorCode::usage, "the draw names " + enterprise + "/" + category + ", which this city does not have",
                "take the scenario and seed of the city that was planned for");
  }

  Index lab_of(const std::string& id) const {
    for (Index lab = 0; lab < city_.scenario.labs.size(); ++lab)
      if (city_.scenario.labs[lab].id == id) return lab;
    return no_index;
  }

  void visited(const std::string& enterprise) { taken_.insert(enterprise); }

  // One visit: no sample with the chance of the scenario's last round, else its batches tested one by one.
  const Inspection& visit(Index offer, const DrawnRound::Line& line) {
    Inspection visit{};
    visit.offer = offer;
    visit.choice = line.stream == "random"     ? Choice::random
                   : line.stream == "directed" ? Choice::directed
                                               : Choice::follow_up;
    visit.inclusion = line.inclusion_probability;
    visit.inspector = number_in(line.inspector, 'I', 100'000);
    visit.lab = lab_of(line.lab_id);
    visit.date =
        line.first + static_cast<std::int32_t>(rng_.below(static_cast<std::uint64_t>(line.last - line.first) + 1));
    visit.known = visit.date + 1;
    visit.batches = line.batches;
    const double u = rng_.uniform();
    if (u < nonresponse_)
      visit.verdict = u < 0.6 * nonresponse_   ? Verdict::not_available
                      : u < 0.8 * nonresponse_ ? Verdict::refused
                                               : Verdict::closed;
    else
      test(visit);
    made_.push_back(visit);
    return made_.back();
  }

  void test(Inspection& visit) {
    const ProductCategory& category = city_.scenario.categories[s_.category[visit.offer]];
    const Lab* lab = visit.lab == no_index ? nullptr : &city_.scenario.labs[visit.lab];
    const double chance = category.test_sensitivity * logistic(logit_of(city_.round_truth[visit.offer]) +
                                                               (lab == nullptr ? 0 : lab->severity_logit));
    visit.known = std::min(visit.date + 10 + static_cast<std::int32_t>(rng_.below(20)), round_.until);
    visit.failed = 0;
    for (std::uint32_t batch = 0; batch < visit.batches; ++batch) visit.failed += rng_.uniform() < chance ? 1u : 0u;
    visit.verdict = visit.failed > 0 ? Verdict::nonconforming : Verdict::conforming;
    visit.cost = Money::from_fen(
        std::llround(static_cast<double>(category.unit_cost.fen) * (lab == nullptr ? 1 : lab->price) * visit.batches));
    if (visit.verdict == Verdict::conforming) return;
    visit.severity = static_cast<std::uint8_t>(1 + rng_.below(3));
    const Date retested = visit.known + 20 + static_cast<std::int32_t>(rng_.below(20));
    if (rng_.uniform() < 0.06 && retested <= round_.until) visit.revised = retested;
  }

  // The next reserves of the stratum whose enterprise is not visited yet, until one brings a sample.
  void replace(const DrawnRound::Line& line) {
    for (std::size_t r = next_[line.stratum]; r < round_.reserves.size(); ++r) {
      const DrawnRound::Reserve& reserve = round_.reserves[r];
      next_[line.stratum] = r + 1;
      if (reserve.stratum != line.stratum || !taken_.insert(reserve.enterprise_id).second) continue;
      DrawnRound::Line in_place = line;
      in_place.enterprise_id = reserve.enterprise_id;
      in_place.lab_id = reserve.lab_id;
      in_place.inclusion_probability = reserve.inclusion_probability;
      const Verdict verdict = visit(offer_of(reserve.enterprise_id, reserve.category_id), in_place).verdict;
      if (verdict == Verdict::conforming || verdict == Verdict::nonconforming) return;
    }
  }

  City& city_;
  const Subjects& s_;
  const DrawnRound& round_;
  Rng rng_;
  double nonresponse_;
  Date first_;
  std::set<std::string> taken_;
  std::map<std::string, std::size_t> next_;  // per stratum: the first reserve not asked yet
  std::vector<Inspection> made_;
};

}  // namespace

void fill_drawn_round(City& city, const DrawnRound& round) {
  city.drawn_first = city.inspections.size();
  const std::vector<Inspection> made = DrawnVisits(city, round).visit_all();
  for (const Inspection& visit : made)
    if (visit.choice == Choice::follow_up &&
        (visit.verdict == Verdict::conforming || visit.verdict == Verdict::nonconforming))
      for (Inspection& past : city.inspections)
        if (past.offer == visit.offer && past.verdict == Verdict::nonconforming && !past.follow_up_done.known())
          past.follow_up_done = visit.known;
  remember_visits(city, made);
  city.inspections.insert(city.inspections.end(), made.begin(), made.end());
}

}  // namespace sightline::simulate
