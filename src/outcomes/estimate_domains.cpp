#include <cmath>
#include <limits>
#include <map>

#include "outcomes/estimate/domains.hpp"

namespace sightline::outcomes {
namespace {

std::vector<SampleUnit> sample_of(const Population& population, const Joined& joined) {
  std::map<std::pair<std::string, std::string>, Index> strata;
  std::vector<SampleUnit> sample;
  const auto add = [&](std::uint32_t candidate, std::uint32_t line, double expansion, std::uint32_t tested,
                       std::uint32_t failed) {
    if (tested == 0 || !(expansion > 0)) return;
    const auto stratum =
        strata.emplace(std::pair(population.category_id[line], population.lab_id[line]), strata.size()).first->second;
    sample.push_back({candidate, std::max(1.0, expansion), stratum, tested, std::min(failed, tested),
                      population.sensitivity[candidate]});
  };
  for (const LineOutcome& line : joined.lines)
    add(line.candidate, line.candidate, line.expansion, line.tested, line.nonconforming);
  for (const StandIn& stand_in : joined.stand_ins)
    if (stand_in.line != no_index)
      add(stand_in.candidate, joined.lines[stand_in.line].candidate, stand_in.expansion, stand_in.tested,
          stand_in.nonconforming);
  return sample;
}

Estimate described(const DomainData& data, Weighting weighting, Estimator estimator, const RateEstimate& rate) {
  Estimate estimate;
  estimate.domain = data.domain;
  estimate.value = data.value;
  estimate.weighting = weighting;
  estimate.estimator = estimator;
  estimate.candidates = static_cast<std::uint32_t>(data.weight.size());
  estimate.without_chance = data.without_chance;
  for (std::size_t i = 0; i < data.unit.size(); ++i)
    estimate.tested += data.tested[i], estimate.nonconforming += data.nonconforming[i];
  estimate.hit_rate = estimate.tested > 0
                          ? static_cast<double>(estimate.nonconforming) / static_cast<double>(estimate.tested)
                          : std::numeric_limits<double>::quiet_NaN();
  estimate.failure_rate = rate.value;
  estimate.lower = rate.lower;
  estimate.upper = rate.upper;
  estimate.standard_error = rate.standard_error;
  const double p = rate.value, variance = rate.standard_error * rate.standard_error;
  estimate.effective = variance > 0 ? p * (1 - p) / variance : 0;
  return estimate;
}

// All estimates of one weighting and kind of domain.
class Kind {
 public:
  Kind(const OutcomeOptions& options, Weighting weighting, const RateEstimate& total)
      : options_(options), weighting_(weighting), total_(total) {}

  void estimate(const std::vector<const DomainData*>& domains, std::vector<Estimate>& out) const {
    const bool alone = domains.size() == 1 && domains.front()->domain == "total";
    const bool can_shrink = !alone && total_.value > 0;
    std::vector<ShrinkDomain> own;
    for (const DomainData* data : domains) own.push_back({data, rate(*data, Estimator::assisted)});
    const std::vector<RateEstimate> shrunk =
        can_shrink ? shrink(own, weighting_, total_, options_.level) : std::vector<RateEstimate>{};
    for (std::size_t d = 0; d < domains.size(); ++d) {
      const DomainData& data = *domains[d];
      if (options_.all_estimators)
        for (const Estimator plain : {Estimator::horvitz_thompson, Estimator::hajek, Estimator::difference})
          out.push_back(described(data, weighting_, plain, rate(data, plain)));
      const std::size_t first = out.size();
      out.push_back(described(data, weighting_, Estimator::assisted, own[d].own));
      const bool small = !alone && out.back().tested < options_.small_domain;
      if (small && can_shrink) out.push_back(described(data, weighting_, Estimator::shrunk, shrunk[d]));
      for (std::size_t i = first; i < out.size(); ++i) out[i].small = small;
      out.back().quoted = true;
    }
  }

 private:
  // A part is too small to tell the shape of its chances: it keeps the model's.
  [[nodiscard]] RateEstimate rate(const DomainData& data, Estimator estimator) const {
    SurveyUnits units = data.units(weighting_);
    units.rigid = data.domain != "total";
    return estimate_rate(units, data.sample(), estimator, options_.level);
  }

  const OutcomeOptions& options_;
  Weighting weighting_;
  const RateEstimate& total_;
};

}  // namespace

std::vector<Estimate> estimate_domains(const Population& population, const Joined& joined,
                                       const OutcomeOptions& options) {
  const std::vector<DomainData> all = divide(population, sample_of(population, joined));
  std::vector<Estimate> estimates;
  for (const Weighting weighting : {Weighting::candidates, Weighting::volume}) {
    std::map<std::string, std::vector<const DomainData*>> kinds;
    for (const DomainData& data : all)
      if (!data.weight.empty()) kinds[data.domain].push_back(&data);
    if (kinds["total"].empty()) return estimates;
    const DomainData& whole = *kinds["total"].front();
    const RateEstimate total =
        estimate_rate(whole.units(weighting), whole.sample(), Estimator::assisted, options.level);
    const Kind kind(options, weighting, total);
    for (const char* name : {"total", "category", "district", "channel", "size"}) kind.estimate(kinds[name], estimates);
  }
  return estimates;
}

}  // namespace sightline::outcomes
