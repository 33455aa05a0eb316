#include "evidence/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sightline::evidence {
namespace {

ColumnRule id(std::string name, std::string meaning) {
  return {.name = std::move(name), .kind = Kind::id, .meaning = std::move(meaning)};
}
ColumnRule text(std::string name, std::string meaning) {
  return {.name = std::move(name), .meaning = std::move(meaning)};
}
ColumnRule date(std::string name, std::string meaning) {
  return {.name = std::move(name), .kind = Kind::date, .meaning = std::move(meaning)};
}
ColumnRule money(std::string name, std::string meaning) {
  return {.name = std::move(name), .kind = Kind::money, .meaning = std::move(meaning), .least = 0};
}
ColumnRule word(std::string name, std::vector<std::string> words) {
  return {.name = std::move(name), .kind = Kind::word, .words = std::move(words)};
}
ColumnRule number(std::string name, std::string meaning, double least, double most = HUGE_VAL) {
  return {.name = std::move(name), .kind = Kind::number, .meaning = std::move(meaning), .least = least, .most = most};
}
ColumnRule positive(std::string name, std::string meaning, double most = HUGE_VAL) {
  ColumnRule rule = number(std::move(name), std::move(meaning), 0, most);
  rule.above_least = true;
  return rule;
}
ColumnRule count(std::string name, std::string meaning, double least, double most = 1e9) {
  ColumnRule rule = number(std::move(name), std::move(meaning), least, most);
  rule.whole = true;
  return rule;
}
ColumnRule flag(std::string name, std::string meaning) {
  return {.name = std::move(name), .kind = Kind::flag, .meaning = std::move(meaning)};
}
ColumnRule required(ColumnRule rule) {
  rule.required = true;
  return rule;
}
ColumnRule longitude() { return number("longitude", "degrees east", -180, 180); }
ColumnRule latitude() { return number("latitude", "degrees north", -90, 90); }
ColumnRule enterprise() { return id("enterprise_id", "enterprise or licence"); }
ColumnRule category() { return id("category_id", "product category"); }
ColumnRule district() { return id("district", "district of the bureau"); }

std::vector<std::string> results() { return {"conforming", "nonconforming", "not_available", "refused", "closed"}; }

std::vector<TableRule> masters() {
  return {
      {.name = "enterprises",
       .meaning = "one enterprise or licence",
       .required = true,
       .columns = {required(enterprise()), text("name", "registered name"),
                   text("credit_code", "GB 32100, check digit verified"), district(),
                   id("industry", "line of business"), id("size", "size class"),
                   id("channel", "production, shop, online, ..."), word("credit_class", {"A", "B", "C", "D"}),
                   date("opened_on", "first day of business"), date("closed_on", "first day closed"), longitude(),
                   latitude()},
       .key = {"enterprise_id"}},
      {.name = "categories",
       .meaning = "one product category",
       .columns = {required(category()), text("name", "for people"), id("parent", "category above"),
                   flag("catalogue", "on the key-product list"), positive("severity", "harm weight, default 1"),
                   money("unit_cost", "yuan per batch, purchase and test"),
                   positive("test_sensitivity", "chance that a test finds a failure", 1),
                   text("aliases", "words that mean it in free text, separated by ;")},
       .key = {"category_id"}},
      {.name = "offers",
       .meaning = "an enterprise makes or sells a category: one candidate",
       .columns = {required(enterprise()), required(category()), id("role", "producer, dealer, ..."),
                   number("volume", "yearly, any unit", 0), date("available_from", "first day"),
                   date("available_to", "last day")},
       .key = {"enterprise_id", "category_id"},
       .references = {{"enterprise_id", "enterprises"}, {"category_id", "categories"}},
       .ordered = {{"available_from", "available_to"}}},
  };
}

std::vector<TableRule> facts() {
  return {
      {.name = "inspections",
       .meaning = "one past sampling result",
       .columns = {required(enterprise()), required(category()), required(date("date", "day of sampling")),
                   required(word("result", results())), id("inspection_id", "of the bureau"),
                   count("batch_count", "batches tested, default 1", 1),
                   count("nonconforming_count", "batches that failed", 0),
                   number("severity", "harm weight of what was found", 0),
                   word("mode", {"random", "directed", "follow_up"}),
                   positive("inclusion_probability", "chance of having been sampled", 1),
                   word("authority", {"national", "provincial", "municipal", "county"}), id("inspector", "who sampled"),
                   id("lab_id", "who tested"), money("cost", "yuan"), word("state", {"provisional", "final"}),
                   date("revised_on", "day of the retest's result"), word("revised_result", results())},
       .key = {"inspection_id", "enterprise_id", "category_id"},
       .references = {{"enterprise_id", "enterprises"}, {"category_id", "categories"}}},
      {.name = "complaints",
       .meaning = "one complaint",
       .columns = {required(date("date", "day of filing")), id("complaint_id", "of the bureau"), enterprise(),
                   text("enterprise_name", "as the complainant wrote it"), category(), text("text", "free text"),
                   id("complainant", "pseudonym"), word("status", {"accepted", "refused", "withdrawn", "malicious"}),
                   number("severity", "weight", 0), id("channel", "how it was filed"), longitude(), latitude()},
       .key = {"complaint_id"}},
      {.name = "monitoring_points",
       .meaning = "one risk-monitoring point",
       .columns = {required(id("point_id", "of the network")), text("name", "for people"), id("kind", "kind of point"),
                   district(), longitude(), latitude()},
       .key = {"point_id"}},
      {.name = "monitoring_reports",
       .meaning = "one report from a point",
       .columns = {required(date("date", "day of the report")), id("report_id", "of the network"),
                   id("point_id", "monitoring point"), enterprise(), text("enterprise_name", "as written"), category(),
                   id("industry", "line of business"), count("level", "1 low to 4 grave", 1, 4),
                   text("text", "free text")},
       .key = {"report_id"}},
      {.name = "campaigns",
       .meaning = "one special campaign",
       .columns = {required(id("campaign_id", "of the bureau")), required(category()), date("start", "first day"),
                   date("end", "last day"), district(), number("weight", "share of the usual effort", 0)},
       .key = {"campaign_id", "category_id", "district"},
       .references = {{"category_id", "categories"}},
       .ordered = {{"start", "end"}}},
      {.name = "relations",
       .meaning = "one edge between enterprises",
       .columns = {required(id("from_id", "enterprise")), required(id("to_id", "enterprise")),
                   required(id("kind", "supplies, same_owner, same_market, ...")), date("since", "first day"),
                   date("until", "last day")},
       .whole_row = true,
       .ordered = {{"since", "until"}}},
  };
}

std::vector<TableRule> means() {
  return {
      {.name = "sampling_points",
       .meaning = "one physical point inside an enterprise where a sample can be taken",
       .columns = {required(enterprise()), required(id("point_id", "within the enterprise")),
                   required(id("kind", "tank, nozzle, silo, truck, line, ...")),
                   text("feeds", "points that it feeds, separated by ;"), category()},
       .key = {"enterprise_id", "point_id"},
       .references = {{"enterprise_id", "enterprises"}}},
      {.name = "labs",
       .meaning = "one inspection body for one category it is qualified for",
       .columns = {required(id("lab_id", "inspection body")), required(category()),
                   money("price", "yuan per batch, as tendered"), count("capacity", "batches", 0),
                   text("name", "for people")},
       .key = {"lab_id", "category_id"}},
      {.name = "inspectors",
       .meaning = "one inspector",
       .columns = {required(id("inspector_id", "of the bureau")), district(),
                   text("conflicts", "enterprise_ids, separated by ;"),
                   text("qualified_for", "category_ids, separated by ;")},
       .key = {"inspector_id"}},
      {.name = "other_plans",
       .meaning = "one planned or done check by another authority or programme",
       .columns = {required(enterprise()), category(), id("authority", "whose plan"), date("start", "first day"),
                   date("end", "last day")},
       .whole_row = true,
       .ordered = {{"start", "end"}}},
      {.name = "case_events",
       .meaning = "one step in handling a nonconforming result",
       .columns = {required(id("inspection_id", "of the result")), required(date("date", "day of the step")),
                   required(
                       word("event", {"delivered", "objection", "retest_conforming", "retest_nonconforming", "disposed",
                                      "rectified", "reinspected", "penalised", "published", "closed"}))},
       .whole_row = true},
  };
}

std::vector<TableRule> all_tables() {
  std::vector<TableRule> tables = masters();
  for (auto& part : {facts(), means()}) tables.insert(tables.end(), part.begin(), part.end());
  for (TableRule& table : tables)
    if (std::any_of(table.columns.begin(), table.columns.end(),
                    [](const ColumnRule& rule) { return rule.kind == Kind::date; }))
      table.columns.push_back(date("known_on", "day the bureau learnt it, default its date"));
  return tables;
}

std::string plain(double value) { return fmt::format("{}", value); }

}  // namespace

