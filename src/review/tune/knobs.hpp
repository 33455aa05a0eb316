// knobs.hpp: what tuning may turn, in a model and in the text of its file.
#pragma once

#include <array>
#include <string>

#include "sightline/settings/risk_model.hpp"

namespace sightline::tuning {

enum Knob : std::size_t { memory, ageing, priors, smoothness, knob_count };
using Setting = std::array<double, knob_count>;  // a factor per knob, 1 = as given

[[nodiscard]] std::string describe(const Setting& setting);  // "memory x 0.5, priors x 2"; "as given"
[[nodiscard]] RiskModel turn(const RiskModel& model, const Setting& setting);

// The text of the model's file with the numbers of `turned` in place; everything else stays. Error(usage) when the new
// text, read again from out_path, is not the turned model.
[[nodiscard]] std::string rewrite(const RiskModel& model, const std::string& yaml, const Setting& setting,
                                  const std::string& out_path, const std::string& provenance);

}  // namespace sightline::tuning
