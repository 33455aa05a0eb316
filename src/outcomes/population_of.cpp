#include <cmath>
#include <limits>

#include "ledger/columns.hpp"
#include "sightline/base/error.hpp"
#include "sightline/outcomes.hpp"

namespace sightline {
namespace {

void add_lines(const Ledger& ledger, const PlanLines& lines, Population& population) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Index c = lines.candidate[i];
    if (lines.inclusion_probability[i] <= population.inclusion_probability[c]) continue;
    population.inclusion_probability[c] = lines.inclusion_probability[i];
    population.batches[c] = lines.batches[i];
    population.stream[c] = lines.stream[i];
    population.lab_id[c] = std::string(ledger.text(lines.lab[i]));
  }
}

}  // namespace

Population population_of(const Ledger& ledger, const Risk& risk, const Plan& plan) {
  const Frame& frame = ledger.frame;
  if (risk.frame_fingerprint != frame.fingerprint || plan.frame_fingerprint != frame.fingerprint)
    throw Error(ErrorCode::usage, "population_of: risk or plan is of another frame than the ledger");
  const auto sizes = ids_of(ledger.enterprises.table.get(), "size"),
             channels = ids_of(ledger.enterprises.table.get(), "channel");
  const auto names = ids_of(ledger.enterprises.table.get(), "name"),
             category_names = ids_of(ledger.categories.table.get(), "name");
  const auto cell = [&ledger](std::span<const Id> cells, std::uint32_t row) {
    return std::string(row == no_index ? "" : ledger.text(id_at(cells, row)));
  };
  Population population;
  for (std::size_t c = 0; c < frame.size(); ++c) {
    const Index e = frame.enterprise[c], k = frame.category[c];
    const std::uint32_t row = ledger.enterprises.source_row[e];
    const Index district = ledger.district_of.empty() ? no_index : ledger.district_of[e];
    population.enterprise_id.emplace_back(ledger.text(ledger.enterprises.id[e]));
    population.category_id.emplace_back(ledger.text(ledger.categories.id[k]));
    population.district.emplace_back(district == no_index ? "" : ledger.text(ledger.districts.id[district]));
    population.size_class.push_back(cell(sizes, row));
    population.channel.push_back(cell(channels, row));
    population.enterprise_name.push_back(cell(names, row));
    population.category_name.push_back(cell(category_names, ledger.categories.source_row[k]));
    population.volume.push_back(c < frame.volume.size() ? frame.volume[c] : std::nan(""));
    population.chance.push_back(risk.probability[c]);
    population.sensitivity.push_back(k < ledger.test_sensitivity.size() ? ledger.test_sensitivity[k] : 1);
  }
  population.inclusion_probability.assign(frame.size(), 0);
  population.batches.assign(frame.size(), 0);
  population.stream.assign(frame.size(), Stream::random);
  population.lab_id.assign(frame.size(), "");
  add_lines(ledger, plan.lines, population);
  population.common_sd = risk.fit.weights.empty() ? 0 : risk.fit.weights.front().sd;
  population.as_of = ledger.as_of;
  population.start = plan.start;
  population.end = plan.end;
  population.synthetic = ledger.synthetic;
  return population;
}

}  // namespace sightline
