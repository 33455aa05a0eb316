// Times the draw by decades. One thread is used throughout.
//
// lawful/LINES/SEVERAL       the names alone, from columns in memory: one random line per enterprise, or about three
// register/LINES             from the register's text to a whole draw: reading, names, reserves, windows
// local_pivotal/N/DIMENSIONS  and cube/N/TOTALS/STRATA; `imbalance` is the mean relative error of the balanced totals
// peers_...                  the same populations for bench/peers/draw_peers.R, written to SIGHTLINE_PEERS_DIR when set
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <string>

#include "draw/lottery/register_dice.hpp"
#include "draw/register.hpp"
#include "instances/growth.hpp"
#include "sightline/base/hash.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/draw.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {
namespace {

using bench::Growth;

// A register of random lines: 25 categories, 10 districts, probabilities about 0.02 whose totals are whole.
std::string make_register(std::size_t lines, bool several) {
  constexpr std::size_t categories = 25, districts = 10;
  Rng rng(1, 2);
  struct Line {
    std::size_t enterprise, category;
    std::uint64_t units;
  };
  std::vector<Line> made;
  std::vector<std::uint64_t> total(categories);
  std::vector<std::size_t> last(categories);
  for (std::size_t i = 0; i < lines; ++i) {
    const std::size_t enterprise = several ? i / 3 : i;
    const std::size_t category = several ? (rng.below(8) * 3 + i % 3) % categories : rng.below(categories);
    if (several && i % 3 > 0 && made.back().category >= category) continue;  // in order, each once
    made.push_back({enterprise, category, whole_units / 100 + rng.below(whole_units / 50)});
    total[category] += made.back().units;
    last[category] = made.size() - 1;
  }
  for (std::size_t c = 0; c < categories; ++c)
    if (total[c] > 0) made[last[c]].units += (whole_units - total[c] % whole_units) % whole_units;
  for (Line& line : made) line.units = std::min<std::uint64_t>(line.units, whole_units);
  std::string text =
      "sightline register 1\nas_of\t2021-06-30\nround\t2022-01-01\t2022-12-31\npolicy\t0\nunit\t1000000000\n"
      "quarter\t2022-01-01\t2022-12-31\t1000000000000\nwindow\t14\nlines\t" +
      std::to_string(made.size()) + "\ninspectors\t0\npoints\t0\n";
  for (std::size_t i = 0; i < made.size(); ++i) {
    const auto& [enterprise, category, units] = made[i];
    text += "91140300MA" + std::to_string(10'000'000 + enterprise) + "\tcategory-" + std::to_string(10 + category) +
            "\tdistrict-" + std::to_string(mix64(enterprise) % districts) + "\tlab\trandom\t1\t" +
            std::to_string(units) + "\t120000\t" + std::to_string(i + 1) + "\n";
  }
  return text;
}

void lawful(benchmark::State& state) {
  const std::string text = make_register(static_cast<std::size_t>(state.range(0)), state.range(1) != 0);
  const Register source = read_register(text);
  const Lottery lottery = lottery_of(source.lines);
  const TicketBook book(seed_of(to_hex(sha256(text)), "beacon"));
  std::vector<std::uint16_t> batches;
  {
    Growth growth(state, "lawful" + std::to_string(state.range(1)), static_cast<double>(state.range(0)));
    for (auto _ : state)
      growth.time([&] {
        RegisterDice dice(source.lines, lottery, book);
        batches = draw_lawfully(lottery.lines, dice);
      });
  }
  state.counters["drawn"] = std::accumulate(batches.begin(), batches.end(), 0.0);
}
BENCHMARK(lawful)->ArgsProduct({{10'000, 100'000, 1'000'000}, {0, 1}})->Unit(benchmark::kMillisecond);

void whole_register(benchmark::State& state) {
  const std::string text = make_register(static_cast<std::size_t>(state.range(0)), false);
  DrawOptions options;
  options.beacon = "beacon";
  Draw draw;
  {
    Growth growth(state, "register", static_cast<double>(state.range(0)));
    for (auto _ : state) growth.time([&] { draw = draw_register(text, options); });
  }
  state.counters["drawn"] = static_cast<double>(draw.lines.size());
}
BENCHMARK(whole_register)
    ->Name("register")
    ->RangeMultiplier(10)
    ->Range(10'000, 1'000'000)
    ->Unit(benchmark::kMillisecond);

void local_pivotal(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0)), dimensions = static_cast<std::size_t>(state.range(1));
  Rng rng(3, 4);
  std::vector<double> position(n * dimensions);
  for (double& x : position) x = rng.uniform();
  const std::vector<double> p(n, 0.02);
  std::vector<Index> sample;
  {
    Growth growth(state, "local_pivotal" + std::to_string(dimensions), static_cast<double>(n));
    for (auto _ : state) growth.time([&] { sample = sample_local_pivotal(p, position, dimensions, 1); });
  }
  state.counters["drawn"] = static_cast<double>(sample.size());
}
BENCHMARK(local_pivotal)->ArgsProduct({{10'000, 100'000}, {2, 5}})->Unit(benchmark::kMillisecond);

