#include <benchmark/benchmark.h>

#include "instances/allocation_instances.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline {
namespace {

void solve_city(benchmark::State& state) {
  const auto shape = static_cast<InstanceShape>(state.range(1));
  const AllocationProblem problem = allocation_instance(static_cast<std::size_t>(state.range(0)), shape, 1);
  AllocationOptions options;
  Allocation found;
  for (auto _ : state) found = solve_allocation(problem, options);
  state.SetLabel(name_of(shape));
  state.counters["objective"] = found.objective;
  state.counters["bound"] = found.bound;
  state.counters["gap"] = found.gap;
}
BENCHMARK(solve_city)->ArgsProduct({{1000, 5000}, {0, 1, 2, 3}})->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace sightline
