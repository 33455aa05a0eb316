// simulate.hpp: a city with a known truth, generated from a scenario file and a seed; always labelled synthetic.
//
//   logit p(c, day) = level + logit(rate of the category) + damping * (size + channel) + enterprise effect(quarter)
//                     + share of its supplier's effect + category drift(quarter) + candidate effect
//                     + complacency * years without a visit - rectification after a failure
//   effects are normal; enterprise and category effects follow an AR(1) per quarter; the level is solved so that the
//   first past round with a published number of failures expects exactly that number.
//
// Reads    a scenario (sightline.scenario/1, YAML; scenario_schema() lists its fields).
// Gives    a dataset folder: every table of the evidence contract, dataset.yaml with `synthetic: true`, and
//          truth/candidates.csv with p of every offer at the as-of day, before lab error. Each round has exactly its
//          scenario's batches and money and, where it states them, failures. Nothing is dated or known after as_of.
// Scale    a scale above 1 repeats the whole city with all its districts (2.4: two cities, each 1.2 times as large);
//          below 1 it is one smaller city.
// Errors   Error(usage) for a scenario with unknown keys, wrong types, ranges or names, or when a round asks for more
//          batches than the city has candidates; Error(input) when the folder cannot be written, or stands already and
//          is no dataset written by this verb. The folder appears whole or not at all.
// Repeats  same scenario, scale and seed, same bytes, at any thread count.
// Threads  safe to call at once for different folders.
// Cost     linear in enterprises and events; cities in parallel (bench/simulate_bench.cpp).
#pragma once

#include <cstdint>
#include <string>

#include "sightline/base/export.hpp"
#include "sightline/base/run.hpp"
#include "sightline/base/summary.hpp"

namespace sightline {

struct SimulateOptions {
  std::uint64_t seed = 1;
  double scale = 1;  // times the scenario's own scale, > 0: 0.05 a county, 1 the city, 550 about 10^6 enterprises
  Run run{};
};

SIGHTLINE_API Summary simulate_city(const std::string& scenario_path, const std::string& out_folder,
                                    const SimulateOptions& options = {});

[[nodiscard]] SIGHTLINE_API std::string scenario_schema();  // JSON Schema, recorded from the loader itself

}  // namespace sightline
