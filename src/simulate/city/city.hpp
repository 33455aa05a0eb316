// city.hpp: one city of a simulated country, as columns, and the steps that fill them. A country is many cities, each a
// pure function of (scenario, seed, number), so that they run in parallel and their tables are written in order.
//
//   who there is      subjects.cpp   enterprises, offers, owners, suppliers
//   how good it is    quality.cpp    latent effects per quarter; logit and probability of a candidate on a day
//   what people say   reports.cpp    complaints, monitoring points and their reports
//   who was visited   rounds.cpp     past rounds with exactly their batches
//   what was found    results.cpp    laboratories, failures, money: as exactly as published
//   what was drawn    drawn_round.cpp  a draw from this city, visited and tested
//   what followed     cases.cpp      steps after each failure
//   what is written   tables.cpp     rows of every table
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "sightline/base/hash.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/simulate.hpp"
#include "simulate/scenario.hpp"

namespace sightline::simulate {

// How the country is divided: `cities` of them share every count of the scenario times `scale`.
struct Layout {
  double scale = 1;
  std::uint32_t cities = 1;
  // Part of `total` that falls to city k; the parts add up to round(total * scale) exactly.
  [[nodiscard]] std::int64_t part(double total, std::uint32_t city) const {
    const double step = total * scale / cities;
    return std::llround(step * (city + 1)) - std::llround(step * city);
  }
};

struct Subjects {  // enterprises; offers are sorted by enterprise and are the candidates
  std::vector<std::uint8_t> group, size_class, channel, credit_class;
  std::vector<std::uint16_t> district;
  std::vector<std::uint32_t> number;  // within group and district, for the name
  std::vector<Date> opened, closed;   // closed: unknown when open
  std::vector<double> longitude, latitude;
  std::vector<Index> owner;                 // owner group, no_index for most
  std::vector<Index> first_offer;           // n + 1: offers of enterprise e are [first_offer[e], first_offer[e + 1])
  std::vector<Index> enterprise, category;  // per offer
  std::vector<Index> supplier;              // per offer: enterprise or no_index
  std::vector<std::uint32_t> volume;        // per offer, units a year
  [[nodiscard]] std::size_t size() const { return group.size(); }
  [[nodiscard]] std::size_t offers() const { return enterprise.size(); }
};

struct QualityState {
  int quarters = 0;
  double level = 0;               // solved by the first published round
  std::vector<float> enterprise;  // [e * quarters + q]
  std::vector<float> category;    // [k * quarters + q]
  std::vector<float> fixed;       // per offer: category rate, size, channel, own effect; logit
  std::vector<float> rectified;   // per offer: taken off after failures
  std::vector<Date> last_visit;   // per enterprise
};

struct Complaint {
  Date date, known;
  Index offer;           // what it is about
  std::uint32_t person;  // pseudonym
  std::uint8_t status;   // position in complaint_statuses
  std::uint8_t severity, channel, wording;
  bool named;           // carries the enterprise's id
  bool category_known;  // else free text only
};
inline constexpr std::array<const char*, 4> complaint_statuses{"accepted", "refused", "withdrawn", "malicious"};

struct MonitoringPoint {
  std::uint16_t district;
  std::uint8_t kind;
  double longitude, latitude;
};
struct MonitoringReport {
  Date date, known;
  Index point, offer;
  std::uint8_t level, wording;
  bool named;
};

enum class Verdict : std::uint8_t { conforming, nonconforming, not_available, refused, closed };
enum class Choice : std::uint8_t { random, directed, follow_up };
struct Inspection {
  Date date, known;
  Index offer;
  Verdict verdict;
  Choice choice;
  std::uint8_t round, severity;
  double inclusion = 0;  // random choices only
  Index inspector, lab;  // no_index when there is none
  Money cost;
  Date revised;                           // overturned by a retest on that day
  Date follow_up_done;                    // day on which the result of its follow-up was known
  std::uint32_t batches = 1, failed = 1;  // tested; of a failure: nonconforming
};

enum class Step : std::uint8_t {
  delivered,
  objection,
  retest_conforming,
  retest_nonconforming,
  disposed,
  rectified,
  reinspected,
  penalised,
  published,
  closed
};
struct CaseEvent {
  Index inspection;
  Date date;
  Step step;
};

struct City {
  const Scenario& scenario;
  Layout layout;
  std::uint64_t seed;
  std::uint32_t number;
  Subjects subjects{};
  QualityState quality{};
  std::vector<Complaint> complaints{};
  std::vector<MonitoringPoint> points{};
  std::vector<MonitoringReport> reports{};
  std::vector<Inspection> inspections{};
  std::vector<CaseEvent> cases{};
  Date lives_on{};                    // reports go on from this day; unknown in a city as of its scenario's day
  std::size_t drawn_first = 0;        // inspections from here on are of the drawn round
  std::vector<double> round_truth{};  // per offer, on its first day

  // Each purpose has a stream of its own: a change in one table leaves the dice of the others alone.
  [[nodiscard]] Rng dice(std::string_view purpose) const { return Rng(seed, mix64(purpose, number)); }
  [[nodiscard]] std::int64_t part(double total) const { return layout.part(total, number); }
};

void fill_subjects(City& city);
void fill_quality(City& city);
void fill_reports(City& city);
void fill_rounds(City& city);  // throws Error(usage) when a round does not fit the city
void fill_results(City& city, std::size_t number, std::vector<Inspection>& round);
void fill_drawn_round(City& city, const DrawnRound& round);  // throws Error(usage) when it is of another city
// Remembers who was visited and what failed: it moves the truth from then on.
void remember_visits(City& city, const std::vector<Inspection>& round);
void fill_cases(City& city);

[[nodiscard]] int quarter_of(const City& city, Date day);
// Logit of a failing batch without the level: what complaints follow.
[[nodiscard]] double quality_logit(const City& city, Index offer, int quarter);
// Logit and probability of a failing batch on a day, before lab error.
[[nodiscard]] double true_logit(const City& city, Index offer, Date day);
[[nodiscard]] double true_probability(const City& city, Index offer, Date day);

[[nodiscard]] inline double logit_of(double p) { return std::log(p / (1 - p)); }
[[nodiscard]] inline double logistic(double x) { return 1 / (1 + std::exp(-x)); }

// Positions drawn with probability proportional to weights, by bisection of their running sums.
class WeightedChoice {
 public:
  void add(double weight) { sums_.push_back((sums_.empty() ? 0 : sums_.back()) + weight); }
  void clear() { sums_.clear(); }
  [[nodiscard]] bool empty() const { return sums_.empty() || sums_.back() <= 0; }
  [[nodiscard]] std::size_t draw(Rng& rng) const;

 private:
  std::vector<double> sums_;
};

}  // namespace sightline::simulate
