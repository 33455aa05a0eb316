#include <algorithm>

#include "ledger/ledger_builder.hpp"

namespace sightline {

template <class Message>
void LedgerBuilder::report(const char* code, const Table* table, std::size_t row, const char* column,
                           std::string_view value, Message message) {
  if (++found_[code] > options_.findings_per_code) return;
  Problem problem;
  problem.table = table->name;
  problem.file = table->source;
  problem.line = row < table->lines.size() ? table->lines[row] : 0;
  problem.column = column;
  problem.value = value;
  problem.code = code;
  problem.message = message();
  ledger_.findings.push_back(std::move(problem));
}

void LedgerBuilder::report_unlisted() {
  for (const auto& [code, count] : found_) {
    if (count <= options_.findings_per_code) continue;
    Problem problem;
    problem.code = code;
    problem.message = std::to_string(count - options_.findings_per_code) + " more findings of this code";
    ledger_.findings.push_back(std::move(problem));
  }
}

// Findings come in the order of these steps, within a step in the order of the source.
void LedgerBuilder::find_contradictions() {
  find_in_codes();
  find_in_offers();
  for (const Events& events : ledger_.events) find_in_events(events);
  if (const Events* inspections = ledger_.find_events("inspections")) find_in_results(*inspections);
  find_in_totals();
  find_in_reports();
  report_unlisted();
}

// Names that may mean an enterprise and are counted for none, and complainants whom no private person's year explains.
void LedgerBuilder::find_in_reports() {
  for (const Doubtful& doubtful : doubtful_) {
    const Id name = id_at(ids_of(doubtful.table, "enterprise_name"), doubtful.row);
    report("match-doubtful", doubtful.table, doubtful.row, "enterprise_name", ledger_.text(name),
           [&] { return doubtful.text; });
  }
  const Table* complaints = evidence_.find("complaints");
  for (const OrganisedClaimant& claimant : organised_)
    report("organised-claimant", complaints, claimant.row, "complainant", ledger_.text(claimant.complainant), [&] {
      return "complainant '" + std::string(ledger_.text(claimant.complainant)) + "' filed " +
             std::to_string(claimant.complaints) + " complaints, about " + std::to_string(claimant.targets) +
             " enterprises within one year; each further one counts less";
    });
}

// Credit codes that fail their check character, and codes that two enterprises share.
void LedgerBuilder::find_in_codes() {
  const Table* table = ledger_.enterprises.table.get();
  const auto codes = ids_of(table, "credit_code");
  if (codes.empty()) return;
  std::vector<Index> owner(evidence_.pool->size(), no_index);
  for (std::size_t e = 0; e < ledger_.enterprises.size(); ++e) {
    const std::uint32_t row = ledger_.enterprises.source_row[e];
    const Id code = id_at(codes, row);
    if (code == no_id) continue;
    const std::string_view text = ledger_.text(code);
    if (!is_credit_code(text))
      report("credit-code", table, row, "credit_code", text,
             [] { return "no unified social credit code: 18 characters whose last one checks the others"; });
    if (owner[code] == no_index) {
      owner[code] = static_cast<Index>(e);
      continue;
    }
    report("shared-credit-code", table, row, "credit_code", text, [&] {
      return "enterprise '" + std::string(ledger_.text(ledger_.enterprises.id[owner[code]])) + "' has the same code";
    });
  }
}

void LedgerBuilder::find_in_offers() {
  const Table* table = evidence_.find("offers");
  const auto enterprises = ids_of(table, "enterprise_id"), categories = ids_of(table, "category_id");
  const auto from = dates_of(table, "available_from"), to = dates_of(table, "available_to");
  for (std::size_t row = 0; row < enterprises.size(); ++row) {
    const Index e = enterprise_of(enterprises[row]);
    const std::string_view id = ledger_.text(enterprises[row]);
    if (e == no_index)
      report("unknown-enterprise", table, row, "enterprise_id", id,
             [] { return "offered by an enterprise that the enterprises table does not list"; });
    else if (ledger_.closed_on[e].known())
      report("closed-but-offered", table, row, "enterprise_id", id,
             [&] { return "the enterprise closed on " + ledger_.closed_on[e].to_string() + ": expected no offer"; });
    if (category_of(id_at(categories, row)) == no_index)
      report("unknown-category", table, row, "category_id", ledger_.text(id_at(categories, row)),
             [] { return "a category that the categories table does not list"; });
    if (const Date start = date_at(from, row), end = date_at(to, row); start.known() && end.known() && end < start)
      report("ends-before-start", table, row, "available_to", end.to_string(),
             [&] { return "expected a day on or after available_from " + start.to_string(); });
  }
}

void LedgerBuilder::find_in_events(const Events& events) {
  const Table* table = events.table.get();
  const auto ids = ids_of(table, "enterprise_id");
  const auto known_on = dates_of(table, "known_on");
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::uint32_t row = events.row[i];
    if (const Date known = date_at(known_on, row); known.known() && known < events.date[i])
      report("known-before-date", table, row, "known_on", known.to_string(), [&] {
        return "expected a day on or after its date " + events.date[i].to_string() + "; that date is used";
      });
    const Index e = events.enterprise[i];
    if (e == no_index) {
      unknown += id_at(ids, row) != no_id;
      continue;
    }
    const Date opened = ledger_.opened_on[e], closed = ledger_.closed_on[e];
    if (opened.known() && events.date[i] < opened)
      report("event-before-opening", table, row, "date", events.date[i].to_string(), [&] {
        return "enterprise '" + std::string(ledger_.text(ledger_.enterprises.id[e])) + "' opened on " +
               opened.to_string();
      });
    if (closed.known() && events.date[i] > closed)
      report("event-after-closing", table, row, "date", events.date[i].to_string(), [&] {
        return "enterprise '" + std::string(ledger_.text(ledger_.enterprises.id[e])) + "' closed on " +
               closed.to_string();
      });
  }
  if (unknown == 0) return;
  report("unmatched-enterprise", table, table->lines.size(), "enterprise_id", "", [&] {
    return std::to_string(unknown) + " of " + std::to_string(events.size()) +
           " records name an enterprise that is not listed; they count for their category and district alone";
  });
}

