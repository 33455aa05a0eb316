// Building the ledger, by decades of events; a quarter as many enterprises, half as many candidates.
#include "sightline/ledger.hpp"

#include <benchmark/benchmark.h>

#include "instances/generated_city.hpp"
#include "instances/growth.hpp"

namespace sightline {
namespace {

void build(benchmark::State& state) {
  const Evidence evidence = bench::GeneratedCity(static_cast<std::size_t>(state.range(0))).take();
  bench::Growth growth(state, "build_ledger", static_cast<double>(state.range(0)));
  std::size_t candidates = 0;
  for ([[maybe_unused]] auto each : state) growth.time([&] { candidates = build_ledger(evidence).frame.size(); });
  state.counters["candidates"] = static_cast<double>(candidates);
  state.counters["events/s"] =
      benchmark::Counter(static_cast<double>(state.range(0)), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(build)->Arg(2'000)->Arg(20'000)->Arg(200'000)->Arg(2'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sightline
