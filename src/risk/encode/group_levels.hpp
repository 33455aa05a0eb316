// group_levels.hpp: which level of a group each training row and each candidate has.
//
// A level is a value of the group's dimension, or a combination of values when several are crossed; a row that lacks a
// value has no level. Levels of the training rows come first, in order of first appearance, then levels that only
// candidates have. The prior mean of a level's effect is what the prior rates say of its values (interfaces of
// risk_model.hpp):
//   sum over dimensions of  k (logit(rate) - logit(overall rate)),  k = s^2 / (s^2 + 1 / (batches rate (1 - rate)))
// with s the group's prior scale: a rate that rests on few tests counts less.
#pragma once

#include <string>
#include <vector>

#include "sightline/settings/risk_model.hpp"

namespace sightline::encode {

struct GroupLevels {
  const GroupSpec* spec = nullptr;
  std::string name;                  // "size x channel"
  std::vector<Index> training, now;  // level per row and per candidate; no_index = none
  std::size_t trained = 0;           // levels that training rows have
  std::size_t levels = 0;            // of both
  std::vector<Id> id;                // per level: its value's id, or no_id when it is crossed or a number
  std::vector<std::string> text;     // per level, where it has no id; else empty
  std::vector<double> centre;        // prior mean of the effect per level; empty = 0
  std::vector<Date> when;            // per level: middle of its month or quarter; empty for other groups
};

struct GroupLayout {
  std::vector<GroupLevels> groups;  // those that the data have, in model order
  std::vector<std::string> notes;   // switched off and why; prior rates that found no level
};

// Error(usage) naming every group that the data lack and that is not optional.
GroupLayout lay_out_groups(const Ledger& ledger, const Signals& signals, const RiskModel& model);

}  // namespace sightline::encode
