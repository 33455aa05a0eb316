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
// Drawn    with a drawn round (SimulateOptions::round) the same city lives on until the round's `until`: its lines are
//          visited within their windows and tested with the truth of the round's first day (quality stands still from
//          as_of on), refusals and closures are replaced from the reserves in their order, complaints and reports go
//          on, cases take their course. The dataset is then as of `until`; round/results.csv has the round's results by
//          themselves, round/truth.csv the chances of all offers on the round's first day.
// Scale    a scale above 1 repeats the whole city with all its districts (2.4: two cities, each 1.2 times as large);
//          below 1 it is one smaller city.
// Errors   Error(usage) for a scenario with unknown keys, wrong types, ranges or names, or when a round asks for more
//          batches than the city has candidates, or a drawn round names what the city does not have; Error(input) when the folder cannot be written, or stands already and
//          is no dataset written by this verb. The folder appears whole or not at all.
// Repeats  same scenario, scale and seed, same bytes, at any thread count.
// Threads  safe to call at once for different folders.
// Cost     linear in enterprises and events; cities in parallel (bench/simulate_bench.cpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sightline/base/date.hpp"
#include "sightline/base/export.hpp"
#include "sightline/base/run.hpp"
#include "sightline/base/summary.hpp"

namespace sightline {

// A draw as its files have it (draw.hpp).
struct DrawnRound {
  struct Line {
    std::string enterprise_id, category_id, lab_id, stratum, stream, inspector;  // inspector: the first of the pair
    std::uint32_t batches = 1;
    double inclusion_probability = 1;
    Date first, last;  // window
  };
  struct Reserve {  // by stratum, in the drawn order
    std::string stratum, enterprise_id, category_id, lab_id;
    double inclusion_probability = 1;
  };
  std::vector<Line> lines;
  std::vector<Reserve> reserves;
  Date until;
};

struct SimulateOptions {
  std::uint64_t seed = 1;
  double scale = 1;  // times the scenario's own scale, > 0: 0.05 a county, 1 the city, 550 about 10^6 enterprises
  const DrawnRound* round = nullptr;  // a draw from this very city, of scale 1 and below
  Run run{};
};

SIGHTLINE_API Summary simulate_city(const std::string& scenario_path, const std::string& out_folder,
                                    const SimulateOptions& options = {});

[[nodiscard]] SIGHTLINE_API std::string scenario_schema();  // JSON Schema, recorded from the loader itself

}  // namespace sightline
