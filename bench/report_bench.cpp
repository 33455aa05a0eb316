// Time to write scores: decades of candidates, 40 terms of which a third are nonzero.
#include <benchmark/benchmark.h>

#include "sightline/base/rng.hpp"
#include "sightline/report.hpp"

namespace {

using namespace sightline;

struct City {
  Ledger ledger;
  Risk risk;
};

City city_of(std::size_t candidates) {
  City city;
  auto pool = std::make_shared<StringPool>();
  Rng rng(1);
  for (std::size_t e = 0; e < candidates / 4 + 1; ++e)
    city.ledger.enterprises.id.push_back(pool->intern("91140300MA0" + std::to_string(e)));
  for (int c = 0; c < 25; ++c) city.ledger.categories.id.push_back(pool->intern("category-" + std::to_string(c)));
  city.ledger.enterprises.source_row.assign(city.ledger.enterprises.size(), no_index);
  city.ledger.categories.source_row.assign(25, no_index);
  city.ledger.pool = pool;
  constexpr std::size_t terms = 40;
  city.risk.contribution.assign(terms, std::vector<double>(candidates));
  for (std::size_t t = 0; t < terms; ++t) {
    city.risk.terms.push_back("signal_" + std::to_string(t));
    for (double& x : city.risk.contribution[t]) x = rng.below(3) == 0 ? rng.normal() : 0;
  }
  for (std::size_t c = 0; c < candidates; ++c) {
    city.ledger.frame.enterprise.push_back(static_cast<Index>(c / 4));
    city.ledger.frame.category.push_back(static_cast<Index>(c % 25));
    city.risk.rank.push_back(static_cast<std::uint32_t>(c));
  }
  for (auto* column : {&city.risk.probability, &city.risk.lower, &city.risk.upper, &city.risk.harm, &city.risk.points,
                       &city.risk.logit})
    for (std::size_t c = 0; c < candidates; ++c) column->push_back(rng.uniform());
  city.risk.grades = {"A"};
  city.risk.grade.assign(candidates, 0);
  return city;
}

void to_csv_scores_of(benchmark::State& state) {
  const City city = city_of(static_cast<std::size_t>(state.range(0)));
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string text = to_csv_scores(city.ledger, city.risk);
    bytes += text.size();
    benchmark::DoNotOptimize(text.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.SetComplexityN(state.range(0));
}
BENCHMARK(to_csv_scores_of)
    ->RangeMultiplier(10)
    ->Range(10'000, 1'000'000)
    ->Complexity()
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