struct Population {
  std::vector<double> p;
  std::vector<std::vector<double>> x;
  std::vector<Index> stratum;

  // Totals with gamma-distributed values; probabilities about 0.02 that are whole per stratum.
  Population(std::size_t n, std::size_t totals, std::size_t strata) : p(n), x(totals), stratum(n) {
    Rng rng(5, 6);
    std::vector<double> sum(strata);
    for (std::size_t i = 0; i < n; ++i) {
      stratum[i] = static_cast<Index>(i * strata / n);
      p[i] = 0.01 + 0.02 * rng.uniform();
      sum[stratum[i]] += p[i];
    }
    for (std::size_t i = 0; i < n; ++i) p[i] *= std::round(sum[stratum[i]]) / sum[stratum[i]];
    for (auto& column : x) {
      column.resize(n);
      for (double& value : column) value = rng.gamma(2);
    }
  }
  [[nodiscard]] CubeProblem problem() const {
    CubeProblem made{p, {}, stratum};
    for (const auto& column : x) made.balance.emplace_back(column);
    return made;
  }
  [[nodiscard]] double imbalance(const std::vector<Index>& sample) const {
    double mean = 0;
    for (const auto& column : x) {
      const double total = std::accumulate(column.begin(), column.end(), 0.0);
      double estimate = 0;
      for (const Index i : sample) estimate += column[i] / p[i];
      mean += std::abs(estimate / total - 1) / static_cast<double>(x.size());
    }
    return mean;
  }
};

void time_cube(benchmark::State& state, const Population& population, const std::string& series) {
  const CubeProblem problem = population.problem();
  double imbalance = 0;
  std::uint64_t seed = 0;
  {
    Growth growth(state, series, static_cast<double>(population.p.size()));
    for (auto _ : state) {
      std::vector<Index> sample;
      growth.time([&] { sample = sample_cube(problem, ++seed); });
      imbalance += population.imbalance(sample);
    }
  }
  state.counters["imbalance"] = imbalance / static_cast<double>(seed);
}

void cube(benchmark::State& state) {
  const Population population(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
                              static_cast<std::size_t>(state.range(2)));
  time_cube(state, population, "cube" + std::to_string(state.range(1)) + "/" + std::to_string(state.range(2)));
}
BENCHMARK(cube)
    ->Args({100'000, 10, 1})
    ->Args({1'000'000, 10, 1})
    ->Args({10'000, 50, 1})
    ->Args({100'000, 50, 1})
    ->Args({100'000, 10, 250})
    ->Unit(benchmark::kMillisecond);

// p, then the totals one after the other, as doubles of this machine.
void write_population(const Population& population, const std::string& name) {
  const char* folder = std::getenv("SIGHTLINE_PEERS_DIR");  // NOLINT(concurrency-mt-unsafe): one thread
  if (folder == nullptr) return;
  std::ofstream out(std::string(folder) + "/" + name, std::ios::binary);
  const auto write = [&out](const std::vector<double>& column) {
    out.write(reinterpret_cast<const char*>(column.data()),
              static_cast<std::streamsize>(column.size() * sizeof(double)));
  };
  write(population.p);
  for (const auto& column : population.x) write(column);
}

void peers_cube(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0)), totals = static_cast<std::size_t>(state.range(1));
  const Population population(n, totals, 1);
  write_population(population, "cube_" + std::to_string(n) + "_" + std::to_string(totals));
  time_cube(state, population, "peers" + std::to_string(totals));
}
BENCHMARK(peers_cube)
    ->Args({1'000, 5})
    ->Args({10'000, 10})
    ->Args({100'000, 50})
    ->Args({1'000'000, 10})
    ->Unit(benchmark::kMillisecond);

// The lawful draw against R's ordered pivotal on the same number of units: ours also hashes a ticket for each.
void peers_pivotal(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  write_population(Population(n, 0, 1), "pivotal_" + std::to_string(n));
  const std::string text = make_register(n, false);
  const Register source = read_register(text);
  const Lottery lottery = lottery_of(source.lines);
  const TicketBook book(seed_of(to_hex(sha256(text)), "beacon"));
  for (auto _ : state) {
    RegisterDice dice(source.lines, lottery, book);
    benchmark::DoNotOptimize(draw_lawfully(lottery.lines, dice));
  }
}
BENCHMARK(peers_pivotal)->Arg(100'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sightline
