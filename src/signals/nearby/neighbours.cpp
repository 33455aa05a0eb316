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
    for (const Index e : order_) tree_x_.push_back(x[e]), tree_y_.push_back(y[e]);
  }

  [[nodiscard]] const std::vector<Index>& order() const { return order_; }

  // Writes the nearest `count` others of the i-th point of the order; count < points.
  void find(std::size_t i, std::size_t count, Index* out) const {
    Search search{order_[i], tree_x_[i], tree_y_[i], count, {}};
    search.best.reserve(count);
    if (count > 0) visit(0, search);
    std::sort_heap(search.best.begin(), search.best.end());
    for (const Found& found : search.best) *out++ = found.enterprise;
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
    float x, y;
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

  [[nodiscard]] static double distance_to(const Node& node, const Search& search) {
    const auto beyond = [](double at, double low, double high) {
      return at < low ? low - at : at > high ? at - high : 0;
    };
    const double dx = beyond(search.x, node.left, node.right), dy = beyond(search.y, node.bottom, node.top);
    return dx * dx + dy * dy;
  }

  // Equal distances are still looked at, for the lower enterprise wins the tie.
  void visit(std::uint32_t number, Search& search) const {
    const Node& node = nodes_[number];
    if (search.best.size() == search.count && distance_to(node, search) > search.best.front().distance) return;
    if (node.first == 0) {
      for (std::uint32_t i = node.begin; i < node.end; ++i) look_at(i, search);
      return;
    }
    const bool second_first = distance_to(nodes_[node.second], search) < distance_to(nodes_[node.first], search);
    visit(second_first ? node.second : node.first, search);
    visit(second_first ? node.first : node.second, search);
  }

  void look_at(std::uint32_t i, Search& search) const {
    if (order_[i] == search.from) return;
    const double dx = static_cast<double>(tree_x_[i]) - static_cast<double>(search.x);
    const double dy = static_cast<double>(tree_y_[i]) - static_cast<double>(search.y);
    const Found found{dx * dx + dy * dy, order_[i]};
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
  std::vector<float> tree_x_, tree_y_;  // in that order, so that a leaf is one run of memory
  std::vector<Node> nodes_;
};

}  // namespace

Neighbours nearest_neighbours(std::span<const float> x, std::span<const float> y, std::size_t count,
                              const std::vector<bool>& wanted, const Run& run) {
  const Tree tree(x, y);
  const std::size_t points = tree.order().size();
  const std::size_t each = points == 0 ? 0 : std::min(count, points - 1);
  Neighbours out;
  out.begin.assign(x.size() + 1, 0);
  for (const Index e : tree.order()) out.begin[e + 1] = wanted[e] ? static_cast<std::uint32_t>(each) : 0;
  for (std::size_t e = 0; e < x.size(); ++e) out.begin[e + 1] += out.begin[e];
  out.enterprise.resize(out.begin.back());
  parallel_chunks(run, points, 1024, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      if (const Index e = tree.order()[i]; wanted[e]) tree.find(i, each, out.enterprise.data() + out.begin[e]);
  });
  return out;
}

}  // namespace sightline::signals
