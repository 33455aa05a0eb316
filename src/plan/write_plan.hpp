// write_plan.hpp: a found draft as a Plan: lines, uses of rules, who is left out and why, what it expects to find.
#pragma once

#include "plan/model/search.hpp"

namespace sightline::planning {

void write_lines(const Setup& setup, const Found& found, Plan& plan);
void write_rule_uses(const Setup& setup, const RuleRows& rows, const Found& found, Plan& plan);
void write_left_out(const Setup& setup, const Found& found, Plan& plan);
void write_quarters(const Policy& policy, Plan& plan);
void write_summary(const Setup& setup, const Found& found, Plan& plan);

}  // namespace sightline::planning
