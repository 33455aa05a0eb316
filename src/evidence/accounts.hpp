// accounts.hpp: what became of the rows: the failure when too many are rejected, and the summary of a reading.
#pragma once

#include <string>
#include <vector>

#include "evidence/manifest.hpp"
#include "sightline/evidence.hpp"

namespace sightline::evidence {

struct Excess {  // a table of which too much was rejected
  std::string table;
  RowAccount account;
};

// Error(input) with the tables concerned and the first rejected rows of each.
[[noreturn]] void fail_for_excess(const std::vector<Excess>& excess, const std::vector<Problem>& rejected,
                                  double max_rejected);

void summarise(const Dataset& dataset, const std::vector<std::string>& notes, Evidence& evidence);

}  // namespace sightline::evidence
