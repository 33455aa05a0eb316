#include "report/csv/csv_writer.hpp"
#include "sightline/report.hpp"

namespace sightline {

// `row` comes last: the record as it stood, so that nothing is lost.
std::string to_csv_problems(const std::vector<Problem>& problems) {
  CsvWriter csv({"table", "file", "line", "column", "value", "code", "message", "row"});
  for (const Problem& problem : problems) {
    csv.id(problem.table);
    csv.id(problem.file);
    if (problem.line == 0)
      csv.cell();
    else
      csv.integer(static_cast<std::int64_t>(problem.line));
    csv.id(problem.column);
    csv.text(problem.value);
    csv.id(problem.code);
    csv.text(problem.message);
    csv.id(problem.row);
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_rejected(const Evidence& evidence) { return to_csv_problems(evidence.rejected); }
std::string to_csv_findings(const Ledger& ledger) { return to_csv_problems(ledger.findings); }

std::string to_csv_accounts(const Evidence& evidence) {
  CsvWriter csv({"table", "file", "read", "accepted", "duplicate", "rejected"});
  for (const auto& table : evidence.tables) {
    const RowAccount& account = table->account;
    csv.id(table->name);
    csv.id(table->source);
    for (const std::uint64_t count : {account.read, account.accepted, account.duplicate, account.rejected})
      csv.integer(static_cast<std::int64_t>(count));
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_declared(const Ledger& ledger) {
  CsvWriter csv({"label", "declared", "sum_of_parts", "counted", "agrees", "message"});
  for (const Reconciliation& total : ledger.declared) {
    csv.text(total.label);
    csv.integer(total.declared);
    csv.integer(total.sum_of_parts);
    if (total.counted < 0)
      csv.cell();
    else
      csv.integer(total.counted);
    csv.flag(total.agrees);
    csv.text(total.message);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace sightline
