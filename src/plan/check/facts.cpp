#include "plan/check/facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "ledger/cases/case_states.hpp"
#include "ledger/columns.hpp"

namespace sightline::checking {

Facts::Facts(const Ledger& the_ledger, const Policy& the_policy) : ledger(the_ledger), policy(the_policy) {
  start = policy.start.known() ? policy.start : ledger.as_of + 1;
  end = policy.end.known() ? policy.end : start.plus_months(12) - 1;
  read_results();
  read_labs();
  read_other_plans();
  read_evidence();
  for (const PolicyRule& rule : policy.rules) {
    if (!rule.on || rule.kind != RuleKind::per) continue;
    const Label label = label_of(rule.per, false);
    std::vector<Label> conditions;
    for (const auto& condition : rule.where) conditions.push_back(label_of(condition.first, rule.per == "category"));
    std::vector<std::string>& groups = groups_[&rule];
    for (std::size_t c = 0; c < ledger.frame.size(); ++c) {
      std::string group = label(c);
      for (std::size_t i = 0; i < conditions.size(); ++i)
        if (conditions[i](c) != rule.where[i].second) group.clear();
      if (!rule.values.empty() && std::count(rule.values.begin(), rule.values.end(), group) == 0) group.clear();
      groups.push_back(std::move(group));
    }
  }
}

void Facts::read_results() {
  results_.resize(ledger.frame.size());
  visits_.resize(ledger.enterprises.size());
  last_lab_.assign(ledger.enterprises.size(), {Date{}, no_id});
  const std::vector<CaseState> cases = case_states(ledger);
  const Events* events = ledger.find_events("inspections");
  for (std::size_t i = 0; events != nullptr && i < events->size(); ++i) {
    const Index e = events->enterprise[i];
    if (e == no_index) continue;
    visits_[e].insert(events->date[i]);
    const Id lab = ledger.inspections.lab[i];
    if (lab != no_id && !(events->date[i] < last_lab_[e].first)) last_lab_[e] = {events->date[i], lab};
    const Index c = events->category[i] == no_index ? no_index : ledger.find_candidate(e, events->category[i]);
    if (c == no_index) continue;
    const Result result = ledger.inspections.result_as_of(i, ledger.as_of);
    results_[c].push_back({events->date[i], result, ledger.inspections.mode[i], cases[i] == CaseState::open});
  }
}

void Facts::read_labs() {
  labs_.resize(ledger.categories.size());
  const Table* table = ledger.find_table("labs");
  std::map<Id, Index> category_of;
  for (Index k = 0; k < ledger.categories.size(); ++k) {
    category_of[ledger.categories.id[k]] = k;
    if (table == nullptr && ledger.unit_cost[k] != missing_money) labs_[k][no_id] = {ledger.unit_cost[k], -1};
  }
  for (std::size_t row = 0; table != nullptr && row < table->rows; ++row) {
    const auto category = category_of.find(id_at(ids_of(table, "category_id"), row));
    if (category == category_of.end()) continue;
    Money price = money_at(money_of(table, "price"), row);
    if (price == missing_money) price = ledger.unit_cost[category->second];
    const double capacity = number_at(numbers_of(table, "capacity"), row);
    if (price == missing_money || capacity < 1) continue;
    labs_[category->second][id_at(ids_of(table, "lab_id"), row)] = {price, std::isnan(capacity) ? -1 : capacity};
  }
}

void Facts::read_other_plans() {
  other_plans_.resize(ledger.enterprises.size());
  std::map<Id, Index> enterprise_of;
  for (Index e = 0; e < ledger.enterprises.size(); ++e) enterprise_of[ledger.enterprises.id[e]] = e;
  const Table* table = ledger.find_table("other_plans");
  for (std::size_t row = 0; table != nullptr && row < table->rows; ++row) {
    const auto enterprise = enterprise_of.find(id_at(ids_of(table, "enterprise_id"), row));
    const Date known = date_at(dates_of(table, "known_on"), row);
    if (enterprise == enterprise_of.end() || (known.known() && known > ledger.as_of)) continue;
    other_plans_[enterprise->second].push_back(
        {id_at(ids_of(table, "category_id"), row), std::string(ledger.text(id_at(ids_of(table, "authority"), row))),
         date_at(dates_of(table, "start"), row), date_at(dates_of(table, "end"), row)});
  }
}

void Facts::read_evidence() {
  const Frame& frame = ledger.frame;
  evidence_.assign(frame.size(), 0);
  const auto set = [&](std::size_t c, Qualifying kind) { evidence_[c] |= static_cast<std::uint8_t>(kind); };
  const int months = policy.streams.evidence_months;
  const auto qualifies = [&](Date day) { return day.plus_months(months) > ledger.as_of; };
  std::map<Index, std::vector<std::size_t>> of_enterprise;
  for (std::size_t c = 0; c < frame.size(); ++c) {
    of_enterprise[frame.enterprise[c]].push_back(c);
    for (const PastResult& past : results_[c])
      if (past.result == Result::nonconforming && qualifies(past.day)) set(c, Qualifying::past_failure);
  }
  for (const auto& [table, kind] : {std::pair{"complaints", Qualifying::complaint},
                                    std::pair{"monitoring_reports", Qualifying::monitoring_report}}) {
    const Events* events = ledger.find_events(table);
    for (std::size_t i = 0; events != nullptr && i < events->size(); ++i) {
      if (events->enterprise[i] == no_index || !qualifies(events->known[i])) continue;
      const std::string_view status = kind == Qualifying::complaint
                                          ? ledger.text(id_at(ids_of(events->table.get(), "status"), events->row[i]))
                                          : "";
      if (!status.empty() && status != "accepted") continue;
      for (std::size_t c : of_enterprise[events->enterprise[i]])
        if (events->category[i] == no_index || events->category[i] == frame.category[c]) set(c, kind);
    }
  }
  const Table* campaigns = ledger.find_table("campaigns");
  for (std::size_t row = 0; campaigns != nullptr && row < campaigns->rows; ++row) {
    const Id category = id_at(ids_of(campaigns, "category_id"), row), place = id_at(ids_of(campaigns, "district"), row);
    const Date from = date_at(dates_of(campaigns, "start"), row), to = date_at(dates_of(campaigns, "end"), row);
    const Date known = date_at(dates_of(campaigns, "known_on"), row);
    if ((from.known() && from > end) || (to.known() && to < start) || (known.known() && known > ledger.as_of)) continue;
    for (std::size_t c = 0; c < frame.size(); ++c) {
      const Index district = ledger.district_of.empty() ? no_index : ledger.district_of[frame.enterprise[c]];
      if (ledger.categories.id[frame.category[c]] == category &&
          (place == no_id || (district != no_index && ledger.districts.id[district] == place)))
        set(c, Qualifying::campaign);
    }
  }
}

Label Facts::label_of(const std::string& attribute, bool category_first) const {
  const Frame& frame = ledger.frame;
  if (attribute == "category")
    return [&](std::size_t c) { return std::string(ledger.text(ledger.categories.id[frame.category[c]])); };
  if (attribute == "enterprise")
    return [&](std::size_t c) { return std::string(ledger.text(ledger.enterprises.id[frame.enterprise[c]])); };
  if (attribute == "district")
    return [&](std::size_t c) {
      const Index district = ledger.district_of.empty() ? no_index : ledger.district_of[frame.enterprise[c]];
      return district == no_index ? std::string() : std::string(ledger.text(ledger.districts.id[district]));
    };
  if (attribute == "role" || attribute == "offers.role")
    return [&](std::size_t c) { return std::string(ledger.text(frame.role[c])); };
  std::vector<bool> tables{category_first, !category_first};  // true: categories
  std::string column = attribute;
  if (const std::size_t dot = attribute.find('.'); dot != std::string::npos) {
    tables = {attribute.substr(0, dot) == "categories"};
    column = attribute.substr(dot + 1);
  }
  for (bool categories : tables) {
    const Entities& entities = categories ? ledger.categories : ledger.enterprises;
    const Column* found = entities.table ? entities.table->find(column) : nullptr;
    if (found == nullptr) continue;
    return [this, &entities, found, categories](std::size_t c) -> std::string {
      const Index entity = categories ? ledger.frame.category[c] : ledger.frame.enterprise[c];
      const std::uint32_t row = entities.source_row[entity];
      if (row == no_index) return "";
      if (!found->ids.empty()) return std::string(ledger.text(found->ids[row]));
      if (!found->dates.empty()) return found->dates[row].to_string();
      if (!found->money.empty()) return found->money[row] == missing_money ? "" : found->money[row].to_string();
      const double number = found->numbers[row];
      if (std::isnan(number)) return "";
      if (found->type == ColumnType::flag) return number == 0 ? "false" : "true";
      std::array<char, 64> text{};
      return std::string(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
    };
  }
  return [](std::size_t) { return std::string(); };
}

}  // namespace sightline::checking
