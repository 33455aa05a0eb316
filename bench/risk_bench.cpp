// Times the fit and the scoring of risk by decades, with what they reach beside how long they take.
//
// fit/ROWS      20 signals, 4 groups: enterprises (5 rows each), 25 categories, 50 districts, 100 inspectors
// peers/ROWS    5 signals, 3 groups, plain Laplace as lme4 fits it; with SIGHTLINE_PEERS_DIR set the rows are written
// there
//               first, so that bench/peers/risk_peers.R fits the same ones
// score/COUNT   candidates with interval, 20 signals, 3 scored groups
// rescore_enterprise  its ten candidates after one complaint
// `growth` is the exponent of the processor time against the size before (growth.hpp).
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <numeric>

#include "instances/growth.hpp"
#include "risk/fit/thin.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/risk.hpp"

namespace {

using namespace sightline;

struct Made {
  hierarchy::Design design;
  std::vector<std::vector<Index>> level;  // per group, in the order of the design's rows
};

const std::vector<double> scale{0.8, 0.6, 0.4, 0.5};
const std::vector<std::string> group_name{"enterprise", "category", "district", "inspector"};

// rows / 5 enterprises of which each lies in one district.
Made make(std::size_t rows, std::size_t signals, std::size_t groups) {
  Made made;
  Rng rng(20210701, rows);
  const std::vector<std::size_t> levels{rows / 5, 25, 50, 100};
  std::vector<std::vector<double>> effect(groups);
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t l = 0; l < levels[g]; ++l) effect[g].push_back(scale[g] * rng.normal());
  std::vector<double> weight;
  for (std::size_t j = 0; j < signals; ++j) weight.push_back(0.3 * rng.normal());
  hierarchy::Design& design = made.design;
  design.columns.push_back({"intercept", -2, 2, -1, Sign::any});
  for (std::size_t j = 0; j < signals; ++j) design.columns.push_back({"x" + std::to_string(j), 0, 1, -1, Sign::any});
  for (std::size_t g = 0; g < groups; ++g) design.scales.push_back({group_name[g], 0.5, 0.5});
  made.level.resize(groups);
  for (std::size_t e = 0; e < levels[0]; ++e) {
    const auto district = static_cast<Index>(rng.below(levels[2]));
    for (int k = 0; k < 5; ++k) {
      made.level[0].push_back(static_cast<Index>(e));
      made.level[1].push_back(static_cast<Index>(rng.below(levels[1])));
      made.level[2].push_back(district);
      if (groups > 3) made.level[3].push_back(static_cast<Index>(rng.below(levels[3])));
    }
  }
  (void)hierarchy::gather_clusters(made.level[0], levels[0], design);  // they are in order already
  design.clustered.levels = levels[0];
  design.clustered.scale = 0;
  for (std::size_t g = 1; g < groups; ++g)
    design.crossed.push_back({group_name[g], static_cast<int>(g), levels[g], made.level[g], {}, {}});
  design.x.reserve(rows * (signals + 1));
  for (std::size_t i = 0; i < rows; ++i) {
    double eta = -2;
    design.x.push_back(1);
    for (std::size_t j = 0; j < signals; ++j) {
      design.x.push_back(rng.normal());
      eta += weight[j] * design.x.back();
    }
    for (std::size_t g = 0; g < groups; ++g) eta += effect[g][made.level[g][i]];
    design.trials.push_back(1);
    design.weight.push_back(1);
    design.failures.push_back(rng.uniform() < 1 / (1 + std::exp(-eta)) ? 1 : 0);
  }
  return made;
}

void report(benchmark::State& state, const hierarchy::Fit& fit) {
  state.counters["log_marginal"] = fit.log_marginal;
  state.counters["sweeps"] = fit.iterations;
  for (std::size_t g = 0; g < fit.tau.size(); ++g) state.counters["sd_" + group_name[g]] = fit.tau[g];
}

void fit(benchmark::State& state) {
  const Made made = make(static_cast<std::size_t>(state.range(0)), 20, 4);
  hierarchy::Fit found;
  bench::Growth growth(state, "fit", static_cast<double>(state.range(0)));
  for (auto _ : state) growth.time([&] { found = hierarchy::fit_thick(made.design, {}); });
  report(state, found);
}
BENCHMARK(fit)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void write_rows(const Made& made, const std::string& path) {
  std::ofstream file(path);
  file.precision(17);
  const std::size_t columns = made.design.columns.size();
  file << "y,enterprise,category,district";
  for (std::size_t j = 1; j < columns; ++j) file << ",x" << j;
  for (std::size_t i = 0; i < made.design.rows(); ++i) {
    file << '\n' << made.design.failures[i];
    for (const auto& level : made.level) file << ',' << level[i];
    for (std::size_t j = 1; j < columns; ++j) file << ',' << made.design.x[i * columns + j];
  }
  file << '\n';
}

