// sampling_points.hpp: where to take the samples inside an enterprise.
//
// The points that name the category, or none, form a graph: p → q when p feeds q. Samples are taken at outlets, points
// that feed nothing and are no tank (a tank is sealed: its product is met at what it feeds). To be covered are the
// tanks and silos and whatever is fed by nothing; an outlet covers everything from which a way leads to it, itself
// included. Chosen are the fewest outlets that cover all that any outlet covers, one of all such sets with equal
// chances.
//
// What shares outlets is treated together, as one part; parts are numbered from 1 by their first point. In each, the
// sets of k = 1, 2, ... outlets that cover it are listed in the order of their points, until there are some, and number
// ticket("points", number of the part, enterprise, category).below(how many) of them is taken. Where the outlets of a
// part have more than 200 000 sets of the size in question, nothing is chosen there and the part's points are reported
// as unreachable too: they are to be chosen by hand.
#pragma once

#include <span>
#include <vector>

#include "draw/lottery/tickets.hpp"
#include "draw/register.hpp"

namespace sightline {

struct PointChoice {
  std::vector<std::string_view> sampled, unreachable;  // in the order of the points
};

// points: of one enterprise, sorted by id.
[[nodiscard]] PointChoice choose_points(std::span<const RegisterPoint> points, std::string_view category,
                                        const TicketBook& book);

}  // namespace sightline
