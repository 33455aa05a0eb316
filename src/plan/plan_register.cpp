#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <vector>

#include "ledger/columns.hpp"
#include "plan/register/published_order.hpp"
#include "plan/register/rosters.hpp"
#include "sightline/base/error.hpp"
#include "sightline/plan.hpp"

namespace sightline {
namespace {

using planning::escaped;

constexpr std::int64_t unit = 1'000'000'000;

constexpr int window_days = 14;  // of a visit's date window

// The plan's lines in the register's order: by the bytes of the ids as they are written.
struct Entry {
  std::string_view enterprise, category, lab, stream;
  std::size_t line;
  auto operator<=>(const Entry&) const = default;
};

// Ids as they are written; only those that need escaping are stored.
class Written {
 public:
  std::string_view operator()(std::string_view id) {
    if (id.find_first_of("\\\t\r\n") == std::string_view::npos) return id;
    return store_.emplace_back(escaped(id));
  }

 private:
  std::deque<std::string> store_;
};

std::vector<Entry> sorted_entries(const Ledger& ledger, const PlanLines& lines, Written& written) {
  std::vector<Entry> entries(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Index c = lines.candidate[i];
    entries[i] = {written(ledger.text(ledger.enterprises.id[ledger.frame.enterprise[c]])),
                  written(ledger.text(ledger.categories.id[ledger.frame.category[c]])),
                  written(ledger.text(lines.lab[i])), name_of(lines.stream[i]), i};
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

// Per entry its place in the published order. Risk as the plan knows it: expected failures per expected batch.
std::vector<std::uint32_t> places_of(const Ledger& ledger, const PlanLines& lines, const std::vector<Entry>& entries) {
  std::vector<double> x, y, risk;
  for (const Entry& entry : entries) {
    const std::size_t i = entry.line;
    const Index e = ledger.frame.enterprise[lines.candidate[i]];
    x.push_back(e < ledger.x.size() ? double{ledger.x[e]} : missing_number);
    y.push_back(e < ledger.y.size() ? double{ledger.y[e]} : missing_number);
    const double batches = lines.batches[i] * lines.inclusion_probability[i];
    risk.push_back(batches > 0 ? lines.expected_nonconforming[i] / batches : 0);
  }
  return planning::published_places(x, y, risk);
}

void write_lines_of(std::string& text, const Ledger& ledger, const PlanLines& lines,
                    const std::vector<Entry>& entries) {
  const std::vector<std::uint32_t> places = places_of(ledger, lines, entries);
  for (std::size_t k = 0; k < entries.size(); ++k) {
    const Entry& entry = entries[k];
    const std::size_t i = entry.line;
    const Index e = ledger.frame.enterprise[lines.candidate[i]];
    const Index district = ledger.district_of.empty() ? no_index : ledger.district_of[e];
    const std::string_view where = district == no_index ? "" : ledger.text(ledger.districts.id[district]);
    fmt::format_to(std::back_inserter(text), "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", entry.enterprise, entry.category,
                   escaped(where), entry.lab, entry.stream, lines.batches[i],
                   std::llround(lines.inclusion_probability[i] * static_cast<double>(unit)), lines.cost[i].fen,
                   places[k]);
  }
}

}  // namespace

std::string_view name_of(Stream stream) {
  switch (stream) {
    case Stream::follow_up: return "follow_up";
    case Stream::directed: return "directed";
    case Stream::random: return "random";
  }
  return "";
}

std::string_view name_of(PlanOutcome outcome) {
  switch (outcome) {
    case PlanOutcome::not_made: return "not_made";
    case PlanOutcome::optimal: return "optimal";
    case PlanOutcome::feasible: return "feasible";
    case PlanOutcome::infeasible: return "infeasible";
    case PlanOutcome::none_found: return "none_found";
  }
  return "";
}

std::string plan_register(const Ledger& ledger, const Plan& plan) {
  if (plan.frame_fingerprint != ledger.frame.fingerprint)
    throw Error(ErrorCode::usage, "plan_register: the plan is of another frame than the ledger");
  Written written;
  const std::vector<Entry> entries = sorted_entries(ledger, plan.lines, written);
  std::vector<std::uint8_t> named(ledger.enterprises.size());
  for (const Index c : plan.lines.candidate) named[ledger.frame.enterprise[c]] = 1;
  const std::vector<std::string> inspectors = planning::inspector_lines(ledger);
  const std::vector<std::string> points = planning::point_lines(ledger, named);
  std::string text =
      fmt::format("sightline register 1\nas_of\t{}\nround\t{}\t{}\npolicy\t{}\nunit\t{}\n", ledger.as_of.to_string(),
                  plan.start.to_string(), plan.end.to_string(), plan.policy_hash, unit);
  const std::vector<Quarter> whole{{plan.start, plan.end, plan.spent}};
  for (const Quarter& quarter : plan.quarters.empty() ? whole : plan.quarters)
    fmt::format_to(std::back_inserter(text), "quarter\t{}\t{}\t{}\n", quarter.start.to_string(),
                   quarter.end.to_string(), quarter.budget.fen);
  fmt::format_to(std::back_inserter(text), "window\t{}\nlines\t{}\ninspectors\t{}\npoints\t{}\n", window_days,
                 entries.size(), inspectors.size(), points.size());
  write_lines_of(text, ledger, plan.lines, entries);
  for (const auto* part : {&inspectors, &points})
    for (const std::string& line : *part) text.append(line).append("\n");
  return text;
}

}  // namespace sightline
