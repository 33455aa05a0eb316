// domains.hpp: the population and the sample of one domain, as columns.
#pragma once

#include <string>
#include <vector>

#include "outcomes/join.hpp"

namespace sightline::outcomes {

struct SampleUnit {
  std::uint32_t candidate = 0;
  double expansion = 1;
  Index stratum = 0;  // category and laboratory of its line
  std::uint32_t tested = 0, nonconforming = 0;
  double sensitivity = 1;
};

struct DomainData {
  std::string domain, value;
  std::vector<double> weight, volume, chance;  // of candidates with a chance of being drawn
  std::vector<std::uint8_t> certain;           // of them, likewise
  std::vector<Index> unit, stratum;
  std::vector<double> expansion, sensitivity;
  std::vector<std::uint32_t> tested, nonconforming;
  std::uint32_t without_chance = 0;
  [[nodiscard]] SurveyUnits units(Weighting weighting) const {
    return {weighting == Weighting::volume ? volume : weight, chance, certain};
  }
  [[nodiscard]] SurveySample sample() const { return {unit, expansion, stratum, tested, nonconforming, sensitivity}; }
};

// total, then the values of category, district, channel and size in the order of their bytes; unknown values ("") too.
[[nodiscard]] std::vector<DomainData> divide(const Population& population, const std::vector<SampleUnit>& sample);

// The rate of a domain drawn towards what the model, moved by the total's shift, expects of it.
struct ShrinkDomain {
  const DomainData* data = nullptr;
  RateEstimate own;  // assisted
};
[[nodiscard]] std::vector<RateEstimate> shrink(const std::vector<ShrinkDomain>& domains, Weighting weighting,
                                               const RateEstimate& total, double level);

}  // namespace sightline::outcomes
