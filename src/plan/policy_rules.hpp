// policy_rules.hpp: one entry of a policy's `rules:` list.
#pragma once

#include <set>
#include <string>

#include "config/map.hpp"
#include "sightline/settings/policy.hpp"

namespace sightline::planning {

// Reads and judges one rule. `ids` holds the ids seen so far and those that the planner gives to its own rules.
[[nodiscard]] PolicyRule read_rule(config::Map& map, const StreamPolicy& streams, std::set<std::string>& ids);

}  // namespace sightline::planning
