#include "plan/candidates/groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/nearest_name.hpp"

namespace sightline::planning {
namespace {

// A text per entity (enterprise, category or candidate) and the entity of each candidate.
struct Labels {
  std::vector<std::string> text;  // "" = unknown
  const std::vector<Index>* entity_of = nullptr;
  std::vector<Index> own;  // when the entities are the candidates themselves
  bool by_category = false;
  [[nodiscard]] const std::string& at(std::size_t c) const {
    return text[entity_of != nullptr ? (*entity_of)[c] : static_cast<Index>(c)];
  }
};

std::string cell_text(const Ledger& ledger, const Column& column, std::size_t row) {
  switch (column.type) {
    case ColumnType::id:
    case ColumnType::text: return std::string(ledger.text(column.ids[row]));
    case ColumnType::number: return std::isnan(column.numbers[row]) ? "" : fmt::format("{}", column.numbers[row]);
    case ColumnType::flag: return std::isnan(column.numbers[row]) ? "" : column.numbers[row] != 0 ? "true" : "false";
    case ColumnType::date: return column.dates[row].to_string();
    case ColumnType::money: return column.money[row] == missing_money ? "" : column.money[row].to_string();
  }
  return "";
}

std::vector<std::string> column_texts(const Ledger& ledger, const Entities& entities, const Column& column) {
  std::vector<std::string> texts(entities.size());
  for (std::size_t i = 0; i < entities.size(); ++i)
    if (entities.source_row[i] != no_index) texts[i] = cell_text(ledger, column, entities.source_row[i]);
  return texts;
}

std::vector<std::string> id_texts(const Ledger& ledger, const std::vector<Id>& ids) {
  std::vector<std::string> texts(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) texts[i] = std::string(ledger.text(ids[i]));
  return texts;
}

std::vector<std::string> district_texts(const Ledger& ledger) {
  std::vector<std::string> texts(ledger.enterprises.size());
  for (std::size_t e = 0; e < texts.size(); ++e)
    if (!ledger.district_of.empty() && ledger.district_of[e] != no_index)
      texts[e] = std::string(ledger.text(ledger.districts.id[ledger.district_of[e]]));
  return texts;
}

const Column* find_column(const Entities& entities, std::string_view name) {
  return entities.table == nullptr ? nullptr : entities.table->find(name);
}

bool find_labels(const Ledger& ledger, const std::string& name, bool category_first, Labels& labels) {
  const Frame& frame = ledger.frame;
  const auto of_enterprises = [&](std::vector<std::string> texts) {
    labels = {std::move(texts), &frame.enterprise, {}, false};
    return true;
  };
  const auto of_categories = [&](std::vector<std::string> texts) {
    labels = {std::move(texts), &frame.category, {}, true};
    return true;
  };
  if (name == "category") return of_categories(id_texts(ledger, ledger.categories.id));
  if (name == "enterprise") return of_enterprises(id_texts(ledger, ledger.enterprises.id));
  if (name == "district") return of_enterprises(district_texts(ledger));
  if (name == "role" || name == "offers.role") {
    labels = {id_texts(ledger, frame.role), nullptr, {}, false};
    return true;
  }
  const bool of_e = name.starts_with("enterprises."), of_k = name.starts_with("categories.");
  const std::string bare = of_e ? name.substr(12) : of_k ? name.substr(11) : name;
  const Column* e = of_k ? nullptr : find_column(ledger.enterprises, bare);
  const Column* k = of_e ? nullptr : find_column(ledger.categories, bare);
  if (k != nullptr && (category_first || e == nullptr))
    return of_categories(column_texts(ledger, ledger.categories, *k));
  if (e != nullptr) return of_enterprises(column_texts(ledger, ledger.enterprises, *e));
  return false;
}

std::string unknown_attribute(const Ledger& ledger, const Policy& policy, const PolicyRule& rule,
                              const std::string& name) {
  std::vector<std::string> known{"category", "enterprise", "district", "role"};
  for (const Entities* entities : {&ledger.enterprises, &ledger.categories})
    if (entities->table != nullptr)
      for (const Column& column : entities->table->columns) known.push_back(column.name);
  return fmt::format("{}:{}: rule '{}': '{}' is no column of enterprises or categories{}", policy.path, rule.line,
                     rule.id, name, did_you_mean(name, known));
}

void apply_where(const Ledger& ledger, const Policy& policy, const PolicyRule& rule, Grouping& groups,
                 std::vector<std::string>& wrong) {
  for (const auto& [name, value] : rule.where) {
    Labels labels;
    if (!find_labels(ledger, name, rule.per == "category", labels)) {
      wrong.push_back(unknown_attribute(ledger, policy, rule, name));
      continue;
    }
    groups.by_category = groups.by_category && labels.by_category;
    for (std::size_t c = 0; c < groups.of.size(); ++c)
      if (labels.at(c) != value) groups.of[c] = no_index;
  }
}

// Groups get their numbers in the order of their names' bytes; those without candidates are dropped.
void number_groups(const Labels& labels, Grouping& groups) {
  std::vector<std::uint8_t> used(labels.text.size());
  for (std::size_t c = 0; c < groups.of.size(); ++c)
    if (groups.of[c] != no_index) used[groups.of[c]] = 1;
  std::map<std::string_view, Index> number;
  for (std::size_t i = 0; i < used.size(); ++i)
    if (used[i] != 0 && !labels.text[i].empty()) number.emplace(labels.text[i], 0);
  for (auto& [name, index] : number) {
    index = static_cast<Index>(groups.names.size());
    groups.names.emplace_back(name);
  }
  std::vector<Index> group_of_entity(used.size(), no_index);
  for (std::size_t i = 0; i < used.size(); ++i)
    if (used[i] != 0 && !labels.text[i].empty()) group_of_entity[i] = number.find(labels.text[i])->second;
  for (Index& group : groups.of)
    if (group != no_index) group = group_of_entity[group];
}

}  // namespace

Grouping group_candidates(const Ledger& ledger, const Policy& policy, const PolicyRule& rule,
                          std::vector<std::string>& wrong) {
  Grouping groups;
  groups.of.assign(ledger.frame.size(), no_index);
  Labels labels;
  if (!find_labels(ledger, rule.per, false, labels)) {
    wrong.push_back(unknown_attribute(ledger, policy, rule, rule.per));
    return groups;
  }
  groups.by_category = labels.by_category;
  for (std::size_t c = 0; c < groups.of.size(); ++c)
    groups.of[c] = labels.entity_of != nullptr ? (*labels.entity_of)[c] : static_cast<Index>(c);
  if (!rule.values.empty()) {
    std::vector<std::string> known = labels.text;
    std::sort(known.begin(), known.end());
    known.erase(std::unique(known.begin(), known.end()), known.end());
    const bool any = std::any_of(rule.values.begin(), rule.values.end(), [&](const std::string& value) {
      return std::binary_search(known.begin(), known.end(), value);
    });
    for (const std::string& value : rule.values)
      if (!std::binary_search(known.begin(), known.end(), value) && !(rule.optional && any))
        wrong.push_back(fmt::format("{}:{}: rule '{}': no {} is '{}'{}", policy.path, rule.line, rule.id, rule.per,
                                    value, did_you_mean(value, known)));
    for (std::size_t c = 0; c < groups.of.size(); ++c)
      if (std::find(rule.values.begin(), rule.values.end(), labels.at(c)) == rule.values.end()) groups.of[c] = no_index;
  }
  apply_where(ledger, policy, rule, groups, wrong);
  number_groups(labels, groups);
  return groups;
}

}  // namespace sightline::planning