const ColumnRule* TableRule::find(std::string_view column) const {
  for (const ColumnRule& rule : columns)
    if (rule.name == column) return &rule;
  return nullptr;
}

const std::vector<TableRule>& contract() {
  static const std::vector<TableRule> tables = all_tables();
  return tables;
}

const TableRule* find_contract(std::string_view table) {
  for (const TableRule& rule : contract())
    if (rule.name == table) return &rule;
  return nullptr;
}

TableRule event_table(std::string_view name) {
  return {.name = std::string(name),
          .meaning = "one event",
          .columns = {required(date("date", "day of the event")), enterprise(), category(), district(), longitude(),
                      latitude(), date("known_on", "day the bureau learnt it, default its date")}};
}

ColumnType type_of(Kind kind) {
  switch (kind) {
    case Kind::id:
    case Kind::word: return ColumnType::id;
    case Kind::text: return ColumnType::text;
    case Kind::number: return ColumnType::number;
    case Kind::date: return ColumnType::date;
    case Kind::money: return ColumnType::money;
    case Kind::flag: return ColumnType::flag;
  }
  return ColumnType::text;
}

std::string expected(const ColumnRule& rule) {
  switch (rule.kind) {
    case Kind::id: return "an id";
    case Kind::text: return "a text";
    case Kind::word: return fmt::format("one of {}", fmt::join(rule.words, ", "));
    case Kind::date: return "a day such as 2021-07-05";
    case Kind::money: return "an amount in yuan, 0 or more, with at most two decimals";
    case Kind::flag: return "true or false";
    case Kind::number: break;
  }
  std::string text = rule.whole ? "a whole number" : "a number";
  if (std::isfinite(rule.least) && std::isfinite(rule.most))
    text += rule.above_least ? " above " + plain(rule.least) + " and at most " + plain(rule.most)
                             : " between " + plain(rule.least) + " and " + plain(rule.most);
  else if (std::isfinite(rule.least))
    text += rule.above_least ? " above " + plain(rule.least) : ", " + plain(rule.least) + " or more";
  return text;
}

}  // namespace sightline::evidence
