// thin.hpp: where a fit of many rows may begin: the optimum of every eighth cluster.
#pragma once

#include "risk/fit/fit.hpp"

namespace sightline::hierarchy {

// Rows of clusters 0, every, 2 * every, ...
Design thin_design(const Design& design, std::size_t every);

// fit_hierarchy, begun from a fit of a thinned design when there are rows enough and no start is given.
Fit fit_thick(const Design& design, const FitSettings& settings);

}  // namespace sightline::hierarchy
