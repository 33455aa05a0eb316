// Whole datasets by decades: a county, the city, a province, a million enterprises; bytes as written.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "sightline/simulate.hpp"

namespace {

void simulate_city_of(benchmark::State& state) {
  const auto folder = std::filesystem::temp_directory_path() / "sightline-simulate-bench";
  const double enterprises = static_cast<double>(state.range(0));
  for (auto _ : state) {
    const auto summary = sightline::simulate_city(SIGHTLINE_SOURCE_DIR "/examples/yangquan/scenario.yaml",
                                                  folder.string(), {.seed = 1, .scale = enterprises / 1829, .run = {}});
    benchmark::DoNotOptimize(summary.lines.size());
  }
  double bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) bytes += static_cast<double>(entry.file_size());
  state.counters["enterprises_per_second"] =
      benchmark::Counter(enterprises * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.counters["megabytes"] = bytes / 1e6;
  std::filesystem::remove_all(folder);
}
BENCHMARK(simulate_city_of)
    ->Arg(183)
    ->Arg(1829)
    ->Arg(18290)
    ->Arg(182900)
    ->Arg(1005950)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