void peers(benchmark::State& state) {
  const Made made = make(static_cast<std::size_t>(state.range(0)), 5, 3);
  if (const char* folder = std::getenv("SIGHTLINE_PEERS_DIR"))
    write_rows(made, std::string(folder) + "/risk_" + std::to_string(state.range(0)) + ".csv");
  hierarchy::FitSettings settings;
  settings.maximum_likelihood = true;
  hierarchy::Fit found;
  bench::Growth growth(state, "peers", static_cast<double>(state.range(0)));
  for (auto _ : state) growth.time([&] { found = hierarchy::fit_thick(made.design, settings); });
  report(state, found);
}
BENCHMARK(peers)->Arg(5'000)->Arg(20'000)->Arg(100'000)->Unit(benchmark::kMillisecond)->UseRealTime();

// A frame of `count` candidates, ten categories for each enterprise, and as many past results as enterprises.
struct Scored {
  Ledger ledger;
  Signals signals;
  RiskModel model;
};

Scored make_frame(std::size_t count) {
  Scored made;
  Rng rng(7, count);
  auto pool = std::make_shared<StringPool>();
  const std::size_t enterprises = count / 10, categories = 25, districts = 50, signals = 20;
  const auto name = [&](Entities& entities, char prefix, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      entities.id.push_back(pool->intern(prefix + std::to_string(1'000'000'000 + i)));
    entities.source_row.assign(size, no_index);
  };
  name(made.ledger.enterprises, 'E', enterprises);
  name(made.ledger.categories, 'C', categories);
  name(made.ledger.districts, 'D', districts);
  made.ledger.pool = std::move(pool);
  made.ledger.severity.assign(categories, 1);
  made.ledger.test_sensitivity.assign(categories, 1);
  made.ledger.as_of = made.signals.as_of = Date(2021, 6, 30);
  Frame& frame = made.ledger.frame;
  for (std::size_t c = 0; c < count; ++c) {
    frame.enterprise.push_back(static_cast<Index>(c / 10));
    frame.category.push_back(static_cast<Index>((c / 10 + c % 10 * 2) % categories));
  }
  frame.volume.assign(count, std::nan(""));
  for (std::size_t e = 0; e < enterprises; ++e)
    made.ledger.district_of.push_back(static_cast<Index>(rng.below(districts)));
  made.signals.values.resize(signals);
  const std::size_t rows = std::min<std::size_t>(enterprises, 100'000);
  for (std::size_t j = 0; j < signals; ++j) {
    SignalSpec spec;
    spec.name = "x" + std::to_string(j);
    spec.aggregate = Aggregate::count;
    spec.transform = Transform::log1p;
    made.model.signals.push_back(spec);
    const auto decayed_count = [&] { return rng.uniform() < 0.7 ? 0 : 3 * rng.uniform(); };
    for (std::size_t c = 0; c < count; ++c) made.signals.values[j].now.push_back(decayed_count());
    for (std::size_t i = 0; i < rows; ++i) made.signals.values[j].training.push_back(decayed_count());
  }
  made.signals.specs = made.model.signals;
  for (std::uint32_t i = 0; i < rows; ++i) {
    made.signals.inspection.push_back(i);
    made.signals.enterprise.push_back(static_cast<Index>(rng.below(enterprises)));
    made.signals.category.push_back(static_cast<Index>(rng.below(categories)));
    made.signals.date.push_back(made.ledger.as_of - 1);
    made.signals.batches.push_back(1);
    made.signals.nonconforming.push_back(rng.uniform() < 0.1 ? 1 : 0);
  }
  for (const char* by : {"category", "district", "enterprise"}) {
    GroupSpec group;
    group.by = {by};
    made.model.groups.push_back(group);
  }
  made.model.recalibrate = false;
  return made;
}

// assess_risk with the fit taken from before: what is left is a few sweeps and the scoring.
void score(benchmark::State& state) {
  const Scored made = make_frame(static_cast<std::size_t>(state.range(0)));
  const Risk first = assess_risk(made.ledger, made.signals, made.model);
  RiskOptions options;
  options.start = &first.fit;
  options.max_iterations = 1;
  bench::Growth growth(state, "score", static_cast<double>(state.range(0)));
  Risk risk;
  for (auto _ : state) growth.time([&] { risk = assess_risk(made.ledger, made.signals, made.model, options); });
  state.counters["mean_probability"] =
      std::accumulate(risk.probability.begin(), risk.probability.end(), 0.0) / static_cast<double>(risk.size());
}
BENCHMARK(score)->Arg(100'000)->Arg(1'000'000)->Arg(10'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

// One enterprise's ten candidates scored again after a complaint.
void rescore_enterprise(benchmark::State& state) {
  const Scored made = make_frame(static_cast<std::size_t>(state.range(0)));
  Risk risk = assess_risk(made.ledger, made.signals, made.model);
  std::vector<Index> candidates(10);
  std::iota(candidates.begin(), candidates.end(), Index{4000});
  std::vector<std::vector<double>> values;
  for (const SignalValues& column : made.signals.values)
    values.emplace_back(column.now.begin() + 4000, column.now.begin() + 4010);
  double sum = 0;
  for (auto _ : state) {
    for (double& value : values[0]) value += 0.01;
    rescore(risk, candidates, values);
    sum += risk.probability[4000];
  }
  benchmark::DoNotOptimize(sum);
}
BENCHMARK(rescore_enterprise)->Arg(100'000)->Unit(benchmark::kMicrosecond);

}  // namespace
