// cube_flight.hpp: the flight phase of the cube method, one pass over the units.
//
// Each unit k carries a column a_k of m numbers (its balancing variables over its probability). A move v of the chances
// keeps every total when sum_k v_k a_k = 0. At most m undecided units with independent columns are kept (the basis); a
// unit that arrives either joins them, or its column is a combination of theirs and the move along that combination
// decides at least one unit. That is the fast flight phase of Chauvet and Tillé 2006, with the null vector read from a
// matrix T that is carried along (T a_b is a unit vector for every unit b of the basis) instead of solved for anew.
// Dependent variables need no care: their rows never find a unit.
// Cost     2 m^2 multiplications per unit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sightline/base/ids.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {

class CubeFlight {
 public:
  // chances: decided in place; columns: unit k at columns[k * m ..], may be changed between calls of restart().
  CubeFlight(std::span<double> chances, std::span<const double> columns, std::size_t m);

  void enter(Index unit, Rng& rng);
  void restart(Rng& rng);  // columns have changed: the basis enters anew
  [[nodiscard]] std::vector<Index> undecided() const;

 private:
  void transform(Index unit);  // combination_ = T a_unit
  bool join(Index unit);       // takes a free row, if the unit's column is independent of the basis
  void take_row(std::size_t row, Index unit);
  void move(Index unit, Rng& rng);

  std::span<double> chances_;
  std::span<const double> columns_;
  std::size_t m_;
  std::vector<double> t_;            // m x m by columns
  std::vector<double> combination_;  // T a of the unit at hand
  std::vector<Index> basis_;         // per row: unit or no_index
  std::vector<Index> moved_;         // the units of a move, and how they move
  std::vector<double> by_;
  std::size_t steps_ = 0;
};

// Moves the chances of `units` along v (any length), up or down at random so that expectations stay, until one more
// unit is decided. Chances within 1e-9 of 0 or 1 are taken for it.
void move_at_random(std::span<double> chances, std::span<const Index> units, std::span<const double> v, Rng& rng);

}  // namespace sightline
