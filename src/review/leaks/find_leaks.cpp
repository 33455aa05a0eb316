#include <fmt/format.h>

#include <cmath>

#include "review/leaks/leak_tests.hpp"
#include "sightline/review.hpp"

namespace sightline {
namespace {

constexpr double certain_auc = 0.95;  // no honest signal tells outcomes this well
constexpr double order_auc = 0.1;     // beyond 0.5
constexpr double order_z = 6, event_z = 4, event_ratio = 3;

void look_at_signals(const Ledger& ledger, const std::vector<SignalSpec>& specs, const Run& run,
                     std::vector<Leak>& leaks) {
  const Signals signals = measure_signals(ledger, specs, {.slow_twin = false, .run = run});
  for (std::size_t s = 0; s < signals.specs.size(); ++s) {
    const SignalSpec& spec = signals.specs[s];
    const SeparationTest test = separation_of(signals.values[s].training, signals.nonconforming);
    const bool of_the_visit = spec.aggregate == Aggregate::attribute && spec.source.rfind("inspections.", 0) == 0;
    const double auc = std::max(test.auc, 1 - test.auc);
    if (of_the_visit || auc > certain_auc)
      leaks.push_back(
          {"signal-of-the-visit", spec.name, auc, test.z,
           of_the_visit
               ? fmt::format("signal '{}' reads {}, which is known only once the inspection has taken place; a "
                             "plan cannot have it. Use a past value (last: {}) or a nuisance group",
                             spec.name, spec.source, spec.source)
               : fmt::format("signal '{}' alone tells outcomes with AUC {:.3f}; look whether its source is "
                             "written after the result",
                             spec.name, auc)});
  }
}

void look_at_events(const Ledger& ledger, std::vector<Leak>& leaks) {
  for (const Events& events : ledger.events) {
    if (events.name == "inspections") continue;
    const RatioTest test = rate_before_failures(ledger, events);
    if (test.ratio > event_ratio && test.z > event_z)
      leaks.push_back(
          {"event-after-the-fact", events.name, test.ratio, test.z,
           fmt::format("{} are {:.1f} times as frequent in the 3 days before failing inspections as their "
                       "ordinary rate, measured against conforming ones; they may be written after the result. "
                       "Give the day they were entered as known_on",
                       events.name, test.ratio)});
  }
}

void look_at_revisions(const Ledger& ledger, std::vector<Leak>& leaks) {
  const RevisionTest test = silent_revisions(ledger);
  if (test.silent > 0)
    leaks.push_back(
        {"revised-from-the-start", "inspections.result", static_cast<double>(test.silent), 0,
         fmt::format("{} of {} retested results stand with the retest's outcome from the first day, as if it "
                     "had been known then (first: {}). Give the first result, revised_on and revised_result",
                     test.silent, test.retested, test.first)});
}

void look_at_order(const Ledger& ledger, std::vector<Leak>& leaks) {
  for (const OrderTest& test : order_within_days(ledger))
    if (std::fabs(test.auc - 0.5) > order_auc && std::fabs(test.z) > order_z)
      leaks.push_back(
          {"ids-in-outcome-order", test.subject, test.auc, test.z,
           fmt::format("within a day, {} tells the outcome with AUC {:.3f}: numbers were given, or rows sorted, "
                       "after the results were known. Do not use it as a signal or a tie-break",
                       test.subject, test.auc)});
}

}  // namespace

std::vector<Leak> find_leaks(const Ledger& ledger, const std::vector<SignalSpec>& specs, const Run& run) {
  std::vector<Leak> leaks;
  if (ledger.find_events("inspections") == nullptr) return leaks;
  look_at_signals(ledger, specs, run, leaks);
  look_at_events(ledger, leaks);
  look_at_revisions(ledger, leaks);
  look_at_order(ledger, leaks);
  return leaks;
}

}  // namespace sightline
