#include <algorithm>

#include "simulate/city/city.hpp"

namespace sightline::simulate {
namespace {

// The steps of one case in order of time; a step that would fall after the evidence ends has not happened.
class Case {
 public:
  Case(City& city, Index inspection, Rng& rng) : city_(city), inspection_(inspection), rng_(rng) {}

  void run() {
    const Inspection& visit = city_.inspections[inspection_];
    const Date delivered = visit.known + days(1, 4);
    add(Step::delivered, delivered);
    const bool objected = visit.revised.known() || rng_.uniform() < 0.2;
    Date confirmed = delivered;
    if (objected) {
      const Date objection = delivered + days(1, 15);
      add(Step::objection, objection);
      if (visit.revised.known()) {
        add(Step::retest_conforming, visit.revised);
        add(Step::closed, visit.revised + days(1, 10));
        return;
      }
      confirmed = objection + days(15, 20);
      add(Step::retest_nonconforming, confirmed);
    }
    const Date disposed = confirmed + days(5, 25);
    const Date rectified = disposed + days(5, 40);
    add(Step::disposed, disposed);
    add(Step::published, confirmed + days(16, 20));
    add(Step::rectified, rectified);
    const Date penalised = disposed + days(10, 60);
    if (rng_.uniform() < 0.85) add(Step::penalised, penalised);
    if (!visit.follow_up_done.known()) return;
    add(Step::reinspected, visit.follow_up_done);
    add(Step::closed, std::max({visit.follow_up_done, penalised, rectified}) + days(5, 15));
  }

 private:
  std::int32_t days(std::uint64_t least, std::uint64_t more) {
    return static_cast<std::int32_t>(least + rng_.below(more));
  }
  void add(Step step, Date date) {
    if (date <= city_.scenario.as_of) city_.cases.push_back({inspection_, date, step});
  }

  City& city_;
  Index inspection_;
  Rng& rng_;
};

}  // namespace

void fill_cases(City& city) {
  Rng rng = city.dice("cases");
  for (Index i = 0; i < city.inspections.size(); ++i)
    if (city.inspections[i].verdict == Verdict::nonconforming) Case(city, i, rng).run();
  std::stable_sort(city.cases.begin(), city.cases.end(),
                   [](const CaseEvent& a, const CaseEvent& b) { return a.date < b.date; });
}

}  // namespace sightline::simulate
