// neighbour_tree.hpp: which remaining point is nearest, while points are taken away.
//
// A k-d tree (Bentley 1975) over all points; a node knows how many of its points remain and the box around them all.
// Taking a point away only counts down, so that empty branches are passed by.
// Cost     n log n to build; a query looks at few leaves where points are many compared with 2^dimensions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sightline/base/ids.hpp"

namespace sightline {

class NeighbourTree {
 public:
  NeighbourTree(std::span<const double> coordinates, std::size_t dimensions);

  void remove(Index point);
  // The nearest of the others that remain; all of them when several are equally near, in the order of the tree. Empty
  // when none remains. Valid until the next call.
  [[nodiscard]] std::span<const Index> nearest(Index point);
  [[nodiscard]] double squared_distance(Index a, Index b) const;

 private:
  struct Node {
    Index begin = 0, end = 0;                 // of order_
    Index left = no_index, right = no_index;  // no_index: a leaf
    Index parent = no_index;
    Index remaining = 0;
  };
  Index build(Index begin, Index end, Index parent);
  void search(Index node, Index point);
  [[nodiscard]] double box_distance(Index node, const double* from) const;
  [[nodiscard]] const double* at(Index point) const { return coordinates_.data() + point * dimensions_; }

  std::span<const double> coordinates_;
  std::size_t dimensions_;
  std::vector<Node> nodes_;
  std::vector<double> boxes_;  // per node: least and largest coordinate of each dimension
  std::vector<Index> order_, leaf_of_;
  std::vector<std::uint8_t> gone_;
  std::vector<Index> found_;
  double best_ = 0;
};

}  // namespace sightline
