// cube_landing.hpp: the landing phase of the cube method: the last undecided units, when no move keeps every total.
//
// Each step moves along the direction that costs the least balance for the spread it gives:
//   minimise  |A D w|^2 / |w|^2  over w with sum over each stratum of (D w) = 0,   v = D w,   D = sqrt(chance (1 -
//   chance))
// A holds the soft variables in units of their Poisson standard deviation, so the totals weigh alike. Strata are never
// given up: a stratum with two undecided units or more always has such a direction, and one with a single unit has
// nothing left to keep. So it ends with every unit decided. Where a balanced direction exists it is found, with cost 0.
// Cost     units^3 per step, for at most 2 variables + 2 units.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sightline/base/ids.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {

// columns: unit k at columns[k * m ..], of which the first `soft` numbers count; stratum: per unit of the population.
void land(std::span<double> chances, std::vector<Index> undecided, std::span<const double> columns, std::size_t m,
          std::size_t soft, std::span<const Index> stratum, Rng& rng);

}  // namespace sightline
