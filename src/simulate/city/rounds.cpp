#include <algorithm>
#include <numeric>

#include "sightline/base/error.hpp"
#include "simulate/city/city.hpp"

namespace sightline::simulate {
namespace {

// Chooses one past round: follow-ups of failures, directed visits to where the evidence points, the rest at random
// within categories. A visit that brings no sample is replaced by the next one in line, so the tested batches are
// exact.
class Chooser {
 public:
  Chooser(City& city, std::size_t round)
      : city_(city),
        s_(city.subjects),
        spec_(city.scenario.rounds[round]),
        round_(static_cast<std::uint8_t>(round)),
        rng_(city.dice("round " + spec_.id)),
        batches_(static_cast<std::size_t>(city.part(spec_.batches))),
        taken_(s_.offers(), 0),
        visit_day_(s_.size()) {}

  std::vector<Inspection> choose() {
    find_available();
    const std::size_t most = std::min(batches_, available_.size());
    follow_up(most / 4);
    direct(static_cast<std::size_t>(spec_.directed_share * static_cast<double>(most)));
    at_random();
    if (tested_ < batches_)
      throw Error(ErrorCode::usage,
                  city_.scenario.path + ": round " + spec_.id + " tests " + std::to_string(batches_) +
                      " batches, but only " + std::to_string(tested_) + " of the city's candidates can be sampled",
                  "lower the round's batches or raise the groups' enterprises");
    std::stable_sort(chosen_.begin(), chosen_.end(),
                     [](const Inspection& a, const Inspection& b) { return a.date < b.date; });
    return std::move(chosen_);
  }

 private:
  [[nodiscard]] bool open_on(Index e, Date day) const {
    return s_.opened[e] <= day && (!s_.closed[e].known() || day < s_.closed[e]);
  }

  // In business when the round starts, and without a conforming result in the six months before.
  void find_available() {
    std::vector<char> recent(s_.offers(), 0);
    for (const Inspection& past : city_.inspections)
      if (past.verdict == Verdict::conforming && past.known.plus_months(6) > spec_.start) recent[past.offer] = 1;
    for (Index c = 0; c < s_.offers(); ++c)
      if (open_on(s_.enterprise[c], spec_.start) && recent[c] == 0) available_.push_back(c);
  }

  Date visit_day(Index e) {  // one visit per enterprise and round
    if (!visit_day_[e].known())
      visit_day_[e] =
          spec_.start + static_cast<std::int32_t>(rng_.below(static_cast<std::uint64_t>(spec_.end - spec_.start - 30)));
    return visit_day_[e];
  }

  void visit(Index offer, Choice choice) {
    const Index e = s_.enterprise[offer];
    Inspection visit{};
    visit.offer = offer;
    visit.choice = choice;
    visit.round = round_;
    visit.date = visit_day(e);
    visit.inspector = visit.lab = no_index;
    visit.known = visit.date + 1;
    const bool sampled = rng_.uniform() >= spec_.nonresponse;
    if (!open_on(e, visit.date)) {
      visit.verdict = Verdict::closed;
    } else if (!sampled) {
      visit.verdict = rng_.uniform() < 0.8 ? Verdict::not_available : Verdict::refused;
    } else {
      visit.verdict = Verdict::conforming;  // until the laboratory has spoken
      visit.known = visit.date + 10 + static_cast<std::int32_t>(rng_.below(20));
      ++tested_;
    }
    taken_[offer] = 1;
    chosen_.push_back(visit);
  }

  void follow_up(std::size_t most) {
    for (Inspection& past : city_.inspections) {
      if (past.verdict != Verdict::nonconforming || past.revised.known() || past.follow_up_done.known()) continue;
      if (past.known.plus_months(12) < spec_.start || tested_ >= most || taken_[past.offer] != 0) continue;
      if (!open_on(s_.enterprise[past.offer], spec_.start)) continue;
      const std::size_t before = tested_;
      visit(past.offer, Choice::follow_up);
      if (tested_ > before) past.follow_up_done = chosen_.back().known;
    }
  }

