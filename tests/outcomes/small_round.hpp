// small_round.hpp: a population, a draw from it and results, written by hand.
#pragma once

#include <cmath>
#include <limits>
#include <string>

#include "sightline/outcomes.hpp"

namespace sightline::testing {

struct SmallRound {
  Population population;
  Draw draw;
  Results results;

  SmallRound() {
    population.as_of = Date(2021, 6, 30);
    population.start = Date(2021, 7, 1);
    population.end = Date(2021, 12, 31);
  }

  SmallRound& candidate(const std::string& enterprise, const std::string& category, double pi, double chance = 0.05,
                        Stream stream = Stream::random, const std::string& district = "north", double volume = 1) {
    population.enterprise_id.push_back(enterprise);
    population.category_id.push_back(category);
    population.district.push_back(district);
    population.size_class.push_back("small");
    population.channel.push_back("shop");
    population.enterprise_name.push_back("name of " + enterprise);
    population.category_name.push_back("");
    population.volume.push_back(volume);
    population.chance.push_back(chance);
    population.sensitivity.push_back(1);
    population.inclusion_probability.push_back(pi);
    population.batches.push_back(pi > 0 ? 1 : 0);
    population.stream.push_back(stream);
    population.lab_id.push_back("lab");
    return *this;
  }

  [[nodiscard]] std::size_t position(const std::string& enterprise, const std::string& category) const {
    for (std::size_t c = 0; c < population.size(); ++c)
      if (population.enterprise_id[c] == enterprise && population.category_id[c] == category) return c;
    return population.size();
  }

  SmallRound& drawn(const std::string& enterprise, const std::string& category, std::uint16_t batches = 1) {
    const std::size_t c = position(enterprise, category);
    DrawLine line;
    line.enterprise_id = enterprise;
    line.category_id = category;
    line.lab_id = "lab";
    line.stratum = category + "/" + (c < population.size() ? population.district[c] : "north");
    line.stream = c < population.size() ? population.stream[c] : Stream::random;
    line.batches = batches;
    line.inclusion_probability = c < population.size() ? population.inclusion_probability[c] : 0.5;
    line.units = static_cast<std::uint32_t>(std::lround(line.inclusion_probability * 1e9));
    draw.lines.push_back(line);
    return *this;
  }

  SmallRound& reserve(const std::string& enterprise, const std::string& category, std::uint32_t order) {
    Reserve reserve;
    reserve.enterprise_id = enterprise;
    reserve.category_id = category;
    reserve.stratum = category + "/" + population.district[position(enterprise, category)];
    reserve.order = order;
    draw.reserves.push_back(reserve);
    return *this;
  }

  SmallRound& result(const std::string& enterprise, const std::string& category, Result result,
                     Date date = Date(2021, 8, 1), std::uint32_t batches = 1, std::uint32_t failed = 1) {
    results.inspection_id.push_back("S" + std::to_string(results.size() + 1));
    results.enterprise_id.push_back(enterprise);
    results.category_id.push_back(category);
    results.lab_id.push_back("lab");
    results.date.push_back(date);
    results.known.push_back(date + 10);
    results.revised_on.push_back(Date{});
    results.result.push_back(result);
    results.revised_result.push_back(result);
    results.batches.push_back(batches);
    results.nonconforming.push_back(failed);
    results.line.push_back(results.size() + 1);
    return *this;
  }

  SmallRound& retested(Result result, Date day) {  // the last result
    results.revised_result.back() = result;
    results.revised_on.back() = day;
    return *this;
  }

  [[nodiscard]] Outcomes judge(const OutcomeOptions& options = {}) const {
    return judge_outcomes(population, draw, results, options);
  }
};

// The estimate of a domain; quoted ones unless an estimator is asked for.
inline Estimate find(const Outcomes& outcomes, const std::string& domain, const std::string& value = "",
                     Estimator estimator = Estimator::assisted, Weighting weighting = Weighting::candidates) {
  for (const Estimate& estimate : outcomes.estimates)
    if (estimate.domain == domain && estimate.value == value && estimate.estimator == estimator &&
        estimate.weighting == weighting)
      return estimate;
  return {};
}

}  // namespace sightline::testing
