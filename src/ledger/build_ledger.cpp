#include <algorithm>

#include "ledger/ledger_builder.hpp"
#include "sightline/base/error.hpp"

namespace sightline {

Ledger build_ledger(const Evidence& evidence, const LedgerOptions& options) {
  return LedgerBuilder(evidence, options).build();
}

Ledger LedgerBuilder::build() {
  if (evidence_.find("offers") == nullptr && evidence_.find("inspections") == nullptr)
    throw Error(ErrorCode::input, "the evidence has neither offers nor inspections, so there is nothing to sample",
                "give offers.csv (enterprise_id, category_id) or map a table onto it in dataset.yaml");
  ledger_.pool = evidence_.pool;
  ledger_.tables = evidence_.tables;
  ledger_.name = evidence_.name;
  ledger_.hash = evidence_.hash;
  ledger_.synthetic = evidence_.synthetic;
  const std::pair<const char*, void (LedgerBuilder::*)()> steps[] = {
      {"as-of day", &LedgerBuilder::choose_day},          {"enterprises", &LedgerBuilder::resolve_enterprises},
      {"categories", &LedgerBuilder::resolve_categories}, {"districts", &LedgerBuilder::resolve_districts},
      {"positions", &LedgerBuilder::project_positions},   {"events", &LedgerBuilder::collect_events},
      {"results", &LedgerBuilder::read_results},          {"frame", &LedgerBuilder::build_frame},
      {"totals", &LedgerBuilder::reconcile_declared},     {"findings", &LedgerBuilder::find_contradictions},
  };
  double done = 0;
  for (const auto& [name, step] : steps) {
    options_.run.report(name, done / static_cast<double>(std::size(steps)));
    (this->*step)();
    done += 1;
  }
  summarise();
  return std::move(ledger_);
}

// The options' day, else the evidence's, else the last day on which an event became known.
void LedgerBuilder::choose_day() {
  ledger_.as_of = options_.as_of.known() ? options_.as_of : evidence_.as_of;
  if (ledger_.as_of.known()) return;
  for (const auto& table : evidence_.tables) {
    const auto dates = dates_of(table.get(), "date"), known = dates_of(table.get(), "known_on");
    for (std::size_t row = 0; row < dates.size(); ++row)
      ledger_.as_of = std::max({ledger_.as_of, dates[row], date_at(known, row)});
  }
  if (!ledger_.as_of.known())
    throw Error(ErrorCode::usage, "no as-of day: none is given and nothing in the evidence has a date",
                "give --as-of or as_of: in dataset.yaml");
}

void LedgerBuilder::summarise() {
  Summary& summary = ledger_.summary;
  summary.verb = "build_ledger";
  summary.title = "as of " + ledger_.as_of.to_string() + (ledger_.synthetic ? ", synthetic" : "");
  summary.outcome = std::to_string(ledger_.frame.size()) + " candidates";
  const auto line = [&](std::string label, std::size_t count, std::string note = "") {
    summary.lines.push_back({std::move(label), "", std::to_string(count), std::move(note)});
  };
  line("enterprises", ledger_.enterprises.size());
  line("categories", ledger_.categories.size());
  line("districts", ledger_.districts.size());
  for (const Events& events : ledger_.events) line(events.name, events.size());
  const auto left_out = [&](std::size_t count, const std::string& why) {
    if (count > 0) summary.notes.push_back("left out " + std::to_string(count) + " " + why);
  };
  if (matched_ > 0)
    summary.notes.push_back(std::to_string(matched_) +
                            " reports are counted for the enterprise that their text names, " +
                            "each by the chance that it is meant");
  left_out(doubtful_.size(), "names in reports that may mean an enterprise: see findings, match-doubtful");
  left_out(unmatched_,
           "names in reports that mean no enterprise of the register (they stay with their district and category)");
  for (const OrganisedClaimant& claimant : organised_)
    summary.notes.push_back("complainant '" + std::string(ledger_.text(claimant.complainant)) + "' filed " +
                            std::to_string(claimant.complaints) + " complaints: see findings, organised-claimant");
  left_out(later_, "records that became known after the as-of day");
  left_out(left_closed_, "offers of closed enterprises");
  left_out(left_unopened_, "offers of enterprises that open more than a year later");
  left_out(left_unavailable_, "offers that are not available within a year");
  left_out(left_unknown_, "offers of an enterprise or category that the dataset does not list");
  for (const Reconciliation& total : ledger_.declared)
    if (!total.agrees) summary.notes.push_back(total.message);
  if (!ledger_.findings.empty())
    summary.notes.push_back(std::to_string(ledger_.findings.size()) +
                            (ledger_.findings.size() == 1 ? " finding" : " findings") + ": see check");
  summary.inputs.emplace_back("evidence", ledger_.hash);
}

}  // namespace sightline
