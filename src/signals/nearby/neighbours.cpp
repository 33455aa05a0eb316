#include "signals/nearby/neighbours.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::signals {
namespace {

constexpr std::uint32_t leaf_size = 16;

// The points in an order in which every node of the tree is a run: its left child the first half, its right child the
// rest.
class Tree {
 public:
  Tree(std::span<const float> x, std::span<const float> y) : x_(x), y_(y) {
    for (Index e = 0; e < x.size(); ++e)
      if (!std::isnan(x[e]) && !std::isnan(y[e])) order_.push_back(e);
    if (!order_.empty()) split(0, static_cast<std::uint32_t>(order_.size()));
  }

  // The nearest `count` others of e, in order.
  void find(Index e, std::size_t count, std::vector<Index>& out) const {
    Search search{e, count, {}};
    if (count > 0 && !nodes_.empty()) visit(0, search);
    std::sort_heap(search.best.begin(), search.best.end());
    out.clear();
    for (const Found& found : search.best) out.push_back(found.enterprise);
  }

 private:
  struct Node {
    float left, right, bottom, top;  // box around its points
    std::uint32_t begin, end;
    std::uint32_t first = 0, second = 0;  // children; 0 = a leaf
  };
  struct Found {
    double distance;  // squared
    Index enterprise;
    bool operator<(const Found& other) const {
      return distance != other.distance ? distance < other.distance : enterprise < other.enterprise;
    }
  };
  struct Search {
    Index from;
    std::size_t count;
    std::vector<Found> best;  // a heap, the farthest in front
  };

  std::uint32_t split(std::uint32_t begin, std::uint32_t end) {
    const auto number = static_cast<std::uint32_t>(nodes_.size());
    Node node{x_[order_[begin]], x_[order_[begin]], y_[order_[begin]], y_[order_[begin]], begin, end};
    for (std::uint32_t i = begin; i < end; ++i) {
      const Index e = order_[i];
      node.left = std::min(node.left, x_[e]);
      node.right = std::max(node.right, x_[e]);
      node.bottom = std::min(node.bottom, y_[e]);
      node.top = std::max(node.top, y_[e]);
    }
    nodes_.push_back(node);
    if (end - begin <= leaf_size) return number;
    const auto by = node.right - node.left >= node.top - node.bottom ? x_ : y_;
    const std::uint32_t middle = begin + (end - begin) / 2;
    std::nth_element(order_.begin() + begin, order_.begin() + middle, order_.begin() + end,
                     [&](Index a, Index b) { return by[a] != by[b] ? by[a] < by[b] : a < b; });
    const std::uint32_t first = split(begin, middle), second = split(middle, end);
    nodes_[number].first = first;
    nodes_[number].second = second;
    return number;
  }

  [[nodiscard]] double distance_to(const Node& node, Index e) const {
    const auto beyond = [](double at, double low, double high) {
      return at < low ? low - at : at > high ? at - high : 0;
    };
    const double dx = beyond(x_[e], node.left, node.right), dy = beyond(y_[e], node.bottom, node.top);
    return dx * dx + dy * dy;
  }

  // Equal distances are still looked at, for the lower enterprise wins the tie.
  void visit(std::uint32_t number, Search& search) const {
    const Node& node = nodes_[number];
    if (search.best.size() == search.count && distance_to(node, search.from) > search.best.front().distance) return;
    if (node.first == 0) {
      for (std::uint32_t i = node.begin; i < node.end; ++i) look_at(order_[i], search);
      return;
    }
    const bool second_first =
        distance_to(nodes_[node.second], search.from) < distance_to(nodes_[node.first], search.from);
    visit(second_first ? node.second : node.first, search);
    visit(second_first ? node.first : node.second, search);
  }

  void look_at(Index e, Search& search) const {
    if (e == search.from) return;
    const double dx = static_cast<double>(x_[e]) - static_cast<double>(x_[search.from]);
    const double dy = static_cast<double>(y_[e]) - static_cast<double>(y_[search.from]);
    const Found found{dx * dx + dy * dy, e};
    if (search.best.size() == search.count) {
      if (!(found < search.best.front())) return;
      std::pop_heap(search.best.begin(), search.best.end());
      search.best.back() = found;
    } else {
      search.best.push_back(found);
    }
    std::push_heap(search.best.begin(), search.best.end());
  }

  std::span<const float> x_, y_;
  std::vector<Index> order_;
  std::vector<Node> nodes_;
};

}  // namespace

Neighbours nearest_neighbours(std::span<const float> x, std::span<const float> y, std::size_t count,
                              const std::vector<bool>& wanted, const Run& run) {
  const Tree tree(x, y);
  constexpr std::size_t grain = 512;
  std::vector<std::vector<Index>> lists((x.size() + grain - 1) / grain);
  Neighbours out;
  out.begin.assign(x.size() + 1, 0);
  parallel_chunks(run, x.size(), grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    std::vector<Index> nearest;
    for (std::size_t e = begin; e < end; ++e) {
      if (!wanted[e] || std::isnan(x[e]) || std::isnan(y[e])) continue;
      tree.find(static_cast<Index>(e), count, nearest);
      lists[chunk].insert(lists[chunk].end(), nearest.begin(), nearest.end());
      out.begin[e + 1] = static_cast<std::uint32_t>(nearest.size());
    }
  });
  for (std::size_t e = 0; e < x.size(); ++e) out.begin[e + 1] += out.begin[e];
  for (const auto& list : lists) out.enterprise.insert(out.enterprise.end(), list.begin(), list.end());
  return out;
}

}  // namespace sightline::signals
