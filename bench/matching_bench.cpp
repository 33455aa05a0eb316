// Times match_names over names and registers of equal size; top1 = share of names whose best entry has the text of the
// one meant, so that speed cannot be bought with quality.
#include <benchmark/benchmark.h>

#include "instances/generated_names.hpp"

namespace {

using namespace sightline;

void BM_MatchNames(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const bench::GeneratedNames made = bench::generate_names(size, size, 1);
  const NameTable names = bench::GeneratedNames::table(made.names),
                  entries = bench::GeneratedNames::table(made.entries);
  double found = 0;
  for (auto _ : state) {
    const Matches matches = match_names(names, entries);
    found = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const auto best = matches.of(i);
      found += !best.empty() && made.entries[best[0].entry] == made.entries[made.meant[i]] ? 1 : 0;
    }
  }
  state.counters["names_per_s"] =
      benchmark::Counter(static_cast<double>(size), benchmark::Counter::kIsIterationInvariantRate);
  state.counters["top1"] = found / static_cast<double>(size);
  state.SetComplexityN(state.range(0));
}
BENCHMARK(BM_MatchNames)
    ->RangeMultiplier(10)
    ->Range(1'000, 1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->Complexity();

}  // namespace
