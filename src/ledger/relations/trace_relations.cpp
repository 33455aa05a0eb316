#include <algorithm>
#include <boost/pending/disjoint_sets.hpp>
#include <numeric>

#include "ledger/relations/graph.hpp"

namespace sightline {
namespace {

struct Reached {
  std::uint32_t steps;
  Index before;
  std::uint32_t relation;
};

}  // namespace

// Breadth first, one step after the other. Each step goes through its enterprises by id, and an enterprise keeps the
// first way in which it was reached, so the path is the same on every run.
Trace trace_relations(const Ledger& ledger, const Relations& relations, Index start, const RelationQuery& query) {
  const RelationGraph graph = graph_of(ledger, relations, query);
  std::vector<std::uint32_t> entry(relations.enterprises, no_index);
  Trace trace{{start}, {0}, {0}, {no_index}};
  entry[start] = 0;
  std::size_t step_begin = 0;
  for (std::uint32_t step = 1; query.max_steps <= 0 || step <= static_cast<std::uint32_t>(query.max_steps); ++step) {
    const std::size_t step_end = trace.size();
    std::vector<std::pair<Index, Reached>> next;
    for (std::size_t i = step_begin; i < step_end; ++i)
      for (const auto edge : boost::make_iterator_range(boost::out_edges(trace.enterprise[i], graph))) {
        const Index other = boost::target(edge, graph);
        if (entry[other] != no_index || !graph[edge].valid_on(query.day)) continue;
        entry[other] = 0;  // taken; its place comes with the sorting
        next.push_back({other, {step, static_cast<Index>(i), graph[edge].relation}});
      }
    if (next.empty()) break;
    std::sort(next.begin(), next.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [other, reached] : next) {
      entry[other] = static_cast<std::uint32_t>(trace.size());
      trace.enterprise.push_back(other);
      trace.steps.push_back(reached.steps);
      trace.before.push_back(reached.before);
      trace.relation.push_back(reached.relation);
    }
    step_begin = step_end;
  }
  return trace;
}

std::vector<Index> Trace::path_to(Index wanted) const {
  const auto found = std::find(enterprise.begin(), enterprise.end(), wanted);
  if (found == enterprise.end()) return {};
  std::vector<Index> path;
  for (auto at = static_cast<std::uint32_t>(found - enterprise.begin());; at = before[at]) {
    path.push_back(enterprise[at]);
    if (at == 0) break;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

std::string to_text_path(const Ledger& ledger, const std::vector<Index>& path) {
  std::string text;
  for (const Index e : path) text += (text.empty() ? "" : " -> ") + std::string(ledger.text(ledger.enterprises.id[e]));
  return text;
}

Components find_components(const Ledger& ledger, const Relations& relations, const RelationQuery& query) {
  const RelationGraph graph = graph_of(ledger, relations, query);
  std::vector<Index> rank(relations.enterprises, 0), parent(relations.enterprises);
  std::iota(parent.begin(), parent.end(), 0u);
  boost::disjoint_sets<Index*, Index*> sets(rank.data(), parent.data());
  for (const auto edge : boost::make_iterator_range(boost::edges(graph)))
    if (graph[edge].valid_on(query.day)) sets.union_set(boost::source(edge, graph), boost::target(edge, graph));
  Components components;
  components.of_enterprise.assign(relations.enterprises, no_index);
  std::vector<Index> number(relations.enterprises, no_index);
  for (Index e = 0; e < relations.enterprises; ++e) {
    Index& component = number[sets.find_set(e)];
    if (component == no_index) {
      component = static_cast<Index>(components.size.size());
      components.size.push_back(0);
    }
    components.of_enterprise[e] = component;
    ++components.size[component];
  }
  return components;
}

}  // namespace sightline
