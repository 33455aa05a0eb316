// made_city.hpp: a ledger and signals with a known truth, made in memory.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "sightline/base/hash.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/risk.hpp"

namespace sightline::made {

struct Truth {
  double intercept = -2;
  std::vector<double> weight;  // per signal
  std::vector<double> category, district, enterprise, inspector;
  std::vector<double> logit;  // per candidate, without the inspector
};

struct City {
  Ledger ledger;
  Signals signals;
  Truth truth;
};

struct Shape {
  std::size_t enterprises = 200, categories = 4, districts = 5, inspectors = 0, rows = 1000, signals = 2;
  double category_sd = 0.5, district_sd = 0.3, enterprise_sd = 0.8, inspector_sd = 0.5, intercept = -2;
  std::vector<double> weights{};  // drawn from N(0, 0.5^2) when empty
  std::uint32_t batches = 1;
  double untested = 0.2;  // share of the enterprises without a past result
};

inline std::string padded(const char* prefix, std::size_t number) {
  std::string digits = std::to_string(number);
  return prefix + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

inline double chance(double logit) { return 1 / (1 + std::exp(-logit)); }

inline SignalSpec spec_of(const std::string& name) {
  SignalSpec spec;
  spec.name = name;
  spec.aggregate = Aggregate::attribute;
  spec.source = "enterprises." + name;
  return spec;
}

// Every enterprise offers every category; signals are standard normal per row and candidate.
inline City make_city(const Shape& shape, std::uint64_t seed) {
  City city;
  Rng rng(seed, 1);
  Ledger& ledger = city.ledger;
  auto pool = std::make_shared<StringPool>();
  const auto name = [&](Entities& entities, const char* prefix, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      entities.id.push_back(pool->intern(padded(prefix, i)));
      entities.source_row.push_back(no_index);
    }
  };
  name(ledger.enterprises, "E", shape.enterprises);
  name(ledger.categories, "C", shape.categories);
  name(ledger.districts, "D", shape.districts);
  ledger.severity.assign(shape.categories, 1);
  ledger.test_sensitivity.assign(shape.categories, 1);
  ledger.as_of = Date(2021, 6, 30);
  ledger.name = "made city";
  ledger.synthetic = true;
  const auto effects = [&](std::size_t count, double sd) {
    std::vector<double> out(count);
    for (double& effect : out) effect = sd * rng.normal();
    return out;
  };
  Truth& truth = city.truth;
  truth.intercept = shape.intercept;
  truth.weight = shape.weights;
  if (truth.weight.empty()) truth.weight = effects(shape.signals, 0.5);
  truth.category = effects(shape.categories, shape.category_sd);
  truth.district = effects(shape.districts, shape.district_sd);
  truth.enterprise = effects(shape.enterprises, shape.enterprise_sd);
  truth.inspector = effects(shape.inspectors, shape.inspector_sd);
  for (std::size_t e = 0; e < shape.enterprises; ++e)
    ledger.district_of.push_back(shape.districts == 0 ? no_index : static_cast<Index>(rng.below(shape.districts)));

  Signals& signals = city.signals;
  for (std::size_t j = 0; j < truth.weight.size(); ++j) signals.specs.push_back(spec_of("x" + std::to_string(j)));
  signals.values.resize(truth.weight.size());
  signals.as_of = ledger.as_of;
  for (Index e = 0; e < shape.enterprises; ++e)
    for (Index c = 0; c < shape.categories; ++c) {
      ledger.frame.enterprise.push_back(e);
      ledger.frame.category.push_back(c);
      ledger.frame.volume.push_back(std::nan(""));
      ledger.frame.role.push_back(no_id);
      double logit = truth.intercept + truth.category[c] + truth.enterprise[e];
      if (shape.districts > 0) logit += truth.district[ledger.district_of[e]];
      for (std::size_t j = 0; j < truth.weight.size(); ++j) {
        signals.values[j].now.push_back(rng.normal());
        logit += truth.weight[j] * signals.values[j].now.back();
      }
      truth.logit.push_back(logit);
    }
  ledger.frame.available_from.resize(ledger.frame.size());
  ledger.frame.available_to.resize(ledger.frame.size());
  ledger.frame.fingerprint = signals.frame_fingerprint = mix64(seed);
  const auto tested = static_cast<std::uint64_t>(static_cast<double>(shape.enterprises) * (1 - shape.untested) + 0.5);
  for (std::uint32_t i = 0; i < shape.rows; ++i) {
    const auto e = static_cast<Index>(rng.below(tested));
    const auto c = static_cast<Index>(rng.below(shape.categories));
    double logit = truth.intercept + truth.category[c] + truth.enterprise[e];
    if (shape.districts > 0) logit += truth.district[ledger.district_of[e]];
    for (std::size_t j = 0; j < truth.weight.size(); ++j) {
      signals.values[j].training.push_back(rng.normal());
      logit += truth.weight[j] * signals.values[j].training.back();
    }
    Id inspector = no_id;
    if (shape.inspectors > 0) {
      const auto who = static_cast<std::size_t>(rng.below(shape.inspectors));
      logit += truth.inspector[who];
      inspector = pool->intern(padded("I", who));
    }
    signals.inspection.push_back(i);
    signals.enterprise.push_back(e);
    signals.category.push_back(c);
    signals.date.push_back(ledger.as_of - static_cast<int>((shape.rows - i) * 1000 / shape.rows));
    signals.batches.push_back(shape.batches);
    signals.nonconforming.push_back(rng.binomial(shape.batches, chance(logit)));
    ledger.inspections.inspector.push_back(inspector);
    ledger.inspections.lab.push_back(no_id);
    ledger.inspections.authority.push_back(no_id);
    ledger.inspections.mode.push_back(Mode::unknown);
    ledger.inspections.inclusion_probability.push_back(std::nan(""));
  }
  ledger.pool = std::move(pool);
  return city;
}

inline GroupSpec group_by(std::vector<std::string> by, bool nuisance = false) {
  GroupSpec group;
  group.by = std::move(by);
  group.nuisance = nuisance;
  return group;
}

inline RiskModel model_of(const City& city, std::vector<std::vector<std::string>> groups) {
  RiskModel model;
  model.name = "made";
  model.path = "made.yaml";
  model.intercept_mean = -2;
  model.intercept_sd = 2;
  model.signals = city.signals.specs;
  model.recalibrate = false;
  for (auto& by : groups) model.groups.push_back(group_by(std::move(by)));
  return model;
}

}  // namespace sightline::made
