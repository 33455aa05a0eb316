// city_rounds.hpp: rounds of simulated cities whose truth is known: planned once per city, drawn and tested as often as
// wanted, judged each time.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sightline/base/rng.hpp"
#include "sightline/outcomes.hpp"
#include "sightline/sightline.hpp"
#include "simulate/simulated_city.hpp"

namespace sightline::testing {

inline const std::string yangquan_folder = SIGHTLINE_SOURCE_DIR "/examples/yangquan/";

class CityOfRounds {
 public:
  CityOfRounds(std::uint64_t seed, const Policy& policy) : seed_(seed), city_(yangquan, SimulateOptions{.seed = seed}) {
    ledger = build_ledger(read_evidence(city_.path()), {.as_of = Date(2021, 6, 30)});
    const RiskModel model = load_risk_model(yangquan_folder + "model.yaml");
    risk = assess_risk(ledger, measure_signals(ledger, model.signals, signal_options(model)), model);
    plan = make_plan(ledger, risk, policy);
    population = population_of(ledger, risk, plan);
    const auto known = city_.truth();
    for (std::size_t c = 0; c < population.size(); ++c) {
      truth.push_back(known.at(population.enterprise_id[c] + "/" + population.category_id[c]));
      position_[population.enterprise_id[c] + "/" + population.category_id[c]] = c;
    }
  }

  // Nonconforming batches that a plan finds on average when the truth decides.
  [[nodiscard]] double finds(const Plan& other) const {
    double sum = 0;
    for (std::size_t i = 0; i < other.lines.size(); ++i)
      sum += other.lines.inclusion_probability[i] * other.lines.batches[i] * truth[other.lines.candidate[i]];
    return sum;
  }

  // The mean truth over the candidates with a chance, of one category or ("") of all.
  [[nodiscard]] double rate(const std::string& category = "") const {
    double sum = 0, count = 0;
    for (std::size_t c = 0; c < population.size(); ++c)
      if (population.inclusion_probability[c] > 0 && (category.empty() || population.category_id[c] == category))
        sum += truth[c], count += 1;
    return sum / count;
  }

  // One more draw, tested: every batch fails with the truth of its candidate times what the test can see; one visit in
  // 25 brings no sample, and the reserves of its stratum step in.
  [[nodiscard]] Outcomes round(std::uint64_t number, const OutcomeOptions& options) const {
    DrawOptions draw_options;
    draw_options.beacon = "round " + std::to_string(number);
    const Draw draw = draw_sample(ledger, plan, draw_options);
    Rng rng(seed_, 1'000'000 + number);
    Results results;
    std::map<std::string, std::size_t> next;
    for (const DrawLine& line : draw.lines) {
      if (visit(line.enterprise_id, line.category_id, line.batches, rng, results) || line.stream != Stream::random)
        continue;
      for (std::size_t& r = next[line.stratum]; r < draw.reserves.size();) {
        const Reserve& reserve = draw.reserves[r++];
        if (reserve.stratum == line.stratum && visit(reserve.enterprise_id, reserve.category_id, 1, rng, results))
          break;
      }
    }
    return judge_outcomes(population, draw, results, options);
  }

  Ledger ledger;
  Risk risk;
  Plan plan;
  Population population;
  std::vector<double> truth;  // per candidate

 private:
  bool visit(const std::string& enterprise, const std::string& category, std::uint32_t batches, Rng& rng,
             Results& results) const {
    const std::size_t c = position_.at(enterprise + "/" + category);
    const bool sampled = rng.uniform() >= 0.04;
    std::uint32_t failed = 0;
    for (std::uint32_t batch = 0; sampled && batch < batches; ++batch)
      failed += rng.uniform() < truth[c] * population.sensitivity[c] ? 1U : 0U;
    const Result result = !sampled ? Result::refused : failed > 0 ? Result::nonconforming : Result::conforming;
    results.inspection_id.push_back("S" + std::to_string(results.size() + 1));
    results.enterprise_id.push_back(enterprise);
    results.category_id.push_back(category);
    results.lab_id.emplace_back();
    results.date.push_back(population.start + 30);
    results.known.push_back(population.start + 50);
    results.revised_on.push_back(Date{});
    results.result.push_back(result);
    results.revised_result.push_back(result);
    results.batches.push_back(batches);
    results.nonconforming.push_back(failed);
    results.line.push_back(results.size());
    return sampled;
  }

  std::uint64_t seed_;
  SimulatedCity city_;
  std::map<std::string, std::size_t> position_;
};

}  // namespace sightline::testing
