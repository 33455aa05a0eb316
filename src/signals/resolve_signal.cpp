#include <algorithm>
#include <array>
#include <charconv>

#include "base/nearest_name.hpp"
#include "sightline/base/error.hpp"
#include "signals/resolved.hpp"

namespace sightline::signals {
namespace {

constexpr std::array<std::pair<std::string_view, EventSet>, 6> result_sets{{{"tested", EventSet::tested},
                                                                            {"nonconforming", EventSet::nonconforming},
                                                                            {"conforming", EventSet::conforming},
                                                                            {"not_available", EventSet::not_available},
                                                                            {"refused", EventSet::refused},
                                                                            {"closed", EventSet::closed}}};

std::string_view verb_of(Aggregate aggregate) {
  constexpr std::array<std::string_view, 11> verbs{"count",  "sum",       "mean",  "rate", "last", "since",
                                                   "active", "attribute", "first", "gap",  "trend"};
  return verbs[static_cast<std::size_t>(aggregate)];
}

[[noreturn]] void contradicts(const SignalSpec& spec, const std::string& why) {
  throw Error(ErrorCode::usage, (spec.line > 0 ? "model line " + std::to_string(spec.line) + ": " : std::string()) +
                                    "signal '" + spec.name + "': " + why);
}

std::vector<std::string> column_names(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

std::string lacks_table(const Ledger& ledger, std::string_view name, bool events) {
  std::vector<std::string> known;
  if (events) {
    for (const Events& each : ledger.events) known.push_back(each.name);
    for (const auto& [word, set] : result_sets) known.emplace_back(word);
  } else {
    for (const auto& table : ledger.tables) known.push_back(table->name);
  }
  return "the dataset has no " + std::string(events ? "events" : "table") + " '" + std::string(name) + "'" +
         did_you_mean(name, known);
}

std::string lacks_column(const Table& table, std::string_view name) {
  return "table " + table.name + " has no column '" + std::string(name) + "'" + did_you_mean(name, column_names(table));
}

bool is_number(const Column& column) {
  return column.type == ColumnType::number || column.type == ColumnType::flag || column.type == ColumnType::money;
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at != std::string_view::npos;) {
    const std::size_t end = text.find(by, at);
    parts.emplace_back(text.substr(at, end - at));
    at = end == std::string_view::npos ? end : end + 1;
  }
  return parts;
}

// "!=", then ">=", ">", "<=" or "<" for numbers, then one value or several joined by "|".
std::string resolve_where(const Ledger& ledger, const SignalSpec& spec, const Table& table, Where& where) {
  if (spec.where_column.empty()) return {};
  where.column = table.find(spec.where_column);
  if (where.column == nullptr) return lacks_column(table, spec.where_column);
  if (where.column->type == ColumnType::date) contradicts(spec, "where: " + spec.where_column + " is a date");
  for (const char* outcome : {"revised_result", "revised_on", "state"})
    if (table.name == "inspections" && spec.where_column == outcome)
      contradicts(spec, "where: inspections." + spec.where_column + " became known after the result; it would leak");
  std::string_view value = spec.where_value;
  const auto eat = [&](std::string_view word) {
    if (!value.starts_with(word)) return false;
    value.remove_prefix(word.size());
    return true;
  };
  where.negated = eat("!=");
  if (!is_number(*where.column)) {
    for (const std::string& text : split(value, '|'))
      if (const Id id = ledger.pool->find(text); id != no_id) where.texts.push_back(id);
    return {};
  }
  using Compare = Where::Compare;
  where.compare = eat(">=")   ? Compare::at_least
                  : eat(">")  ? Compare::more
                  : eat("<=") ? Compare::at_most
                  : eat("<")  ? Compare::less
                              : Compare::equal;
  for (const std::string& text : split(value, '|')) {
    double number = text == "true" ? 1 : 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text != "true" && text != "false" && (error != std::errc() || end != text.data() + text.size()))
      contradicts(spec, "where: '" + spec.where_value + "' is not a number, as " + spec.where_column + " is");
    where.numbers.push_back(number);
  }
  if (where.compare != Compare::equal && where.numbers.size() != 1)
    contradicts(spec, "where: one number to compare with");
  return {};
}

// Finds the events of SET and the column of SET.COLUMN.
std::string resolve_source(const Ledger& ledger, Resolved& resolved) {
  const SignalSpec& spec = resolved.spec;
  const std::size_t dot = spec.source.find('.');
  std::string set = spec.source.substr(0, dot);
  std::string column = dot == std::string::npos ? "" : spec.source.substr(dot + 1);
  const bool wants_column = spec.aggregate == Aggregate::sum || spec.aggregate == Aggregate::mean ||
                            spec.aggregate == Aggregate::last || spec.aggregate == Aggregate::trend;
  if (wants_column && column.empty() && set == "nonconforming") set = "tested", column = "nonconforming";
  if (wants_column && column.empty())
    contradicts(spec, std::string(verb_of(spec.aggregate)) + " needs a column: " + set + ".COLUMN");
  if (!wants_column && !column.empty())
    contradicts(spec, std::string(verb_of(spec.aggregate)) + " takes events, not a column: '" + set + "'");
  if (spec.aggregate == Aggregate::rate && set != "nonconforming" && set != "conforming")
    contradicts(spec, "rate is of nonconforming or conforming results; for columns there is mean");
  resolved.events = ledger.find_events(set);
  if (resolved.events == nullptr) {
    const auto found =
        std::find_if(result_sets.begin(), result_sets.end(), [&](const auto& each) { return each.first == set; });
    if (found == result_sets.end()) return lacks_table(ledger, set, true);
    resolved.events = ledger.find_events("inspections");
    if (resolved.events == nullptr) return lacks_table(ledger, "inspections", true);
    resolved.set = found->second;
  }
  const Table& table = *resolved.events->table;
  if (wants_column) {
    resolved.column = table.find(column);
    resolved.outcome = resolved.column == nullptr && table.name == "inspections" && column == "nonconforming";
    if (resolved.column == nullptr && !resolved.outcome) return lacks_column(table, column);
    if (resolved.column != nullptr && !is_number(*resolved.column))
      contradicts(spec, table.name + "." + column + " is no number");
  }
  return resolve_where(ledger, spec, table, resolved.where);
}

std::string resolve_relations(const Ledger& ledger, Resolved& resolved) {
  const SignalSpec& spec = resolved.spec;
  if (spec.steps < 1 || spec.steps > 10) contradicts(spec, "steps are 1 to 10");
  if (!(spec.restart >= 0 && spec.restart < 1)) contradicts(spec, "restart is a chance of at least 0 and below 1");
  if (spec.per != Exposure::none) contradicts(spec, "per does not go with via: a walk is an average already");
  try {
    resolved.relations = {parse_relation_kinds(spec.via), spec.direction, {}, 0};
  } catch (const Error& error) {
    contradicts(spec, error.what());
  }
  const Table* table = ledger.find_table("relations");
  if (table == nullptr) return lacks_table(ledger, "relations", false);
  std::vector<std::string> known;
  if (const Column* kinds = table->find("kind"); kinds != nullptr)
    for (const Id kind : kinds->ids)
      if (const std::string name(ledger.text(kind)); std::find(known.begin(), known.end(), name) == known.end())
        known.push_back(name);
  for (const RelationKind& kind : resolved.relations.kinds)
    if (std::find(known.begin(), known.end(), kind.name) == known.end())
      return "no relation is of kind '" + kind.name + "'" + did_you_mean(kind.name, known);
  return {};
}

std::string resolve_scope(const Ledger& ledger, Resolved& resolved) {
  const SignalSpec& spec = resolved.spec;
  const Table* enterprises = ledger.enterprises.table.get();
  if (!spec.via.empty()) return resolve_relations(ledger, resolved);
  if (spec.within_m > 0 || spec.nearest > 0) {
    if (std::any_of(ledger.x.begin(), ledger.x.end(), [](float x) { return x == x; })) return {};
    return "no enterprise has a position (longitude, latitude)";
  }
  for (const std::string& part : split(spec.scope, '+')) {
    if (part == "candidate") {
      resolved.scope.insert(resolved.scope.end(), {"enterprise", "category"});
    } else if (part == "enterprise" || part == "category") {
      resolved.scope.push_back(part);
    } else if (part == "district") {
      if (ledger.districts.size() == 0) return "no enterprise has a district";
      resolved.scope.push_back(part);
    } else if (part != "all") {
      const Column* column = scope_column(enterprises, part);
      if (column == nullptr) {
        std::vector<std::string> known{"candidate", "enterprise", "category", "district", "all"};
        if (enterprises != nullptr)
          for (const std::string& name : column_names(*enterprises)) known.push_back(name);
        return "table enterprises has no column '" + part + "' to group by" + did_you_mean(part, known);
      }
      resolved.scope.push_back(part);
    }
  }
  std::sort(resolved.scope.begin(), resolved.scope.end());
  resolved.scope.erase(std::unique(resolved.scope.begin(), resolved.scope.end()), resolved.scope.end());
  const bool own = std::find(resolved.scope.begin(), resolved.scope.end(), "enterprise") != resolved.scope.end();
  if (spec.others && own) contradicts(spec, "others leaves nothing of the scope '" + spec.scope + "'");
  return {};
}

constexpr std::array<std::string_view, 7> calendar_names{"month", "weekday", "years", "sin1", "cos1", "sin2", "cos2"};
constexpr std::array<std::string_view, 7> outcome_columns{
    "result", "nonconforming_count", "revised_on", "revised_result", "severity", "state", "known_on"};

std::string resolve_attribute(const Ledger& ledger, Resolved& resolved) {
  const SignalSpec& spec = resolved.spec;
  const std::size_t dot = spec.source.find('.');
  const std::string name = spec.source.substr(0, dot);
  resolved.attribute = dot == std::string::npos ? "" : spec.source.substr(dot + 1);
  const auto is_attribute = [&](std::string_view each) { return each == resolved.attribute; };
  if (name == "calendar") {
    if (std::any_of(calendar_names.begin(), calendar_names.end(), is_attribute)) return {};
    const std::vector<std::string> known(calendar_names.begin(), calendar_names.end());
    contradicts(spec, "the calendar has no '" + resolved.attribute + "'" + did_you_mean(resolved.attribute, known));
  }
  if (name != "enterprises" && name != "categories" && name != "offers" && name != "inspections")
    contradicts(spec, "attribute is of enterprises, categories, offers, inspections or calendar, not '" + name + "'");
  if (name == "inspections" && std::any_of(outcome_columns.begin(), outcome_columns.end(), is_attribute))
    contradicts(spec, "inspections." + resolved.attribute + " is known only with the result; it would leak");
  resolved.table = ledger.find_table(name);
  if (resolved.table == nullptr) return lacks_table(ledger, name, false);
  const std::string column =
      resolved.attribute == "age_years" && name == "enterprises" ? "opened_on" : resolved.attribute;
  resolved.column = resolved.table->find(column);
  if (resolved.column == nullptr) return lacks_column(*resolved.table, column);
  const bool date = resolved.column->type == ColumnType::date && (name == "enterprises" || name == "categories");
  const bool number = is_number(*resolved.column) || date;
  if (!number && spec.where_column.empty())
    contradicts(spec, spec.source + " is no number; give where: {" + resolved.attribute + ": VALUE} for 1 or 0");
  return resolve_where(ledger, spec, *resolved.table, resolved.where);
}

std::string resolve_active(const Ledger& ledger, Resolved& resolved) {
  resolved.table = ledger.find_table(resolved.spec.source);
  if (resolved.table == nullptr) return lacks_table(ledger, resolved.spec.source, false);
  if (resolved.table->find("start") == nullptr && resolved.table->find("end") == nullptr)
    return lacks_column(*resolved.table, "start");
  return resolve_where(ledger, resolved.spec, *resolved.table, resolved.where);
}

}  // namespace