  // The bureau's own order: accepted complaints and monitoring reports of the last year, earlier failures, and a
  // person's judgement (noise).
  void direct(std::size_t wanted) {
    std::vector<double> points(s_.offers(), 0);
    const auto recent = [&](Date known) { return known < spec_.start && known.plus_months(12) >= spec_.start; };
    for (const Complaint& complaint : city_.complaints)
      if (complaint.status == 0 && complaint.named && recent(complaint.known)) points[complaint.offer] += 1;
    for (const MonitoringReport& report : city_.reports)
      if (report.named && recent(report.known)) points[report.offer] += 0.5 * report.level;
    for (const Inspection& past : city_.inspections)
      if (past.verdict == Verdict::nonconforming) points[past.offer] += 2;
    std::vector<std::pair<double, Index>> order;
    for (const Index c : available_)
      if (points[c] > 0 && taken_[c] == 0) order.emplace_back(-points[c] + rng_.normal(), c);
    std::sort(order.begin(), order.end());
    const std::size_t goal = std::min(batches_, tested_ + wanted);
    for (std::size_t i = 0; i < order.size() && tested_ < goal; ++i) visit(order[i].second, Choice::directed);
  }

  // Batches per category: one each as far as they go, the rest by the root of what is available, half as much again
  // for the catalogue; fractions by largest remainder, never more than there are.
  std::vector<std::size_t> allocate(const std::vector<std::vector<Index>>& of_category, std::size_t total) const {
    const std::size_t n = of_category.size();
    std::vector<std::size_t> given(n, 0);
    const auto room = [&](std::size_t k) { return of_category[k].size() - given[k]; };
    for (std::size_t k = 0; k < n && total > 0; ++k)
      if (room(k) > 0) ++given[k], --total;
    while (total > 0) {
      double weights = 0;
      const auto weight = [&](std::size_t k) {
        return room(k) == 0 ? 0
                            : std::sqrt(static_cast<double>(of_category[k].size())) *
                                  (city_.scenario.categories[k].catalogue ? 1.5 : 1);
      };
      for (std::size_t k = 0; k < n; ++k) weights += weight(k);
      if (weights == 0) break;
      std::vector<std::pair<double, std::size_t>> rest;
      std::size_t handed = 0;
      const double share = static_cast<double>(total) / weights;
      for (std::size_t k = 0; k < n; ++k) {
        const double exact = share * weight(k);
        const std::size_t whole = std::min(static_cast<std::size_t>(exact), room(k));
        if (room(k) > whole) rest.emplace_back(std::floor(exact) - exact, k);
        given[k] += whole;
        handed += whole;
      }
      std::sort(rest.begin(), rest.end());
      for (std::size_t i = 0; i < rest.size() && handed < total; ++i)
        if (room(rest[i].second) > 0) ++given[rest[i].second], ++handed;
      total -= handed;
    }
    return given;
  }

  void at_random() {
    std::vector<std::vector<Index>> of_category(city_.scenario.categories.size());
    for (const Index c : available_)
      if (taken_[c] == 0) of_category[s_.category[c]].push_back(c);
    const std::vector<std::size_t> wanted = allocate(of_category, batches_ - tested_);
    std::vector<std::size_t> visited(of_category.size(), 0);
    const auto draw_next = [&](std::size_t k) {
      std::vector<Index>& list = of_category[k];
      std::swap(list[visited[k]], list[visited[k] + rng_.below(list.size() - visited[k])]);
      visit(list[visited[k]++], Choice::random);
    };
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      const std::size_t goal = tested_ + wanted[k];
      while (tested_ < goal && visited[k] < of_category[k].size()) draw_next(k);
    }
    for (std::size_t k = 0; k < wanted.size(); ++k)  // what categories that ran out could not give
      while (tested_ < batches_ && visited[k] < of_category[k].size()) draw_next(k);
    for (Inspection& visit : chosen_) {
      const Index k = s_.category[visit.offer];
      if (visit.choice == Choice::random)
        visit.inclusion = static_cast<double>(visited[k]) / static_cast<double>(of_category[k].size());
    }
  }

  City& city_;
  const Subjects& s_;
  const PastRound& spec_;
  std::uint8_t round_;
  Rng rng_;
  std::size_t batches_, tested_ = 0;
  std::vector<char> taken_;
  std::vector<Date> visit_day_;
  std::vector<Index> available_;
  std::vector<Inspection> chosen_;
};

}  // namespace

void fill_rounds(City& city) {
  for (std::size_t round = 0; round < city.scenario.rounds.size(); ++round) {
    std::vector<Inspection> chosen = Chooser(city, round).choose();
    fill_results(city, round, chosen);
    city.inspections.insert(city.inspections.end(), chosen.begin(), chosen.end());
  }
}

}  // namespace sightline::simulate
