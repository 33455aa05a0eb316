// labs.hpp: who may test a candidate's batches, and for how much.
#pragma once

#include <vector>

#include "plan/candidates/history.hpp"

namespace sightline::planning {

struct LabPrice {
  Id lab = no_id;
  Money price;           // per batch
  double capacity = -1;  // batches of this category; -1 = no limit
};

struct Labs {
  bool known = false;                              // the ledger has labs
  std::vector<std::vector<LabPrice>> of_category;  // cheapest first, ties by id
  std::vector<std::uint8_t> qualified;             // per category: some lab is, whatever its price
};

// A lab without a price charges the category's unit cost. Without a table of labs every category has one nameless lab.
// Labs and categories without any price, and labs without any capacity, are left out.
[[nodiscard]] Labs read_labs(const Ledger& ledger);

// Positions in of_category[category] that may test an enterprise whose last lab is `last` (no_id: no rotation).
[[nodiscard]] std::vector<std::uint32_t> allowed_labs(const Labs& labs, Index category, Id last);

}  // namespace sightline::planning