std::string resolve(const Ledger& ledger, const SignalSpec& spec, Resolved& resolved) {
  resolved.spec = spec;
  const bool sums = spec.aggregate == Aggregate::count || spec.aggregate == Aggregate::sum ||
                    spec.aggregate == Aggregate::mean || spec.aggregate == Aggregate::rate;
  if (spec.half_life_days > 0 && spec.window_days > 0) contradicts(spec, "half_life and window exclude each other");
  if ((spec.within_m > 0) + (spec.nearest > 0) + !spec.via.empty() > 1)
    contradicts(spec, "within, nearest and via exclude each other");
  if (!spec.via.empty() && !sums) contradicts(spec, "via goes with count, sum, mean and rate alone");
  if (spec.per != Exposure::none && spec.aggregate != Aggregate::count && spec.aggregate != Aggregate::sum)
    contradicts(spec, "per goes with count and sum alone");
  if (spec.nth < 1) contradicts(spec, "nth counts from 1");
  if (spec.aggregate == Aggregate::attribute || spec.aggregate == Aggregate::active) {
    resolved.kind = spec.aggregate == Aggregate::active ? Kind::active : Kind::attribute;
    return resolved.kind == Kind::active ? resolve_active(ledger, resolved) : resolve_attribute(ledger, resolved);
  }
  resolved.kind = sums ? Kind::sums : Kind::history;
  std::string missing = resolve_source(ledger, resolved);
  return missing.empty() ? resolve_scope(ledger, resolved) : missing;
}

}  // namespace sightline::signals
