#include <benchmark/benchmark.h>

#include <cmath>
#include <numeric>
#include <string>

#include "draw/lottery/lawful_draw.hpp"
#include "draw/lottery/tickets.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {
namespace {

// n candidates of 25 categories and 10 districts, probabilities about 0.02 whose totals are whole per category; a share
// of the enterprises has several candidates.
struct Register {
  LawfulLines lines;
  std::vector<std::string> enterprise;
  std::vector<std::string> category;
};

Register make_register(std::size_t n, bool several) {
  Rng rng(1, 2);
  Register made;
  LawfulLines& lines = made.lines;
  constexpr Index categories = 25, districts = 10;
  for (Index c = 0; c < categories; ++c) {
    lines.row_class.push_back(c);
    made.category.push_back("category-" + std::to_string(c));
  }
  lines.row_classes = categories;
  lines.columns = districts;
  const std::size_t enterprises = several ? n / 3 : n;
  std::vector<Index> last(categories, no_index);
  std::vector<std::uint64_t> total(categories);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t e = i * enterprises / n;
    lines.row.push_back(static_cast<Index>(rng.below(categories)));
    lines.column.push_back(static_cast<Index>(mix64(e) % districts));
    lines.group.push_back(several ? static_cast<Index>(e) : no_index);
    lines.units.push_back(whole_units / 100 + rng.below(whole_units / 50));
    lines.order.push_back(static_cast<Index>(i));
    made.enterprise.push_back("91140300MA" + std::to_string(10'000'000 + e));
    last[lines.row[i]] = static_cast<Index>(i);
    total[lines.row[i]] += lines.units[i];
  }
  for (Index c = 0; c < categories; ++c) lines.units[last[c]] += (whole_units - total[c] % whole_units) % whole_units;
  lines.groups = several ? enterprises : 0;
  return made;
}

class BenchDice : public LawfulDice {
 public:
  BenchDice(const Register& made, const TicketBook& book) : made_(made), book_(book) {}
  bool duel(Index line, std::uint64_t favourable, std::uint64_t total) override {
    return book_.ticket("line", line + 1, made_.enterprise[line], made_.category[made_.lines.row[line]]).below(total) <
           favourable;
  }
  bool turn(std::uint64_t counter, FlowKind, Index, std::uint64_t favourable, std::uint64_t total) override {
    return book_.ticket("turn", counter, "").below(total) < favourable;
  }

 private:
  const Register& made_;
  const TicketBook& book_;
};

void lawful_draw(benchmark::State& state) {
  const Register made = make_register(static_cast<std::size_t>(state.range(0)), state.range(1) != 0);
  const TicketBook book(seed_of("commitment", "beacon"));
  std::vector<std::uint16_t> batches;
  for (auto _ : state) {
    BenchDice dice(made, book);
    batches = draw_lawfully(made.lines, dice);
  }
  state.SetLabel(state.range(1) != 0 ? "three candidates per enterprise" : "one candidate per enterprise");
  state.counters["drawn"] = std::accumulate(batches.begin(), batches.end(), 0.0);
}
BENCHMARK(lawful_draw)->ArgsProduct({{10'000, 100'000, 1'000'000}, {0, 1}})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sightline
