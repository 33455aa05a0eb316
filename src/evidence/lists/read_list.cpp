#include "evidence/lists/read_list.hpp"

#include <algorithm>
#include <optional>

#include "evidence/accounts.hpp"
#include "evidence/table/checks.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline::evidence {
namespace {

constexpr const char* optional_columns[] = {"address", "district"};

TableRule table_rule(const ListRule& rule, bool has_id) {
  TableRule table{.name = rule.name, .meaning = "one name"};
  if (has_id) {
    table.columns.push_back({.name = rule.id, .kind = Kind::id, .required = true, .meaning = "id of the name"});
    table.key = {rule.id};
  }
  table.columns.push_back({.name = "name", .kind = Kind::text, .required = true, .meaning = "as written"});
  for (const char* column : optional_columns)
    table.columns.push_back({.name = column, .kind = Kind::text, .meaning = ""});
  return table;
}

// Maps each column of the rule onto the first of its names that the file has.
TableSource source_of(const std::string& path, const ListRule& rule, const ListOptions& options, NamedList& list) {
  TableSource source;
  source.files.push_back({path, path});
  source.encoding = options.encoding;
  source.place = "the command line";
  source.columns = options.columns;
  const std::vector<std::string> header = header_of(path);
  const auto has = [&](const std::string& name) {
    return std::find(header.begin(), header.end(), name) != header.end();
  };
  for (const auto& [column, names] : rule.also) {
    if (source.columns.contains(column) || has(column)) continue;
    for (const std::string& name : names)
      if (has(name)) {
        source.columns[column] = name;
        list.notes.push_back(path + ": column '" + name + "' is taken as " + column);
        break;
      }
  }
  const bool has_id = source.columns.contains(rule.id) || has(rule.id);
  if (!has_id) list.notes.push_back(path + ": there is no id column, rows are numbered from 1");
  source.rule = table_rule(rule, has_id);
  return source;
}

void take_column(const Table& table, const char* name, const StringPool& pool, std::vector<std::string_view>& out) {
  const Column* column = table.find(name);
  if (column == nullptr) return;
  out.reserve(table.rows);
  for (const Id id : column->ids) out.push_back(pool.text(id));
}

}  // namespace

ListRule names_rule() {
  return {.name = "names",
          .id = "name_id",
          .also = {{"name_id", {"complaint_id", "report_id", "id"}},
                   {"name", {"enterprise_name", "short_name"}},
                   {"address", {"addr"}},
                   {"district", {"city"}}}};
}

ListRule register_rule() {
  return {.name = "register",
          .id = "enterprise_id",
          .also = {{"enterprise_id", {"id", "credit_code"}},
                   {"name", {"enterprise_name", "full_name"}},
                   {"address", {"addr"}},
                   {"district", {"city"}}}};
}

void read_list(const std::string& path, const ListRule& rule, const ListOptions& options, NamedList& list) {
  const TableSource source = source_of(path, rule, options, list);
  std::vector<LoadedFile> files;
  files.push_back({source.files[0], FileBytes(path), ""});
  files[0].hash = to_hex(sha256(files[0].bytes.stored()));
  list.hash = files[0].hash;
  std::optional<Gb18030> gb18030;
  if (options.encoding == Encoding::gb18030) gb18030.emplace();
  const auto pool = std::make_shared<StringPool>();
  TableDraft draft =
      read_table(source, std::move(files), gb18030 ? &*gb18030 : nullptr, *pool, ReadTuning{}, options.run);
  KnownIds known;
  check_rows(draft, *pool, known);
  list.account = draft.table.account;
  list.rejected = problems_of(draft, draft.faults.size());
  list.pool = pool;
  if (const Column* ids = draft.table.find(rule.id); ids != nullptr) {
    take_column(draft.table, rule.id.c_str(), *pool, list.id);
  } else {
    for (std::size_t row = 0; row < draft.table.rows; ++row)
      list.id.push_back(list.numbers.emplace_back(std::to_string(row + 1)));
  }
  take_column(draft.table, "name", *pool, list.name);
  take_column(draft.table, "address", *pool, list.address);
  take_column(draft.table, "district", *pool, list.district);
  if (static_cast<double>(list.account.rejected) > options.max_rejected * static_cast<double>(list.account.read))
    fail_for_excess({{rule.name, list.account}}, list.rejected, options.max_rejected);
}

}  // namespace sightline::evidence
