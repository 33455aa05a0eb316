#include <algorithm>

#include "simulate/city/city.hpp"

namespace sightline::simulate {
namespace {

bool trades(const City& city, Index offer, Date day) {
  const Subjects& s = city.subjects;
  const Index e = s.enterprise[offer];
  return s.opened[e] <= day && (!s.closed[e].known() || day < s.closed[e]);
}

// Calls report(offer, day) for a Poisson number of reports in each quarter, about offers drawn with weight
// exp(follows_quality * quality) * readiness(district).
template <class Readiness, class Report>
void each_report(City& city, const ReportSource& source, Rng& rng, const Readiness& readiness, const Report& report) {
  const Scenario& scenario = city.scenario;
  const Subjects& s = city.subjects;
  const double per_year = source.per_year * city.layout.scale / city.layout.cities;
  WeightedChoice offers;
  for (Date from = city.lives_on.known() ? city.lives_on : scenario.start; from < scenario.as_of && per_year > 0;) {
    const Date to = std::min(from + 91, scenario.as_of);
    const int quarter = quarter_of(city, from);
    offers.clear();
    for (Index c = 0; c < s.offers(); ++c)
      offers.add(std::exp(source.follows_quality * quality_logit(city, c, quarter)) *
                 readiness(s.district[s.enterprise[c]]));
    for (std::uint32_t left = offers.empty() ? 0 : rng.poisson(per_year * (to - from) / 365.25); left > 0; --left) {
      const auto offer = static_cast<Index>(offers.draw(rng));
      const Date day = from + static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(to - from)));
      if (trades(city, offer, day)) report(offer, day);
    }
    from = to;
  }
}

void complain(City& city, Rng& rng, Index offer, Date date, std::uint32_t person, bool organised) {
  const ReportSource& source = city.scenario.complaints;
  Complaint complaint{};
  complaint.date = date;
  complaint.known = date + static_cast<std::int32_t>(rng.below(6));
  complaint.offer = offer;
  complaint.person = person;
  const double u = rng.uniform();
  complaint.status = organised ? (u < 0.6 ? 3 : 0) : (u < 0.90 ? 0 : u < 0.96 ? 1 : 2);
  complaint.severity = static_cast<std::uint8_t>(1 + rng.below(3));
  complaint.channel = static_cast<std::uint8_t>(rng.below(3));
  complaint.wording = static_cast<std::uint8_t>(rng.below(4));
  complaint.named = rng.uniform() >= source.unnamed_share;
  complaint.category_known = rng.uniform() < 0.8;
  if (complaint.known <= city.scenario.as_of) city.complaints.push_back(complaint);
}

// One incident: the first complaint, and one time in six others about the same within two weeks; a stated share of
// all complaints comes in series of six from a few people, against anybody.
void add_complaints(City& city) {
  const Scenario& scenario = city.scenario;
  const Subjects& s = city.subjects;
  Rng rng = city.dice(city.lives_on.known() ? "later complaints" : "complaints");
  const double series_per_incident =
      scenario.complaints.organised_share / (1 - scenario.complaints.organised_share) / 6;
  const auto later = [&](Date day, std::uint64_t within) { return day + static_cast<std::int32_t>(rng.below(within)); };
  ReportSource incidents = scenario.complaints;
  incidents.per_year *= 1 / (1 + (series_per_incident * 6) + 1.5 / 6);
  each_report(
      city, incidents, rng, [&](std::uint16_t d) { return scenario.districts[d].complaint_rate; },
      [&](Index offer, Date day) {
        const auto somebody = [&] { return static_cast<std::uint32_t>(100 + rng.below(40 * s.size())); };
        complain(city, rng, offer, day, somebody(), false);
        if (rng.uniform() < 1.0 / 6)
          for (std::uint64_t more = 1 + rng.below(2); more > 0; --more)
            complain(city, rng, offer, later(day, 14), somebody(), false);
        if (rng.uniform() >= series_per_incident) return;
        const auto person = static_cast<std::uint32_t>(rng.below(8));
        for (int k = 0; k < 6; ++k) {
          const auto anybody = static_cast<Index>(rng.below(s.offers()));
          const Date then = later(day, 10);
          if (trades(city, anybody, then)) complain(city, rng, anybody, then, person, true);
        }
      });
  std::stable_sort(city.complaints.begin(), city.complaints.end(),
                   [](const Complaint& a, const Complaint& b) { return a.date < b.date; });
}

std::vector<std::vector<Index>> add_points(City& city) {
  const Scenario& scenario = city.scenario;
  Rng rng = city.dice("monitoring points");
  const double row = city.number / 20 % 30, column = city.number % 20;
  std::vector<std::vector<Index>> of_district(scenario.districts.size());
  WeightedChoice districts;
  for (const District& district : scenario.districts) districts.add(district.share);
  Index placed = 0;
  for (std::int64_t left = city.part(scenario.monitoring.points); left > 0; --left) {
    const std::size_t d = districts.draw(rng);
    const District& district = scenario.districts[d];
    const double degrees = district.spread_km / 111.195;
    of_district[d].push_back(placed++);
    const auto kind = static_cast<std::uint8_t>(rng.below(std::max<std::size_t>(scenario.monitoring.kinds.size(), 1)));
    const double east = rng.normal(), north = rng.normal();
    if (city.lives_on.known()) continue;  // they stand already
    city.points.push_back({static_cast<std::uint16_t>(d), kind, district.longitude + 1.2 * column + degrees * east,
                           std::clamp(district.latitude + 0.9 * row + degrees * north, -80.0, 80.0)});
  }
  return of_district;
}

void add_monitoring(City& city) {
  const Scenario& scenario = city.scenario;
  const std::vector<std::vector<Index>> of_district = add_points(city);
  if (city.points.empty()) return;
  Rng rng = city.dice(city.lives_on.known() ? "later monitoring reports" : "monitoring reports");
  each_report(
      city, scenario.monitoring, rng, [](std::uint16_t) { return 1.0; },
      [&](Index offer, Date day) {
        const std::vector<Index>& near = of_district[city.subjects.district[city.subjects.enterprise[offer]]];
        MonitoringReport report{};
        report.date = day;
        report.known = day + static_cast<std::int32_t>(rng.below(4));
        report.point = near.empty() ? static_cast<Index>(rng.below(city.points.size())) : near[rng.below(near.size())];
        report.offer = offer;
        // Worse quality is reported at a higher level: 1 to 4 by a logistic cut of quality and noise.
        const double seen = quality_logit(city, offer, quarter_of(city, day)) + 1.5 * rng.normal();
        report.level = seen > 0 ? 4 : seen > -1.5 ? 3 : seen > -3 ? 2 : 1;
        report.wording = static_cast<std::uint8_t>(rng.below(3));
        report.named = rng.uniform() >= scenario.monitoring.unnamed_share;
        if (report.known <= scenario.as_of) city.reports.push_back(report);
      });
  std::stable_sort(city.reports.begin(), city.reports.end(),
                   [](const MonitoringReport& a, const MonitoringReport& b) { return a.date < b.date; });
}

}  // namespace

void fill_reports(City& city) {
  add_complaints(city);
  add_monitoring(city);
}

}  // namespace sightline::simulate
