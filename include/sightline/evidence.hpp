// evidence.hpp: read every source of a dataset into typed columns; lose nothing.
//
// Reads    a folder of tables with their default names, or a folder with dataset.yaml, or the path of a manifest.
// Gives    Evidence: tables of columns with interned texts; the rows that could not be taken, whole, with their place.
//
// Rows     per table, rows read = accepted + duplicate + rejected, always. A rejected row is one Problem; codes are
//          stable words:
//            field-count field-too-long quote-misplaced encoding zero-byte value-missing
//            date-ambiguous date-invalid date-out-of-range number-invalid number-out-of-range money-invalid
//            money-out-of-range word-unknown flag-invalid dates-reversed counts-disagree
//            unknown-enterprise unknown-category duplicate-key
// Keys     enterprise_id; category_id; point_id; inspector_id; offers by enterprise and category; labs by lab and
//          category; campaigns by campaign, category and district; sampling points by enterprise and point;
//          inspections by (inspection_id, enterprise_id, category_id), complaints by complaint_id, monitoring reports
//          by report_id, where the row has one. Of rows with one key the first stands; a later one is dropped as
//          duplicate when it says the same in every column, else rejected. relations, other_plans and case_events: the
//          whole row is the key. Equal rows of events without an id stay: two burglaries at one corner on one day are
//          two.
// Unknown  an offer, inspection or sampling point of an unknown enterprise is rejected; so is an offer, inspection or
//          campaign of an unknown category when the dataset has categories. Any other event keeps its unresolved ids.
// Errors   Error(input) when a required table or column is missing, a file cannot be read or decoded, or more than
//          max_rejected of a table is rejected; Error(usage) when the manifest is wrong.
// Repeats  the same files give the same columns and ids at any thread count.
// Threads  safe to call at once from several threads; keeps no state.
// Cost     linear in bytes (bench/evidence_bench.cpp).
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sightline/base/date.hpp"
#include "sightline/base/export.hpp"
#include "sightline/base/ids.hpp"
#include "sightline/base/money.hpp"
#include "sightline/base/problem.hpp"
#include "sightline/base/run.hpp"
#include "sightline/base/summary.hpp"

namespace sightline {

enum class ColumnType : std::uint8_t { id, text, number, date, money, flag };

// One column of a table: the vector of its type has one entry per row, the others are empty.
struct Column {
  std::string name;
  ColumnType type = ColumnType::text;  // id also for words of a closed list (result, mode)
  bool attribute = false;              // not of the contract: kept because a model may name it; number or text
  std::vector<Id> ids;                 // id and text: interned in Evidence::pool; no_id when empty
  std::vector<double> numbers;         // number: NaN when empty; flag: 1, 0 or NaN
  std::vector<Date> dates;             // date: unknown when empty
  std::vector<Money> money;            // money: fen; missing_money when empty
};
inline constexpr Money missing_money{std::numeric_limits<std::int64_t>::min()};

struct RowAccount {
  std::uint64_t read = 0, accepted = 0, duplicate = 0, rejected = 0;
};

struct TablePart {
  std::string file;  // as the dataset calls it
  std::size_t first_row = 0;
};

struct Table {
  std::string name;                  // enterprises, inspections, burglaries
  std::string source;                // its files as the dataset calls them, joined by ", "
  std::vector<TablePart> parts;      // which rows come from which file, in row order
  std::size_t rows = 0;              // accepted
  std::vector<Column> columns;       // those that the source has, in file order
  std::vector<std::uint64_t> lines;  // per row: 1-based line (or record) of its file
  RowAccount account;
  [[nodiscard]] SIGHTLINE_API const Column* find(std::string_view column) const;  // nullptr when absent
  [[nodiscard]] SIGHTLINE_API const std::string& file_of(std::size_t row) const;  // as Problem::file wants it
};

struct DeclaredTotal {  // a total that the bureau has published; `check` reconciles it
  std::string label;
  std::int64_t count = 0;
  std::vector<std::pair<std::string, std::int64_t>> parts;
  int line = 0;  // of the manifest
};

struct EvidenceOptions {
  double max_rejected = 0.01;                // share of a table's rows, [0, 1]; above it the call fails
  std::optional<Date> as_of = {};            // overrides the manifest's as_of
  std::vector<Problem>* rejected = nullptr;  // gets the rejected rows also when the call fails because of them
  Run run = {};
};

struct Evidence {
  std::shared_ptr<const StringPool> pool;
  std::vector<std::shared_ptr<const Table>> tables;  // in the order of the contract, then event tables by name
  std::vector<Problem> rejected;                     // rejected.csv, in table, file and line order
  std::vector<Problem> findings;                     // rows that were kept and look wrong: credit-code
  std::vector<DeclaredTotal> declared;
  std::string name;        // of the dataset: the manifest's, else the folder's
  bool synthetic = false;  // the manifest says `synthetic: true`: shown wherever results are
  Date as_of;        // unknown when nothing limits it. Later rows are in the tables; build_ledger does not show them.
  std::string hash;  // SHA-256 over the SHA-256 of every source and the manifest, hex; summary.inputs has the parts
  Summary summary;   // read_evidence
  [[nodiscard]] SIGHTLINE_API const Table* find(std::string_view table) const;  // nullptr when absent
};

[[nodiscard]] SIGHTLINE_API Evidence read_evidence(const std::string& path, const EvidenceOptions& options = {});

// Is this a valid unified social credit code (GB 32100-2015: 18 characters, check character by weights 3^i mod 31)?
[[nodiscard]] SIGHTLINE_API bool is_credit_code(std::string_view code);

}  // namespace sightline
