#include <cmath>
#include <numeric>
#include <string>

#include "draw/design/neighbour_tree.hpp"
#include "draw/design/pivotal.hpp"
#include "sightline/base/error.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {
namespace {

// The undecided units, any of them in one step.
class Pool {
 public:
  explicit Pool(const Decisions& decisions, std::size_t n) : place_(n, no_index) {
    for (Index i = 0; i < n; ++i) {
      if (!decisions.undecided(i)) continue;
      place_[i] = static_cast<Index>(units_.size());
      units_.push_back(i);
    }
  }
  [[nodiscard]] std::size_t size() const { return units_.size(); }
  [[nodiscard]] Index any(Rng& rng) const { return units_[rng.below(units_.size())]; }
  [[nodiscard]] bool holds(Index unit) const { return place_[unit] != no_index; }
  void remove(Index unit) {
    const Index hole = place_[unit];
    units_[hole] = units_.back();
    place_[units_[hole]] = hole;
    place_[unit] = no_index;
    units_.pop_back();
  }

 private:
  std::vector<Index> units_, place_;
};

void check_coordinates(std::span<const double> p, std::span<const double> coordinates, std::size_t dimensions) {
  if (dimensions == 0 || coordinates.size() != p.size() * dimensions)
    throw Error(ErrorCode::usage, std::to_string(coordinates.size()) + " coordinates for " + std::to_string(p.size()) +
                                      " units in " + std::to_string(dimensions) + " dimensions");
  for (std::size_t k = 0; k < coordinates.size(); ++k)
    if (!std::isfinite(coordinates[k]))
      throw Error(ErrorCode::usage, "unit " + std::to_string(k / dimensions) + " has no finite position");
}

}  // namespace

std::vector<Index> sample_local_pivotal(std::span<const double> p, std::span<const double> coordinates,
                                        std::size_t dimensions, std::uint64_t seed, bool mutual) {
  check_coordinates(p, coordinates, dimensions);
  Rng rng(seed, 4);
  Decisions decisions(p);
  Pool pool(decisions, p.size());
  NeighbourTree tree(coordinates, dimensions);
  for (Index i = 0; i < p.size(); ++i)
    if (!pool.holds(i)) tree.remove(i);
  const auto neighbour = [&](Index unit) {
    const std::span<const Index> near = tree.nearest(unit);
    return near[near.size() == 1 ? 0 : rng.below(near.size())];
  };
  const auto leave = [&](Index unit) {
    if (decisions.undecided(unit)) return;
    pool.remove(unit);
    tree.remove(unit);
  };
  while (pool.size() > 1) {
    Index unit = pool.any(rng), other = neighbour(unit);
    if (mutual)  // walk to ever nearer pairs; distances fall, so the walk ends
      for (Index third = neighbour(other); tree.squared_distance(other, third) < tree.squared_distance(unit, other);
           third = neighbour(other)) {
        unit = other;
        other = third;
      }
    decisions.duel(unit, other, rng);
    leave(unit);
    leave(other);
  }
  if (pool.size() == 1) decisions.settle(pool.any(rng), rng);
  return decisions.taken();
}

}  // namespace sightline
