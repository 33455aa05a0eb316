#include <fmt/format.h>

#include <cmath>

#include "report/csv/csv_writer.hpp"
#include "report/reasons.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

// Days as the model's author wrote them: years are 365.25 days, months a twelfth of that.
std::string words_of_time(double days) {
  constexpr double year = 365.25, month = year / 12;
  const auto whole = [&](double unit) {
    return days >= unit && std::abs(days / unit - std::round(days / unit)) < 1e-6;
  };
  const auto words = [](double count, const char* unit) {
    return fmt::format("{:g} {}{}", count, unit, count == 1 ? "" : "s");
  };
  if (whole(year)) return words(std::round(days / year), "year");
  if (whole(month)) return words(std::round(days / month), "month");
  return words(days, "day");
}

std::string words_of_memory(const SignalSpec& spec) {
  if (spec.half_life_days > 0) return ", half forgotten in " + words_of_time(spec.half_life_days);
  if (spec.window_days > 0) return ", of the last " + words_of_time(spec.window_days);
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
    case Aggregate::count: {
      const bool results = spec.source == "nonconforming" || spec.source == "conforming";
      return "number of " + spec.source + (results ? " results" : "");
    }
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
  if (spec.aggregate == Aggregate::attribute)
    return spec.where_value.empty() ? spec.source : spec.source + " is " + spec.where_value;
  std::string words = words_of_aggregate(spec) + words_of_scope(spec);
  if (!spec.where_column.empty()) words += ", where " + spec.where_column + " is " + spec.where_value;
  if (spec.per == Exposure::enterprises) words += ", per enterprise";
  if (spec.per == Exposure::volume) words += ", per volume";
  return words + words_of_memory(spec);
}

struct Term {
  std::string kind, meaning;
  double half_life_days = 0;
};

// Term 0 is the base; signals go by the model's names; the rest are effects of groups, "group:size x channel".
Term describe(const std::string& name, bool is_base, const RiskModel& model) {
  if (is_base) return {"base", "every other term at nothing"};
  for (const SignalSpec& spec : model.signals)
    if (spec.name == name)
      return {spec.aggregate == Aggregate::attribute ? "attribute" : "signal", words_of(spec), spec.half_life_days};
  const std::string group = name.starts_with("group:") ? name.substr(6) : name;
  return {"group", "this " + group + " beside others, beyond the signals"};
}

}  // namespace

std::string to_csv_terms(const Risk& risk, const RiskModel& model) {
  CsvWriter csv({"term", "kind", "meaning", "half_life_days"});
  const std::vector<std::string> names = term_names(risk);
  for (std::size_t t = 0; t < risk.terms.size(); ++t) {
    const Term term = describe(risk.terms[t], t == 0, model);
    csv.text(names[t]);
    csv.id(term.kind);
    csv.text(term.meaning);
    if (term.half_life_days > 0)
      csv.amount(term.half_life_days);
    else
      csv.cell();
    csv.end_row();
  }
  return csv.take();
}

}  // namespace sightline
