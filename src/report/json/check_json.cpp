#include <map>

#include "report/json/json_values.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

Json by_code(const std::vector<Problem>& problems) {
  std::map<std::string, std::size_t> counts;
  for (const Problem& problem : problems) ++counts[problem.code];
  Json json = Json::object();
  for (const auto& [code, count] : counts) json[code] = count;
  return json;
}

Json findings_json(const std::vector<Problem>& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems)
    list.push_back({{"table", problem.table},
                    {"file", problem.file},
                    {"line", problem.line},
                    {"column", problem.column},
                    {"value", problem.value},
                    {"code", problem.code},
                    {"message", problem.message}});
  return list;
}

Json declared_json(const std::vector<Reconciliation>& totals) {
  Json list = Json::array();
  for (const Reconciliation& total : totals)
    list.push_back({{"label", total.label},
                    {"declared", total.declared},
                    {"sum_of_parts", total.sum_of_parts},
                    {"counted", total.counted < 0 ? Json(nullptr) : Json(total.counted)},
                    {"agrees", total.agrees},
                    {"message", total.message}});
  return list;
}

}  // namespace

std::string to_json_check(const Evidence& evidence, const Ledger* ledger) {
  Json json;
  json["dataset"] = evidence.name;
  json["synthetic"] = evidence.synthetic;
  json["as_of"] = json_day(ledger != nullptr ? ledger->as_of : evidence.as_of);
  json["hash"] = evidence.hash;
  json["tables"] = Json::array();
  for (const auto& table : evidence.tables)
    json["tables"].push_back({{"table", table->name},
                              {"file", table->source},
                              {"read", table->account.read},
                              {"accepted", table->account.accepted},
                              {"duplicate", table->account.duplicate},
                              {"rejected", table->account.rejected}});
  json["rejected"] = by_code(evidence.rejected);
  if (ledger != nullptr) {
    json["declared"] = declared_json(ledger->declared);
    json["findings"] = findings_json(ledger->findings);
    json["enterprises"] = ledger->enterprises.size();
    json["categories"] = ledger->categories.size();
    json["districts"] = ledger->districts.size();
    json["candidates"] = ledger->frame.size();
  }
  return json_text(json);
}

}  // namespace sightline
