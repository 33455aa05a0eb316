// levels.hpp: the levels into which comparisons fall, and what is believed of them before anything is learnt.
//
// A group is a set of levels of which a pair has exactly one, or two neighbours by shares; m and u are distributions over
// the levels of a group. Whether a field is missing on one side chooses the group, so that a name without a branch says
// nothing about names that have one. A field that is missing where it cannot be compared has no level and weighs nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sightline/methods/matching.hpp"

namespace sightline::matching {

enum class Group : std::uint8_t {
  explained,
  held,
  contradicted,
  rarity,
  start,
  region_named,
  region_not_named,
  legal_named,
  legal_not_named,
  branch_named,
  branch_not_named,
  number_known,
  number_unknown,
  district
};
inline constexpr std::size_t groups = 14;

struct Level {
  MatchField field;
  Group group;
  double knot;  // of measured groups; 0 else
  std::string_view meaning;
  double matched;  // m before learning
};

// The levels, group by group. Measured groups: explained and held (shares of information), contradicted (nats), rarity
// (nats shared, per ln of the register's size).
inline constexpr std::array levels = std::to_array<Level>({
    {MatchField::explained, Group::explained, 0.00, "", 0.005},
    {MatchField::explained, Group::explained, 0.30, "", 0.015},
    {MatchField::explained, Group::explained, 0.50, "", 0.04},
    {MatchField::explained, Group::explained, 0.70, "", 0.08},
    {MatchField::explained, Group::explained, 0.85, "", 0.10},
    {MatchField::explained, Group::explained, 0.95, "", 0.11},
    {MatchField::explained, Group::explained, 1.00, "", 0.65},
    {MatchField::held, Group::held, 0.00, "", 0.01},
    {MatchField::held, Group::held, 0.15, "", 0.04},
    {MatchField::held, Group::held, 0.30, "", 0.10},
    {MatchField::held, Group::held, 0.50, "", 0.20},
    {MatchField::held, Group::held, 0.70, "", 0.20},
    {MatchField::held, Group::held, 0.90, "", 0.15},
    {MatchField::held, Group::held, 1.00, "", 0.30},
    {MatchField::contradicted, Group::contradicted, 0.0, "", 0.90},
    {MatchField::contradicted, Group::contradicted, 1.0, "", 0.065},
    {MatchField::contradicted, Group::contradicted, 2.5, "", 0.020},
    {MatchField::contradicted, Group::contradicted, 4.5, "", 0.008},
    {MatchField::contradicted, Group::contradicted, 7.0, "", 0.004},
    {MatchField::contradicted, Group::contradicted, 10.0, "", 0.003},
    {MatchField::rarity, Group::rarity, 0.25, "", 0.02},
    {MatchField::rarity, Group::rarity, 0.50, "", 0.08},
    {MatchField::rarity, Group::rarity, 0.75, "", 0.20},
    {MatchField::rarity, Group::rarity, 1.00, "", 0.30},
    {MatchField::rarity, Group::rarity, 1.40, "", 0.25},
    {MatchField::rarity, Group::rarity, 2.00, "", 0.15},
    {MatchField::start, Group::start, 0, "both start alike", 0.75},
    {MatchField::start, Group::start, 0, "the name's start is found later in the entry", 0.12},
    {MatchField::start, Group::start, 0, "the entry's start is found later in the name", 0.08},
    {MatchField::start, Group::start, 0, "neither start is found", 0.05},
    {MatchField::region, Group::region_named, 0, "same city", 0.60},
    {MatchField::region, Group::region_named, 0, "one within the other", 0.145},
    {MatchField::region, Group::region_named, 0, "the entry names none", 0.25},
    {MatchField::region, Group::region_named, 0, "different county", 0.0005},
    {MatchField::region, Group::region_named, 0, "different region", 0.000005},
    {MatchField::region, Group::region_not_named, 0, "no region", 0.50},
    {MatchField::region, Group::region_not_named, 0, "the entry names one", 0.50},
    {MatchField::legal, Group::legal_named, 0, "same form", 0.85},
    {MatchField::legal, Group::legal_named, 0, "the entry names none", 0.12},
    {MatchField::legal, Group::legal_named, 0, "different form", 0.03},
    {MatchField::legal, Group::legal_not_named, 0, "no form", 0.30},
    {MatchField::legal, Group::legal_not_named, 0, "the entry names one", 0.70},
    {MatchField::branch, Group::branch_named, 0, "same branch", 0.994},
    {MatchField::branch, Group::branch_named, 0, "the entry is no branch", 0.00002},
    {MatchField::branch, Group::branch_named, 0, "another branch", 0.00001},
    {MatchField::branch, Group::branch_not_named, 0, "neither is a branch", 0.985},
    {MatchField::branch, Group::branch_not_named, 0, "the entry is a branch", 0.015},
    {MatchField::address, Group::number_known, 0, "same house", 0.79},
    {MatchField::address, Group::number_known, 0, "same street, house unknown", 0.08},
    {MatchField::address, Group::number_known, 0, "same street, another house", 0.05},
    {MatchField::address, Group::number_known, 0, "same number, another street", 0.04},
    {MatchField::address, Group::number_known, 0, "another address", 0.03},
    {MatchField::address, Group::number_unknown, 0, "same street", 0.80},
    {MatchField::address, Group::number_unknown, 0, "another street", 0.20},
    {MatchField::district, Group::district, 0, "same district", 0.92},
    {MatchField::district, Group::district, 0, "another district", 0.08},
});
inline constexpr std::size_t level_count = levels.size();

// Levels that say "another one". While weights are learnt, a candidate that shows one of them counts as no match: else a
// list full of look-alikes would teach that cores which agree are rare among other enterprises.
[[nodiscard]] constexpr bool refutes(const Level& level) {
  if (level.group == Group::contradicted) return level.knot >= 4;
  return (level.group == Group::branch_named && level.matched < 0.1) || level.meaning == "different region";
}

// First level of a group.
[[nodiscard]] constexpr std::size_t first_level(Group group) {
  std::size_t i = 0;
  while (levels[i].group != group) ++i;
  return i;
}

// What one pair shows in one field: level `level`, and `share` of the next one; none: level == no_level.
inline constexpr std::uint8_t no_level = 0xFF;
struct Shown {
  std::uint8_t level = no_level;
  float share = 0;
};
using Comparison = std::array<Shown, match_fields>;

}  // namespace sightline::matching
