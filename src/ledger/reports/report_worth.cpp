#include <algorithm>
#include <cmath>

#include "ledger/ledger_builder.hpp"
#include "ledger/reports/worth_column.hpp"

namespace sightline {
namespace {

bool is_report(const Table& table) { return table.name == "complaints" || table.name == "monitoring_reports"; }

std::vector<std::string_view> texts_of(const StringPool& pool, std::span<const Id> cells,
                                       const std::vector<std::uint32_t>& rows) {
  std::vector<std::string_view> texts;
  if (cells.empty()) return texts;
  texts.reserve(rows.size());
  for (const std::uint32_t row : rows) texts.push_back(row == no_index ? std::string_view{} : pool.text(cells[row]));
  return texts;
}

}  // namespace

// The manifest's settings come as a table of one row.
void LedgerBuilder::read_report_rules() {
  const Table* table = evidence_.find("report_settings");
  const auto number = [&](const char* name, double value) {
    const double given = number_at(numbers_of(table, name), 0);
    return std::isnan(given) ? value : given;
  };
  thresholds_.link = number("link", thresholds_.link);
  thresholds_.review = number("review", thresholds_.review);
  match_reports_ = number("matching", 1) != 0;
  complaint_rules_.status = number("status", 1) != 0;
  complaint_rules_.incidents = number("incidents", 1) != 0;
  complaint_rules_.claimants = number("claimants", 1) != 0;
}

// Names that are no enterprise's own are compared with all of them.
void LedgerBuilder::match_names_of(const Table& table, Events& events, std::vector<double>& match) {
  const Table* register_table = ledger_.enterprises.table.get();
  const auto names = ids_of(&table, "enterprise_name"), ids = ids_of(&table, "enterprise_id");
  const auto register_names = ids_of(register_table, "name");
  if (!match_reports_ || !is_report(table) || register_names.empty()) return;
  std::vector<std::size_t> open;
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::uint32_t row = events.row[i];
    if (events.enterprise[i] != no_index || names[row] == no_id || id_at(ids, row) != no_id) continue;
    open.push_back(i);
    rows.push_back(row);
  }
  if (open.empty()) return;
  const StringPool& pool = *evidence_.pool;
  const auto& of_register = ledger_.enterprises.source_row;
  const NamedEnterprises enterprises{texts_of(pool, register_names, of_register),
                                     texts_of(pool, ids_of(register_table, "address"), of_register),
                                     texts_of(pool, ids_of(register_table, "district"), of_register)};
  std::vector<ReportMatch> found =
      match_reports(enterprises, ledger_, texts_of(pool, names, rows), texts_of(pool, ids_of(&table, "address"), rows),
                    texts_of(pool, ids_of(&table, "district"), rows), thresholds_, options_.run);
  match.assign(table.rows, 1);
  for (std::size_t k = 0; k < open.size(); ++k) {
    events.enterprise[open[k]] = found[k].enterprise;
    if (found[k].enterprise != no_index)
      match[rows[k]] = found[k].probability, ++matched_;
    else if (!found[k].review.empty())
      doubtful_.push_back({&table, rows[k], std::move(found[k].review)});
    else
      ++unmatched_;
  }
}

// Chance of the match times what the complaint is worth, as a column of the events' own copy of the table; none when
// every report is worth 1.
void LedgerBuilder::set_worth(const std::shared_ptr<const Table>& table, const std::vector<double>& match,
                              Events& events) {
  if (!is_report(*table)) return;
  std::vector<double> worth(table->rows, 1);
  if (!match.empty()) worth = match;
  if (table->name == "complaints") {
    const ComplaintWorth complaints = weigh_complaints(events, *evidence_.pool, complaint_rules_);
    for (std::size_t i = 0; i < events.size(); ++i) worth[events.row[i]] *= complaints.weight[i];
    organised_ = complaints.organised;
  }
  if (std::all_of(worth.begin(), worth.end(), [](double value) { return value == 1; })) return;
  auto copy = std::make_shared<Table>(*table);
  Column column;
  column.name = worth_column;
  column.type = ColumnType::number;
  column.attribute = true;
  column.numbers = std::move(worth);
  copy->columns.push_back(std::move(column));
  events.table = std::move(copy);
}

}  // namespace sightline
