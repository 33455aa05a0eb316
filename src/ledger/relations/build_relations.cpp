#include <algorithm>
#include <charconv>
#include <numeric>

#include "ledger/columns.hpp"
#include "ledger/relations/graph.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

Index enterprise_of(const Ledger& ledger, Id id) {
  return id == no_id ? no_index : ledger.find_enterprise(ledger.text(id));
}

// The kinds of a query by interned name: weight 0 = not asked for.
std::vector<double> weight_of_kinds(const Ledger& ledger, const RelationQuery& query) {
  std::vector<double> weight(ledger.pool->size(), query.kinds.empty() ? 1 : 0);
  for (const RelationKind& kind : query.kinds)
    if (const Id id = ledger.pool->find(kind.name); id != no_id) weight[id] = kind.weight;
  return weight;
}

}  // namespace

Relations build_relations(const Ledger& ledger) {
  Relations edges;
  edges.enterprises = ledger.enterprises.size();
  const Table* table = ledger.find_table("relations");
  const auto from = ids_of(table, "from_id"), to = ids_of(table, "to_id"), kind = ids_of(table, "kind");
  const auto since = dates_of(table, "since"), until = dates_of(table, "until"), known = dates_of(table, "known_on");
  const auto weight = numbers_of(table, "weight");
  Relations found;
  for (std::uint32_t row = 0; row < from.size(); ++row) {
    const Index a = enterprise_of(ledger, from[row]), b = enterprise_of(ledger, id_at(to, row));
    const Date start = std::max(date_at(since, row), date_at(known, row));
    const double heavy = number_at(weight, row);
    if (a == no_index || b == no_index || a == b || id_at(kind, row) == no_id || start > ledger.as_of || heavy <= 0)
      continue;
    found.from.push_back(a);
    found.to.push_back(b);
    found.kind.push_back(kind[row]);
    found.since.push_back(start);
    found.until.push_back(date_at(until, row));
    found.weight.push_back(std::isnan(heavy) ? 1 : heavy);
    found.row.push_back(row);
  }
  std::vector<std::uint32_t> order(found.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t i, std::uint32_t j) {
    if (found.from[i] != found.from[j]) return found.from[i] < found.from[j];
    if (found.to[i] != found.to[j]) return found.to[i] < found.to[j];
    if (found.kind[i] != found.kind[j]) return ledger.text(found.kind[i]) < ledger.text(found.kind[j]);
    if (found.since[i] != found.since[j]) return found.since[i] < found.since[j];
    if (found.until[i] != found.until[j]) return found.until[i] < found.until[j];
    return found.weight[i] != found.weight[j] ? found.weight[i] < found.weight[j] : found.row[i] < found.row[j];
  });
  for (const std::uint32_t i : order) {
    edges.from.push_back(found.from[i]);
    edges.to.push_back(found.to[i]);
    edges.kind.push_back(found.kind[i]);
    edges.since.push_back(found.since[i]);
    edges.until.push_back(found.until[i]);
    edges.weight.push_back(found.weight[i]);
    edges.row.push_back(found.row[i]);
  }
  return edges;
}

std::vector<RelationKind> parse_relation_kinds(std::string_view text) {
  std::vector<RelationKind> kinds;
  const std::string whole(text);
  while (true) {
    const std::size_t end = text.find('+');
    const std::string_view part = text.substr(0, end);
    const std::size_t colon = part.find(':');
    RelationKind kind{std::string(part.substr(0, colon)), 1};
    if (colon != std::string_view::npos) {
      const std::string_view number = part.substr(colon + 1);
      const auto [rest, error] = std::from_chars(number.data(), number.data() + number.size(), kind.weight);
      if (error != std::errc() || rest != number.data() + number.size() || !(kind.weight > 0 && kind.weight < 1e9))
        throw Error(ErrorCode::usage, "relations '" + whole + "': '" + std::string(number) + "' is no weight above 0");
    }
    if (kind.name.empty())
      throw Error(ErrorCode::usage,
                  "relations '" + whole + "': expected kinds joined by +, such as supplies+same_owner:0.5");
    kinds.push_back(std::move(kind));
    if (end == std::string_view::npos) return kinds;
    text.remove_prefix(end + 1);
  }
}

RelationGraph graph_of(const Ledger& ledger, const Relations& relations, const RelationQuery& query) {
  const std::vector<double> weight = weight_of_kinds(ledger, query);
  std::vector<std::pair<Index, Index>> arrows;
  std::vector<GraphEdge> edges;
  for (std::uint32_t i = 0; i < relations.size(); ++i) {
    if (weight[relations.kind[i]] <= 0) continue;
    const bool mutual = ledger.text(relations.kind[i]).starts_with("same_");
    const bool up = query.direction != Direction::down;
    const bool down = query.direction == Direction::down || query.direction == Direction::both ||
                      (query.direction == Direction::natural && mutual);
    const GraphEdge edge{weight[relations.kind[i]] * relations.weight[i], relations.since[i], relations.until[i], i};
    if (down) arrows.emplace_back(relations.from[i], relations.to[i]), edges.push_back(edge);
    if (up) arrows.emplace_back(relations.to[i], relations.from[i]), edges.push_back(edge);
  }
  std::vector<std::uint32_t> order(arrows.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t i, std::uint32_t j) { return arrows[i] < arrows[j]; });
  std::vector<std::pair<Index, Index>> sorted_arrows;
  std::vector<GraphEdge> sorted_edges;
  for (const std::uint32_t i : order) sorted_arrows.push_back(arrows[i]), sorted_edges.push_back(edges[i]);
  return RelationGraph(boost::edges_are_sorted, sorted_arrows.begin(), sorted_arrows.end(), sorted_edges.begin(),
                       static_cast<Index>(relations.enterprises), static_cast<Index>(sorted_arrows.size()));
}

}  // namespace sightline
