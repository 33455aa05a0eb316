#include <fmt/format.h>

#include "draw/lottery/circulation.hpp"
#include "sightline/draw.hpp"

namespace sightline {
namespace {

// A cell of CSV (RFC 4180): quoted where it must be.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) text += (i > 0 ? ";" : "") + parts[i];
  return text;
}

std::string probability(std::uint32_t units) {
  return fmt::format("{}.{:09}", units / whole_units, units % whole_units);
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += std::string("\\") + c;
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + "\"";
}

}  // namespace

std::string to_csv_draw(const Draw& draw) {
  std::string csv =
      "enterprise_id,category_id,lab_id,batches,stratum,inclusion_probability,ticket,inspectors,window,sampling_points,"
      "stream,cost\n";
  for (const DrawLine& line : draw.lines) {
    const Visit& visit = draw.visits[line.visit];
    csv += fmt::format("{},{},{},{},{},{},{},{},{}/{},{},{},{}\n", cell(line.enterprise_id), cell(line.category_id),
                       cell(line.lab_id), line.batches, cell(line.stratum), probability(line.units), line.ticket,
                       cell(joined(visit.inspectors)), visit.first.to_string(), visit.last.to_string(),
                       cell(joined(line.sampling_points)), name_of(line.stream), line.cost.to_string());
  }
  return csv;
}

std::string to_csv_reserves(const Draw& draw) {
  std::string csv = "stratum,order,enterprise_id,category_id,lab_id,inclusion_probability\n";
  for (const Reserve& reserve : draw.reserves)
    csv += fmt::format("{},{},{},{},{},{}\n", cell(reserve.stratum), reserve.order, cell(reserve.enterprise_id),
                       cell(reserve.category_id), cell(reserve.lab_id), probability(reserve.units));
  return csv;
}

std::string to_json_draw(const Draw& draw) {
  std::string unreachable;
  for (const DrawLine& line : draw.lines)
    for (const std::string& point : line.unreachable)
      unreachable += fmt::format("{}\n    {{\"enterprise_id\": {}, \"category_id\": {}, \"point_id\": {}}}",
                                 unreachable.empty() ? "" : ",", json_text(line.enterprise_id),
                                 json_text(line.category_id), json_text(point));
  std::uint64_t batches = 0;
  Money cost;
  for (const DrawLine& line : draw.lines) {
    batches += line.batches;
    cost = cost + line.cost;
  }
  return fmt::format(
      "{{\n  \"commitment\": {},\n  \"commitment_sm3\": {},\n  \"beacon\": {},\n  \"seed\": {},\n"
      "  \"register_lines\": {},\n  \"random_lines\": {},\n  \"lines\": {},\n  \"batches\": {},\n  \"visits\": {},\n"
      "  \"reserves\": {},\n  \"most_visits\": {},\n  \"cost\": {},\n  \"unreachable\": [{}{}]\n}}\n",
      json_text(draw.proof.commitment), json_text(draw.proof.commitment_sm3), json_text(draw.proof.beacon),
      json_text(draw.proof.seed), draw.register_lines, draw.random_lines, draw.lines.size(), batches,
      draw.visits.size(), draw.reserves.size(), draw.most_visits, cost.to_string(), unreachable,
      unreachable.empty() ? "" : "\n  ");
}

}  // namespace sightline
