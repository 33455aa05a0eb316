// simulate.hpp: a city with a known truth, generated from a scenario file and a seed; always labelled synthetic.
//
// Reads    a scenario (sightline.scenario/1, YAML): subject groups, districts, categories with failure rates and
// prices,
//          labs, monitoring points, complaints, campaigns, past rounds with their budgets.
// Gives    a dataset folder (evidence.md's tables plus dataset.yaml with `synthetic: true`) and truth/candidates.csv
// with
//          the true probability of a nonconforming batch of every candidate at the scenario's as-of day.
// Errors   Error(usage) for a scenario with unknown keys, wrong types or ranges; Error(input) when `out` cannot be
// written. Repeats  same scenario and seed, same bytes.
#pragma once

#include <cstdint>
#include <string>

#include "sightline/base/export.hpp"
#include "sightline/base/run.hpp"
#include "sightline/base/summary.hpp"

namespace sightline {

struct SimulateOptions {
  std::uint64_t seed = 1;
  Run run;
};

SIGHTLINE_API Summary simulate_city(const std::string& scenario_path, const std::string& out_folder,
                                    const SimulateOptions& options = {});

}  // namespace sightline
