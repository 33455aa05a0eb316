// Times make_plan and check_plan by decades of candidates, with the quality of the plan beside the time.
#include <benchmark/benchmark.h>

#include "instances/plan_city.hpp"

namespace sightline {
namespace {

const char* const directed_only = R"(policy: sightline.policy/1
rules:
  - {id: six, no_repeat: 6m, except: follow_up}
  - {id: back, follow_up: nonconforming, within: 1y}
  - {id: cats, per: category, max_share: 0.2}
  - {id: cap, per: enterprise, max_batches: 4, except: follow_up}
  - {id: rot, labs: no_consecutive}
)";

const char* const both_streams = R"(policy: sightline.policy/1
objective: {unpredictability: 0.005}
streams:
  random: {min_share: 0.3, floor: 0.002, ceiling: 0.8}
  directed: {needs: [complaint, past_failure]}
rules:
  - {id: six, no_repeat: 6m, except: follow_up}
  - {id: back, follow_up: nonconforming, within: 1y}
  - {id: cats, per: category, max_share: 0.2}
  - {id: districts, per: district, min_share: 0.02}
  - {id: cap, per: enterprise, max_batches: 4, max_visits_per_year: 3, except: follow_up}
  - {id: rot, labs: no_consecutive}
)";

void report(benchmark::State& state, const PlanCity& city, const Plan& plan) {
  state.counters["candidates"] = static_cast<double>(city.ledger.frame.size());
  state.counters["objective"] = plan.objective;
  state.counters["bound"] = plan.bound;
  state.counters["gap"] = plan.gap;
  state.counters["lines"] = static_cast<double>(plan.lines.size());
  state.SetComplexityN(state.range(0));
}

void plan_city(benchmark::State& state, const char* yaml) {
  const PlanCity city(static_cast<std::size_t>(state.range(0)), 1);
  const Policy policy = parse_policy(yaml, "bench.yaml");
  PlanOptions options;
  options.budget = city.budget();
  Plan plan;
  for (auto _ : state) plan = make_plan(city.ledger, city.risk, policy, options);
  report(state, city, plan);
}

void make_directed_plan(benchmark::State& state) { plan_city(state, directed_only); }
void make_plan_of_both_streams(benchmark::State& state) { plan_city(state, both_streams); }

void check_plan_of_both_streams(benchmark::State& state) {
  const PlanCity city(static_cast<std::size_t>(state.range(0)), 1);
  const Policy policy = parse_policy(both_streams, "bench.yaml");
  PlanOptions options;
  options.budget = city.budget();
  const Plan plan = make_plan(city.ledger, city.risk, policy, options);
  for (auto _ : state) benchmark::DoNotOptimize(check_plan(city.ledger, policy, plan));
  report(state, city, plan);
}

BENCHMARK(make_directed_plan)->Arg(1000)->Arg(5000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(make_plan_of_both_streams)->Arg(1000)->Arg(5000)->Arg(10000)->Arg(100000)->Unit(benchmark::kMillisecond);
BENCHMARK(check_plan_of_both_streams)->Arg(5000)->Arg(100000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sightline
