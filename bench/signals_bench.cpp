// Measuring signals: a whole generic model by decades of events, each kind of sweep alone, and on public data the whole
// model and the event kernels of one city (the folders of SIGHTLINE_SHARED_DATA, skipped where they are absent).
#include "sightline/signals.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "instances/generated_city.hpp"
#include "instances/generic_signals.hpp"
#include "instances/growth.hpp"

namespace sightline {
namespace {

void measure(benchmark::State& state, const std::string& series, const std::vector<SignalSpec>& specs) {
  const Evidence evidence = bench::GeneratedCity(static_cast<std::size_t>(state.range(0))).take();
  const Ledger ledger = build_ledger(evidence);
  bench::Growth growth(state, series, static_cast<double>(state.range(0)));
  Signals signals;
  for ([[maybe_unused]] auto each : state) growth.time([&] { signals = measure_signals(ledger, specs); });
  state.counters["signals"] = static_cast<double>(signals.specs.size());
  state.counters["rows"] = static_cast<double>(signals.rows() + ledger.frame.size());
}

void whole_model(benchmark::State& state) { measure(state, "whole model", bench::generic_signals()); }
BENCHMARK(whole_model)->Arg(2'000)->Arg(20'000)->Arg(200'000)->Unit(benchmark::kMillisecond);

SignalSpec decayed(Aggregate aggregate, const char* source, const char* scope = "enterprise") {
  SignalSpec spec = bench::optional_signal(aggregate, source, scope);
  spec.half_life_days = 180;
  return spec;
}

void own_count(benchmark::State& state) { measure(state, "own count", {decayed(Aggregate::count, "complaints")}); }
BENCHMARK(own_count)->Arg(2'000)->Arg(20'000)->Arg(200'000)->Arg(2'000'000)->Unit(benchmark::kMillisecond);

void peer_rate(benchmark::State& state) {
  SignalSpec spec = decayed(Aggregate::rate, "nonconforming", "name");
  spec.others = true;
  measure(state, "peer rate", {spec});
}
BENCHMARK(peer_rate)->Arg(2'000)->Arg(20'000)->Arg(200'000)->Arg(2'000'000)->Unit(benchmark::kMillisecond);

void last_result(benchmark::State& state) {
  measure(state, "last result", {decayed(Aggregate::last, "nonconforming")});
}
BENCHMARK(last_result)->Arg(2'000)->Arg(20'000)->Arg(200'000)->Arg(2'000'000)->Unit(benchmark::kMillisecond);

void nearest_rate(benchmark::State& state) {
  SignalSpec spec = decayed(Aggregate::rate, "nonconforming");
  spec.nearest = 30;
  measure(state, "nearest rate", {spec});
}
BENCHMARK(nearest_rate)->Arg(2'000)->Arg(20'000)->Arg(200'000)->Arg(2'000'000)->Unit(benchmark::kMillisecond);

void kernel(benchmark::State& state) {
  SignalSpec spec = decayed(Aggregate::count, "complaints");
  spec.within_m = 500;
  spec.kernel = Kernel::quadratic;
  measure(state, "kernel", {spec});
}
BENCHMARK(kernel)->Arg(2'000)->Arg(20'000)->Arg(200'000)->Arg(2'000'000)->Unit(benchmark::kMillisecond);

// Argument: the city; then 0 for the whole model, else the width of one kernel of complaints in metres.
constexpr const char* cities[] = {"sf-restaurants", "louisville-restaurants", "boston-restaurants", "chicago-food"};

void real_city(benchmark::State& state) {
  namespace fs = std::filesystem;
  const char* shared = std::getenv("SIGHTLINE_SHARED_DATA");
  const fs::path data = shared != nullptr ? fs::path(shared) : fs::path(SIGHTLINE_SOURCE_DIR) / "../shared/data";
  const char* city = cities[state.range(0)];
  state.SetLabel(city);
  if (!fs::exists(data / city)) {
    state.SkipWithError("the public data are absent");
    return;
  }
  const Ledger ledger = build_ledger(read_evidence((data / city).string()));
  std::vector<SignalSpec> specs = bench::generic_signals();
  if (state.range(1) > 0) {
    specs = {decayed(Aggregate::count, "complaints"), decayed(Aggregate::count, "burglaries")};
    for (SignalSpec& spec : specs) spec.within_m = static_cast<double>(state.range(1)), spec.kernel = Kernel::quadratic;
  }
  bench::Growth growth(state, std::string(city) + std::to_string(state.range(1)), 1);
  Signals signals;
  for ([[maybe_unused]] auto each : state) growth.time([&] { signals = measure_signals(ledger, specs); });
  state.counters["signals"] = static_cast<double>(signals.specs.size());
  state.counters["rows"] = static_cast<double>(signals.rows() + ledger.frame.size());
}
BENCHMARK(real_city)
    ->ArgsProduct({{0, 1, 2, 3}, {0}})
    ->ArgsProduct({{3}, {300, 800, 1500}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sightline
