// reserves.hpp: who steps in, per stratum, in an order drawn beforehand.
//
//   key = floor(r * 10^9 / units), r = bits 128..191 of the line's hash; the smallest key is first
// That is sequential Poisson sampling (Ohlsson 1998): the more probable a line was, the earlier it tends to stand.
#pragma once

#include <vector>

#include "draw/lottery/register_dice.hpp"

namespace sightline {

struct ReserveLine {
  Index line = 0;           // of the register
  std::uint32_t order = 0;  // in its stratum, from 1
};

// Strata (category, district) with at least one drawn random line, in the order of their bytes; each has at most
// `per_drawn` reserves per drawn line. taken: per random line of the lottery, its batches. Enterprises of which any
// line is drawn or certain are no reserves.
[[nodiscard]] std::vector<ReserveLine> draw_reserves(const RegisterLines& lines, const Lottery& lottery,
                                                     const std::vector<std::uint16_t>& taken, const TicketBook& book,
                                                     std::uint32_t per_drawn);

}  // namespace sightline
