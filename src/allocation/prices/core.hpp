// core.hpp: the part of a problem that prices leave open, as a whole-number program.
//
// An option whose loss (best value less its own, at the prices) is above `delta` is closed: a choice that takes it is
// worth at most D(price) - delta. Every class starts from a base option; a column says how many of the class take another
// one instead.
#pragma once

#include "allocation/milp.hpp"
#include "allocation/prices/dual.hpp"

namespace sightline {

struct Core {
  Milp milp;
  std::vector<std::uint32_t> klass;  // per column
  std::vector<std::int32_t> option;  // per column, -1 = none
  std::vector<std::int32_t> base;    // per class
  std::vector<int> row_of;           // per rule: its row, -1 = kept by the base, touched by no column, priced at 0
  double base_gain = 0;
  bool possible = true;     // false when a rule that no column touches is broken by the base
  bool everything = false;  // nothing is closed
};

// The loss below which about so many options are open; infinite when there are no more than that.
[[nodiscard]] double loss_of_rank(const Dual& dual, const Prices& prices, std::size_t options);

// `also_open`: per class, options that stay open although they lose more than delta (all of the class); may be empty.
[[nodiscard]] Core cut_core(const Dual& dual, const Prices& prices, double delta, const std::vector<char>& also_open);

// The choice per candidate: within a class, the smaller tie key takes the option of the larger gain.
[[nodiscard]] std::vector<std::int32_t> read_core(const Dual& dual, const Core& core, const std::vector<double>& x);

}  // namespace sightline