// Results: words that are none, revisions that cannot be placed in time, and candidates found closed at the last visit.
void LedgerBuilder::find_in_results(const Events& events) {
  const Table* table = events.table.get();
  const auto result = ids_of(table, "result"), revised = ids_of(table, "revised_result");
  const auto revised_on = dates_of(table, "revised_on");
  const InspectionColumns& columns = ledger_.inspections;
  const Id not_available = evidence_.pool->find("not_available");
  std::vector<std::uint32_t> last(ledger_.enterprises.size(), no_index);
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    const std::uint32_t row = events.row[i];
    if (columns.result[i] == Result::not_available && id_at(result, row) != not_available)
      report("unknown-result", table, row, "result", ledger_.text(id_at(result, row)), [] {
        return "expected conforming, nonconforming, not_available, refused or closed; taken as not_available";
      });
    const Date day = date_at(revised_on, row);
    if (id_at(revised, row) != no_id && !day.known())
      report("revision-without-day", table, row, "revised_on", "",
             [] { return "a revised result needs the day on which it became known; the revision is left out"; });
    if (day.known() && day < events.date[i])
      report("revised-before-date", table, row, "revised_on", day.to_string(),
             [&] { return "expected a day on or after the inspection's date " + events.date[i].to_string(); });
    if (events.enterprise[i] == no_index) continue;
    std::uint32_t& latest = last[events.enterprise[i]];
    if (latest == no_index || events.date[latest] <= events.date[i]) latest = i;
  }
  Index before = no_index;
  for (const Index e : ledger_.frame.enterprise) {
    if (e != before && last[e] != no_index && columns.result_as_of(last[e], ledger_.as_of) == Result::closed)
      report("found-closed", table, events.row[last[e]], "result", "closed", [&] {
        return "enterprise '" + std::string(ledger_.text(ledger_.enterprises.id[e])) +
               "' was found closed at its last visit and is still a candidate: expected closed_on, or a later visit";
      });
    before = e;
  }
}

void LedgerBuilder::find_in_totals() {
  for (std::size_t i = 0; i < ledger_.declared.size(); ++i) {
    if (ledger_.declared[i].agrees) continue;
    Problem problem;
    problem.table = "declared";
    problem.file = "dataset.yaml";
    problem.line = static_cast<std::uint64_t>(std::max(0, evidence_.declared[i].line));
    problem.column = "count";
    problem.value = std::to_string(ledger_.declared[i].declared);
    problem.code = "declared-total";
    problem.message = ledger_.declared[i].message;
    ledger_.findings.push_back(std::move(problem));
  }
}

}  // namespace sightline
