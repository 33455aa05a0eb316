// groups.hpp: the groups of candidates that a rule bounds: by category, district, enterprise, role or any attribute.
#pragma once

#include <string>
#include <vector>

#include "sightline/ledger.hpp"
#include "sightline/settings/policy.hpp"

namespace sightline::planning {

struct Grouping {
  std::vector<Index> of;           // per candidate: its group, no_index = in none
  std::vector<std::string> names;  // of the groups, in the order of their bytes
  bool by_category = false;        // all candidates of a category are in one group, or none is in any
  [[nodiscard]] std::size_t size() const { return names.size(); }
};

// The groups of a `per` rule, after its `where` and `values`. Only groups that have candidates are there. What the
// ledger lacks is appended to `wrong`, with the policy's file and line; of the values of an optional rule one is
// enough.
[[nodiscard]] Grouping group_candidates(const Ledger& ledger, const Policy& policy, const PolicyRule& rule,
                                        std::vector<std::string>& wrong);

}  // namespace sightline::planning
