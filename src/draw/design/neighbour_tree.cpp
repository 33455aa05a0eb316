#include "draw/design/neighbour_tree.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace sightline {
namespace {
constexpr Index leaf_size = 8;
}

NeighbourTree::NeighbourTree(std::span<const double> coordinates, std::size_t dimensions)
    : coordinates_(coordinates), dimensions_(dimensions) {
  const std::size_t n = coordinates.size() / dimensions;
  order_.resize(n);
  leaf_of_.resize(n);
  gone_.resize(n);
  std::iota(order_.begin(), order_.end(), Index{0});
  nodes_.reserve(n / 2 + 1);
  if (n > 0) build(0, static_cast<Index>(n), no_index);
}

// Halves along the longest side of the box, by count; equal coordinates fall where the point's number says.
Index NeighbourTree::build(Index begin, Index end, Index parent) {
  const auto node = static_cast<Index>(nodes_.size());
  nodes_.push_back({begin, end, no_index, no_index, parent, end - begin});
  boxes_.resize(boxes_.size() + 2 * dimensions_);
  std::size_t longest = 0;
  double length = -1;
  for (std::size_t d = 0; d < dimensions_; ++d) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (Index k = begin; k < end; ++k) {
      low = std::min(low, at(order_[k])[d]);
      high = std::max(high, at(order_[k])[d]);
    }
    boxes_[(node * dimensions_ + d) * 2] = low;
    boxes_[(node * dimensions_ + d) * 2 + 1] = high;
    if (high - low > length) length = high - low, longest = d;
  }
  if (end - begin <= leaf_size) {
    for (Index k = begin; k < end; ++k) leaf_of_[order_[k]] = node;
    return node;
  }
  const Index middle = begin + (end - begin) / 2;
  std::nth_element(order_.begin() + begin, order_.begin() + middle, order_.begin() + end, [&](Index a, Index b) {
    const double x = at(a)[longest], y = at(b)[longest];
    return x < y || (x == y && a < b);
  });
  const Index left = build(begin, middle, node), right = build(middle, end, node);
  nodes_[node].left = left;
  nodes_[node].right = right;
  return node;
}

void NeighbourTree::remove(Index point) {
  if (gone_[point] != 0) return;
  gone_[point] = 1;
  for (Index node = leaf_of_[point]; node != no_index; node = nodes_[node].parent) --nodes_[node].remaining;
}

double NeighbourTree::squared_distance(Index a, Index b) const {
  double sum = 0;
  for (std::size_t d = 0; d < dimensions_; ++d) sum += (at(a)[d] - at(b)[d]) * (at(a)[d] - at(b)[d]);
  return sum;
}

double NeighbourTree::box_distance(Index node, const double* from) const {
  const double* box = boxes_.data() + node * dimensions_ * 2;
  double sum = 0;
  for (std::size_t d = 0; d < dimensions_; ++d) {
    const double off = std::max({box[2 * d] - from[d], from[d] - box[2 * d + 1], 0.0});
    sum += off * off;
  }
  return sum;
}

std::span<const Index> NeighbourTree::nearest(Index point) {
  found_.clear();
  best_ = std::numeric_limits<double>::infinity();
  if (!nodes_.empty()) search(0, point);
  return found_;
}

void NeighbourTree::search(Index node, Index point) {
  const Node& here = nodes_[node];
  if (here.left == no_index) {
    for (Index k = here.begin; k < here.end; ++k) {
      const Index other = order_[k];
      if (gone_[other] != 0 || other == point) continue;
      const double distance = squared_distance(point, other);
      if (distance > best_) continue;
      if (distance < best_) found_.clear();
      best_ = distance;
      found_.push_back(other);
    }
    return;
  }
  double near_distance = nodes_[here.left].remaining > 0 ? box_distance(here.left, at(point)) : -1;
  double far_distance = nodes_[here.right].remaining > 0 ? box_distance(here.right, at(point)) : -1;
  Index near = here.left, far = here.right;
  if (near_distance < 0 || (far_distance >= 0 && far_distance < near_distance)) {
    std::swap(near, far);
    std::swap(near_distance, far_distance);
  }
  if (near_distance >= 0 && near_distance <= best_) search(near, point);
  if (far_distance >= 0 && far_distance <= best_) search(far, point);
}

}  // namespace sightline
