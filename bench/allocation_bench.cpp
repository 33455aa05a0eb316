#include <benchmark/benchmark.h>

#include "instances/allocation_instances.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline {
namespace {

// Gap asked for at a size: what a plan of it deserves.
double gap_at(std::int64_t candidates) { return candidates <= 1000 ? 1e-4 : candidates <= 10000 ? 1e-5 : 2e-6; }

void time_region(benchmark::State& state, bool whole_model) {
  const auto shape = static_cast<InstanceShape>(state.range(1));
  const AllocationProblem problem = allocation_instance(static_cast<std::size_t>(state.range(0)), shape, 1);
  AllocationOptions options;
  options.gap = gap_at(state.range(0));
  options.whole_model = whole_model;
  if (whole_model) options.time_limit_s = 120;
  Allocation found;
  for (auto _ : state) found = solve_allocation(problem, options);
  state.SetLabel(name_of(shape));
  state.counters["objective"] = found.objective;
  state.counters["bound"] = found.bound;
  state.counters["gap"] = found.gap;
  state.counters["violations"] = static_cast<double>(check_allocation(problem, found.choice).size());
}

void by_prices(benchmark::State& state) { time_region(state, false); }
BENCHMARK(by_prices)
    ->ArgsProduct({{1000, 10000, 100000}, {0, 1, 2, 3}})
    ->ArgsProduct({{1000000}, {1}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Iterations(1);

// The same problems handed whole to CBC.
void by_cbc(benchmark::State& state) { time_region(state, true); }
BENCHMARK(by_cbc)->ArgsProduct({{1000, 10000}, {0}})->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);

}  // namespace
}  // namespace sightline
