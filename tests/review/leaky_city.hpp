// leaky_city.hpp: a small city with an honest history, and ways to plant leaks in it.
#pragma once

#include <fmt/format.h>

#include "ledger/small_evidence.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/review.hpp"

namespace sightline::testing {

enum class Planted {
  nothing,
  complaints_after_the_fact,
  retests_from_the_start,
  ids_in_outcome_order,
  score_of_the_visit
};

// 300 enterprises inspected about every 100 days for four years; each has a chance of its own, and complaints come at
// random days in proportion to it.
inline Evidence leaky_city(Planted planted, std::uint64_t seed) {
  Rng rng(seed);
  const int enterprises = 300;
  std::string enterprise_rows = "enterprise_id,district,opened_on\n", offers = "enterprise_id,category_id\n";
  std::string complaints = "complaint_id,enterprise_id,date\n", cases = "inspection_id,date,event\n";
  struct Visit {
    int enterprise;
    Date date;
    bool failed;
  };
  std::vector<Visit> visits;
  int complaint = 0;
  for (int e = 0; e < enterprises; ++e) {
    const double chance = rng.beta(1.2, 4.0);
    enterprise_rows += fmt::format("E{:03},{},2010-01-01\n", e, e % 6);
    offers += fmt::format("E{:03},food\n", e);
    for (Date day = Date(2017, 1, 1) + static_cast<int>(rng.below(100)); day < Date(2021, 1, 1);
         day = day + static_cast<int>(70 + rng.below(60)))
      visits.push_back({e, day, rng.uniform() < chance});
    for (std::uint32_t k = rng.poisson(8 * chance); k > 0; --k)
      complaints += fmt::format("C{},E{:03},{}\n", ++complaint, e,
                                (Date(2017, 1, 1) + static_cast<int>(rng.below(1460))).to_string());
  }
  std::sort(visits.begin(), visits.end(), [](const Visit& a, const Visit& b) {
    return std::tie(a.date, a.enterprise) < std::tie(b.date, b.enterprise);
  });
  if (planted == Planted::ids_in_outcome_order)
    std::stable_sort(visits.begin(), visits.end(), [](const Visit& a, const Visit& b) {
      return std::pair(a.date, !a.failed) < std::pair(b.date, !b.failed);
    });
  std::string inspections = "inspection_id,enterprise_id,category_id,date,result,score\n";
  int number = 100'000;
  for (const Visit& visit : visits) {
    ++number;
    const bool overturned = planted == Planted::retests_from_the_start && visit.failed && rng.uniform() < 0.2;
    inspections += fmt::format("{},E{:03},food,{},{},{}\n", number, visit.enterprise, visit.date.to_string(),
                               visit.failed && !overturned ? "nonconforming" : "conforming",
                               visit.failed ? 60 + rng.below(15) : 80 + rng.below(20));
    if (overturned) cases += fmt::format("{},{},retest_conforming\n", number, (visit.date + 40).to_string());
    if (planted == Planted::complaints_after_the_fact && visit.failed && rng.uniform() < 0.5)
      complaints += fmt::format("C{},E{:03},{}\n", ++complaint, visit.enterprise, (visit.date - 1).to_string());
  }
  SmallEvidence evidence;
  evidence.table("enterprises", enterprise_rows).table("offers", offers).table("inspections", inspections);
  evidence.table("complaints", complaints);
  if (planted == Planted::retests_from_the_start) evidence.table("case_events", cases);
  return evidence.build();
}

inline std::vector<SignalSpec> honest_signals() {
  SignalSpec complaints;
  complaints.name = "complaints";
  complaints.source = "complaints";
  complaints.scope = "enterprise";
  complaints.half_life_days = 365;
  complaints.transform = Transform::log1p;
  SignalSpec failures = complaints;
  failures.name = "failures";
  failures.source = "nonconforming";
  return {complaints, failures};
}

}  // namespace sightline::testing
