// checks.hpp: what a row says against other rows: repeated keys, ids of other tables, dates and counts that disagree.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "evidence/table/table_draft.hpp"

namespace sightline::evidence {

// The ids that tables define, for references from later ones.
class KnownIds {
 public:
  void add(const std::string& table, const Column& ids, std::size_t pool_size);
  [[nodiscard]] bool has_table(const std::string& table) const { return known_.contains(table); }
  [[nodiscard]] bool has(const std::string& table, Id id) const;
  // ", did you mean '...'?" or what else the id may be; looked up for the first few only, since it costs a pass.
  [[nodiscard]] std::string hint(const std::string& table, std::string_view text, const StringPool& pool);

 private:
  std::map<std::string, std::vector<bool>> known_;
  std::map<std::string, std::vector<std::string>> names_;
  std::map<std::string, int> hints_given_;
};

// Takes the rows that contradict others or themselves out of the table, adds their faults and settles the account.
void check_rows(TableDraft& draft, const StringPool& pool, KnownIds& known);

// The faults of a table as Problems, in file and line order.
[[nodiscard]] std::vector<Problem> problems_of(TableDraft& draft, std::size_t most);

}  // namespace sightline::evidence
