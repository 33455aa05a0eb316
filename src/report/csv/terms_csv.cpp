#include <fmt/format.h>

#include <algorithm>

#include "report/csv/csv_writer.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

std::string words_of_memory(const SignalSpec& spec) {
  if (spec.half_life_days > 0) return fmt::format(", half forgotten in {:g} days", spec.half_life_days);
  if (spec.window_days > 0) return fmt::format(", of the last {:g} days", spec.window_days);
  return {};
}

std::string words_of_scope(const SignalSpec& spec) {
  if (spec.within_m > 0) return fmt::format(" within {:g} m", spec.within_m);
  if (spec.nearest > 0) return fmt::format(" of the {} nearest enterprises", spec.nearest);
  if (!spec.via.empty()) return " reached through " + spec.via;
  if (spec.scope == "all") return " of the whole market";
  return (spec.others ? " of other enterprises in the same " : " of the ") + spec.scope;
}

std::string words_of_aggregate(const SignalSpec& spec) {
  switch (spec.aggregate) {
    case Aggregate::count: return "number of " + spec.source;
    case Aggregate::sum: return "sum of " + spec.source;
    case Aggregate::mean: return "mean of " + spec.source;
    case Aggregate::rate: return "failure rate in " + spec.source;
    case Aggregate::last:
      return spec.nth > 1 ? fmt::format("{} (number {} back)", spec.source, spec.nth) : "last " + spec.source;
    case Aggregate::since: return "days since the last of " + spec.source;
    case Aggregate::active: return spec.source + " under way";
    case Aggregate::first: return "days since the first of " + spec.source;
    case Aggregate::gap: return "days between two of " + spec.source;
    case Aggregate::trend: return "yearly trend of " + spec.source;
    case Aggregate::attribute: break;
  }
  return spec.source;
}

// What a signal counts, in words: "number of complaints of the enterprise, half forgotten in 180 days".
std::string words_of(const SignalSpec& spec) {
  if (spec.aggregate == Aggregate::attribute) return spec.source;
  std::string words = words_of_aggregate(spec) + words_of_scope(spec);
  if (!spec.where_column.empty()) words += ", where " + spec.where_column + " is " + spec.where_value;
  if (spec.per == Exposure::enterprises) words += ", per enterprise";
  if (spec.per == Exposure::volume) words += ", per volume";
  return words + words_of_memory(spec);
}

}  // namespace

std::string to_csv_terms(const Risk& risk, const RiskModel& model) {
  CsvWriter csv({"term", "kind", "meaning", "half_life_days"});
  for (std::size_t term = 0; term < risk.terms.size(); ++term) {
    const std::string& name = risk.terms[term];
    const auto spec = std::find_if(model.signals.begin(), model.signals.end(),
                                   [&](const SignalSpec& signal) { return signal.name == name; });
    const bool is_signal = term > 0 && spec != model.signals.end();
    csv.text(name);
    csv.id(term == 0 ? "base" : is_signal ? "signal" : "group");
    csv.text(term == 0   ? "every other term at nothing"
             : is_signal ? words_of(*spec)
                         : "the " + name + " beside others, after its signals");
    if (is_signal && spec->half_life_days > 0)
      csv.amount(spec->half_life_days);
    else
      csv.cell();
    csv.end_row();
  }
  return csv.take();
}

}  // namespace sightline
