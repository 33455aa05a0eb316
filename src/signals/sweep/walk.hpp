// walk.hpp: whom a random walk with restart meets, from one enterprise, over the relations of a day.
#pragma once

#include <vector>

#include "ledger/relations/graph.hpp"

namespace sightline::signals {

struct Met {
  Index enterprise;
  double weight;  // sum over t = 1..steps of (1 - restart)^(t-1) P^t(start, enterprise)
};

// The answers stay until an edge of the graph begins or ends, so a graph without days is walked once per enterprise.
// Not safe to call at once.
class Walk {
 public:
  Walk(const RelationGraph& graph, int steps, double restart);
  // Sorted by enterprise; without the start itself.
  const std::vector<Met>& from(Index start, Date day);

 private:
  struct Answer {
    std::size_t epoch = 0;  // 0 = none yet
    std::vector<Met> met;
  };
  void walk(Index start, Date day, std::vector<Met>& met);
  void step(const std::vector<Index>& at, Date day, std::vector<Index>& next);

  const RelationGraph& graph_;
  int steps_;
  double restart_;
  std::vector<Date> changes_;  // days on which the set of valid edges becomes another
  std::vector<Answer> answers_;
  std::vector<double> chance_, next_chance_, total_;  // per enterprise, 0 between walks
};

}  // namespace sightline::signals
