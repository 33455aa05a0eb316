#include "draw/lottery/circulation.hpp"

#include <algorithm>

#include "sightline/base/error.hpp"

namespace sightline {
namespace {

// The undecided edges, as rooted trees: each vertex knows the way to its root.
class Forest {
 public:
  Forest(std::size_t vertices, std::span<FlowEdge> edges)
      : edges_(edges), parent_(vertices, no_index), to_parent_(vertices), mark_(vertices, 0) {}

  // Finds the way between the ends of an edge: `up_` from head to the meeting vertex, `down_` from tail to it.
  bool find_cycle(const FlowEdge& edge) {
    ++round_;
    for (Index v = edge.head; v != no_index; v = parent_[v]) mark_[v] = round_;
    down_.clear();
    Index meet = edge.tail;
    for (; meet != no_index && mark_[meet] != round_; meet = parent_[meet]) down_.push_back(meet);
    if (meet == no_index) return false;
    up_.clear();
    for (Index v = edge.head; v != meet; v = parent_[v]) up_.push_back(v);
    return true;
  }

  // Pushes flow round the cycle of `edge` (forward along it) by `up` or backward by `down` and cuts what became whole.
  //   up   = the least room: whole - part of edges along the cycle, part of edges against it;  down the other way
  //   P(up) = down / (up + down), so that no expectation moves
  void turn(std::size_t index, const FlowChoice& choose) {
    FlowEdge& edge = edges_[index];
    std::uint32_t up = whole_units - edge.part, down = edge.part;
    each_on_cycle([&](const FlowEdge& e, bool along, Index) {
      up = std::min(up, along ? whole_units - e.part : e.part);
      down = std::min(down, along ? e.part : whole_units - e.part);
    });
    const bool forward = choose(index, down, std::uint64_t{up} + down);
    const auto push = [&](FlowEdge& e, bool along) {
      if (along == forward)
        e.part += forward ? up : down;
      else
        e.part -= forward ? up : down;
    };
    push(edge, true);
    each_on_cycle([&](FlowEdge& e, bool along, Index child) {
      push(e, along);
      if (whole(e)) parent_[child] = no_index;
    });
  }

  void link(std::size_t index) {
    const FlowEdge& edge = edges_[index];
    Index child = no_index, child_edge = 0;
    for (Index v = edge.tail; v != no_index;) {  // turn the tail's tree over, so that the tail is its root
      const Index next = parent_[v], next_edge = to_parent_[v];
      parent_[v] = child;
      to_parent_[v] = child_edge;
      child = v;
      child_edge = next_edge;
      v = next;
    }
    parent_[edge.tail] = edge.head;
    to_parent_[edge.tail] = static_cast<Index>(index);
  }

  static bool whole(const FlowEdge& edge) { return edge.part == 0 || edge.part == whole_units; }

 private:
  template <class Visit>
  void each_on_cycle(const Visit& visit) {
    for (const Index v : up_) visit(edges_[to_parent_[v]], edges_[to_parent_[v]].tail == v, v);
    for (const Index v : down_) visit(edges_[to_parent_[v]], edges_[to_parent_[v]].head == v, v);
  }

  std::span<FlowEdge> edges_;
  std::vector<Index> parent_, to_parent_, up_, down_;
  std::vector<std::uint32_t> mark_;
  std::uint32_t round_ = 0;
};

}  // namespace

void round_circulation(std::size_t vertices, std::span<FlowEdge> edges, const FlowChoice& choose) {
  Forest forest(vertices, edges);
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (Forest::whole(edges[i])) continue;
    if (forest.find_cycle(edges[i])) forest.turn(i, choose);
    if (!Forest::whole(edges[i])) forest.link(i);
  }
  for (const FlowEdge& edge : edges)
    if (!Forest::whole(edge)) throw Error(ErrorCode::bug, "a flow to be rounded is not conserved");
}

}  // namespace sightline
