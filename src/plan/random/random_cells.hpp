// random_cells.hpp: the cells of the random stream: candidates of one category that are drawn together, for one lab.
#pragma once

#include <vector>

#include "plan/candidates/eligibility.hpp"

namespace sightline::planning {

struct Cell {
  Index category = 0;
  std::uint32_t lab = 0;  // position in Labs::of_category[category]
  std::vector<Index> members;
};

enum class NoDraw : std::uint8_t { none, cap, too_small };  // why a candidate that may be drawn is not

struct RandomCells {
  std::vector<Cell> cells;             // by category, then lab
  std::vector<Index> cell_of;          // per candidate; no_index = in none
  std::vector<std::uint32_t> ceiling;  // per candidate, in units, within the caps of its enterprise
  std::vector<NoDraw> reason;
};

// Each candidate goes to the cheapest lab that may test it and has room for its ceiling. A cell without any whole
// number of batches between its floors and ceilings (a single candidate with a ceiling below 1) gives its members to
// the other cells of the category or takes some of theirs; what cannot be placed so is left out as too small. The same
// is done for cells that could not be drawn from without the members that may get a certain line (may_be_certain, 1 per
// candidate), so that a directed line does not cost the others of its cell their chance.
[[nodiscard]] RandomCells build_cells(const Ledger& ledger, const Policy& policy, const Eligibility& eligible,
                                      const Labs& labs, const std::vector<Id>& last_lab,
                                      const std::vector<std::uint8_t>& may_be_certain,
                                      const std::vector<std::uint64_t>& tie);

// Ceilings of the candidates `some` of one enterprise, such that together they never expect more than `left` lines:
// floor + (left - sum of floors) / size, at most the own ceiling. False when the floors alone expect more.
bool fit_ceilings(const std::vector<Index>& some, std::uint32_t left, const std::vector<std::uint32_t>& floor,
                  std::vector<std::uint32_t>& ceiling);

}  // namespace sightline::planning
