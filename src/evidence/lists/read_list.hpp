// read_list.hpp: a list of names of its own (not a table of a dataset), read as strictly as one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/columns/columns.hpp"
#include "sightline/base/ids.hpp"
#include "sightline/evidence.hpp"

namespace sightline::evidence {

struct ListRule {
  std::string name;                                      // names, register
  std::string id;                                        // its id column: name_id, enterprise_id
  std::map<std::string, std::vector<std::string>> also;  // column -> other names under which it is found, first wins
};
[[nodiscard]] ListRule names_rule();
[[nodiscard]] ListRule register_rule();

struct ListOptions {
  Encoding encoding = Encoding::utf8;
  std::map<std::string, std::string> columns;  // column of the rule -> name in the file
  double max_rejected = 0.01;
  Run run;
};

// Columns of one list: `name` is there in every row; ids are the rows' numbers, from 1, where the file has none.
struct NamedList {
  std::shared_ptr<const StringPool> pool;
  std::deque<std::string> numbers;
  std::vector<std::string_view> id, name, address, district;  // address, district: empty when the file has none
  RowAccount account;
  std::vector<Problem> rejected;
  std::string hash;                // SHA-256 of the file, hex
  std::vector<std::string> notes;  // which column was taken for which
};

// Error(input) when the file cannot be read, has no name column, or more than max_rejected of its rows is rejected
// (`list` then has the rows all the same).
void read_list(const std::string& path, const ListRule& rule, const ListOptions& options, NamedList& list);

}  // namespace sightline::evidence
