#include <cmath>
#include <map>

#include "outcomes/estimate/domains.hpp"

namespace sightline::outcomes {
namespace {

constexpr double least_chance = 1e-6;

// Unknown volumes count as the mean of the category's known ones, 1 where none is known.
std::vector<double> volumes_of(const Population& population) {
  std::map<std::string, std::pair<double, double>> known;
  for (std::size_t c = 0; c < population.size(); ++c)
    if (population.volume[c] >= 0) {
      auto& [sum, count] = known[population.category_id[c]];
      sum += population.volume[c], count += 1;
    }
  std::vector<double> volumes(population.size());
  for (std::size_t c = 0; c < population.size(); ++c) {
    const auto& [sum, count] = known[population.category_id[c]];
    volumes[c] = population.volume[c] >= 0 ? population.volume[c] : count > 0 ? sum / count : 1;
  }
  return volumes;
}

void add_kind(const Population& population, const std::vector<SampleUnit>& sample, const std::vector<double>& volumes,
              const std::string& domain, const std::vector<std::string>& values, std::vector<DomainData>& all) {
  std::map<std::string_view, std::size_t> position;
  for (const std::string& value : values) position.emplace(value, 0);
  for (auto& [value, at] : position) {
    at = all.size();
    all.push_back({});
    all.back().domain = domain;
    all.back().value = value;
  }
  std::vector<Index> unit(population.size(), no_index);
  for (std::size_t c = 0; c < population.size(); ++c) {
    DomainData& data = all[position.at(values[c])];
    if (!(population.inclusion_probability[c] > 0)) {
      ++data.without_chance;
      continue;
    }
    unit[c] = static_cast<Index>(data.weight.size());
    data.weight.push_back(1);
    data.volume.push_back(volumes[c]);
    data.certain.push_back(population.inclusion_probability[c] >= 1 ? 1 : 0);
    data.chance.push_back(std::min(std::max(population.chance[c], least_chance), 1 - least_chance));
  }
  for (const SampleUnit& tested : sample) {
    if (unit[tested.candidate] == no_index) continue;
    DomainData& data = all[position.at(values[tested.candidate])];
    data.unit.push_back(unit[tested.candidate]);
    data.stratum.push_back(tested.stratum);
    data.expansion.push_back(tested.expansion);
    data.sensitivity.push_back(tested.sensitivity);
    data.tested.push_back(tested.tested);
    data.nonconforming.push_back(tested.nonconforming);
  }
}

}  // namespace

std::vector<DomainData> divide(const Population& population, const std::vector<SampleUnit>& sample) {
  const std::vector<double> volumes = volumes_of(population);
  std::vector<DomainData> all;
  const auto add = [&](const char* domain, const std::vector<std::string>& values) {
    add_kind(population, sample, volumes, domain, values, all);
  };
  add("total", std::vector<std::string>(population.size()));
  add("category", population.category_id);
  add("district", population.district);
  add("channel", population.channel);
  add("size", population.size_class);
  return all;
}

}  // namespace sightline::outcomes
