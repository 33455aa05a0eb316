#include "signals/sweep/walk.hpp"

#include <algorithm>

namespace sightline::signals {

Walk::Walk(const RelationGraph& graph, int steps, double restart)
    : graph_(graph),
      steps_(steps),
      restart_(restart),
      answers_(boost::num_vertices(graph)),
      chance_(boost::num_vertices(graph), 0),
      next_chance_(boost::num_vertices(graph), 0),
      total_(boost::num_vertices(graph), 0) {
  for (const auto edge : boost::make_iterator_range(boost::edges(graph))) {
    if (graph[edge].since.known()) changes_.push_back(graph[edge].since);
    if (graph[edge].until.known()) changes_.push_back(graph[edge].until + 1);
  }
  std::sort(changes_.begin(), changes_.end());
  changes_.erase(std::unique(changes_.begin(), changes_.end()), changes_.end());
}

const std::vector<Met>& Walk::from(Index start, Date day) {
  const auto epoch =
      static_cast<std::size_t>(std::upper_bound(changes_.begin(), changes_.end(), day) - changes_.begin()) + 1;
  Answer& answer = answers_[start];
  if (answer.epoch != epoch) {
    answer.met.clear();
    walk(start, day, answer.met);
    answer.epoch = epoch;
  }
  return answer.met;
}

// One step of everyone in `at`: next_chance_[other] += chance_[v] * weight / sum of v's valid weights. A walk that
// finds no edge ends.
void Walk::step(const std::vector<Index>& at, Date day, std::vector<Index>& next) {
  for (const Index v : at) {
    double sum = 0;
    for (const auto edge : boost::make_iterator_range(boost::out_edges(v, graph_)))
      if (graph_[edge].valid_on(day)) sum += graph_[edge].weight;
    if (sum > 0)
      for (const auto edge : boost::make_iterator_range(boost::out_edges(v, graph_))) {
        if (!graph_[edge].valid_on(day)) continue;
        const Index other = boost::target(edge, graph_);
        if (next_chance_[other] == 0) next.push_back(other);
        next_chance_[other] += chance_[v] * graph_[edge].weight / sum;
      }
    chance_[v] = 0;
  }
}

void Walk::walk(Index start, Date day, std::vector<Met>& met) {
  std::vector<Index> at{start}, next, seen;
  chance_[start] = 1;
  double keep = 1;
  for (int t = 1; t <= steps_ && !at.empty(); ++t, keep *= 1 - restart_) {
    next.clear();
    step(at, day, next);
    std::sort(next.begin(), next.end());
    for (const Index v : next) {
      if (total_[v] == 0) seen.push_back(v);
      total_[v] += keep * next_chance_[v];
    }
    std::swap(chance_, next_chance_);
    std::swap(at, next);
  }
  for (const Index v : at) chance_[v] = 0;
  std::sort(seen.begin(), seen.end());
  for (const Index v : seen) {
    if (v != start) met.push_back({v, total_[v]});
    total_[v] = 0;
  }
}

}  // namespace sightline::signals
