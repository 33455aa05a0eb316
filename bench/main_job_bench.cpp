// Times the main job: a city of 2,000 enterprises, 5,000 candidates and 20,000 events, from files to a checked plan, with
// the plan's proven gap and the size of what was read beside the time.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "sightline/sightline.hpp"

namespace {
namespace sl = sightline;

void plan_city_from_files(benchmark::State& state) {
  const auto folder = std::filesystem::temp_directory_path() / "sightline-main-job-bench";
  sl::simulate_city(SIGHTLINE_SOURCE_DIR "/bench/instances/city.yaml", folder.string(),
                    {.seed = 1, .scale = 1, .run = {}});
  sl::LedgerOptions as_of;
  as_of.as_of = sl::Date(2021, 6, 30);
  double events = 0, enterprises = 0, candidates = 0, gap = 0, found = 0, violations = 0;
  for (auto _ : state) {
    const auto evidence = sl::read_evidence(folder.string());
    const auto ledger = sl::build_ledger(evidence, as_of);
    const auto model = sl::load_risk_model(SIGHTLINE_SOURCE_DIR "/models/risk/generic.yaml");
    const auto signals = sl::measure_signals(ledger, model.signals, sl::signal_options(model));
    const auto risk = sl::assess_risk(ledger, signals, model);
    const auto policy = sl::load_policy(SIGHTLINE_SOURCE_DIR "/models/policy/annual.yaml");
    const auto plan = sl::make_plan(ledger, risk, policy);
    enterprises = static_cast<double>(ledger.enterprises.size());
    candidates = static_cast<double>(ledger.frame.size());
    events = 0;
    for (const auto& table : evidence.tables) events += static_cast<double>(table->rows);
    gap = plan.gap;
    found = plan.expected_nonconforming;
    violations = static_cast<double>(sl::check_plan(ledger, policy, plan).size());
  }
  state.counters["rows"] = events;
  state.counters["enterprises"] = enterprises;
  state.counters["candidates"] = candidates;
  state.counters["gap"] = gap;
  state.counters["expected_found"] = found;
  state.counters["violations"] = violations;
  std::filesystem::remove_all(folder);
}
BENCHMARK(plan_city_from_files)->Unit(benchmark::kMillisecond)->UseRealTime()->MinTime(5);

}  // namespace
