// generic_signals.hpp: the signals that are known to work on public inspection data, as a model would list them.
#pragma once

#include <string>
#include <vector>

#include "sightline/signals.hpp"

namespace sightline::bench {

inline SignalSpec optional_signal(Aggregate aggregate, std::string source, std::string scope = "enterprise") {
  SignalSpec spec;
  spec.name = source + " " + scope;
  spec.aggregate = aggregate;
  spec.source = std::move(source);
  spec.scope = std::move(scope);
  spec.optional = true;
  return spec;
}

inline void add_own_history(std::vector<SignalSpec>& specs) {
  for (const char* set : {"tested", "nonconforming", "complaints", "followups"})
    for (const double half_life : {0.0, 180.0, 1620.0}) {
      specs.push_back(optional_signal(Aggregate::count, set));
      specs.back().half_life_days = half_life;
    }
  for (const double half_life : {180.0, 1620.0}) {
    for (const char* column : {"score", "n_high", "n_mid", "n_low", "critical", "serious", "minor"}) {
      specs.push_back(optional_signal(Aggregate::mean, std::string("inspections.") + column));
      specs.back().half_life_days = half_life;
    }
    specs.push_back(optional_signal(Aggregate::rate, "nonconforming"));
    specs.back().half_life_days = half_life;
  }
  for (const char* column : {"nonconforming", "tested.score", "tested.n_high", "tested.critical"})
    for (int nth = 1; nth <= 3; ++nth) {
      specs.push_back(optional_signal(Aggregate::last, column));
      specs.back().nth = nth;
    }
  specs.push_back(optional_signal(Aggregate::since, "tested"));
  specs.push_back(optional_signal(Aggregate::since, "nonconforming"));
  specs.push_back(optional_signal(Aggregate::first, "tested"));
  specs.push_back(optional_signal(Aggregate::gap, "tested"));
  specs.push_back(optional_signal(Aggregate::trend, "tested.score"));
}

inline void add_peers(std::vector<SignalSpec>& specs) {
  for (const char* scope : {"category", "district", "name", "address", "street"}) {
    specs.push_back(optional_signal(Aggregate::rate, "nonconforming", scope));
    specs.back().half_life_days = 540;
    specs.back().shrink = 5;
    specs.back().others = true;
  }
  specs.push_back(optional_signal(Aggregate::rate, "nonconforming"));
  specs.back().nearest = 30;
  specs.back().half_life_days = 540;
  specs.back().shrink = 5;
}

inline void add_kernels(std::vector<SignalSpec>& specs) {
  for (const char* events : {"complaints", "burglaries", "nonconforming"})
    for (const double within : {300.0, 800.0, 1500.0}) {
      specs.push_back(optional_signal(Aggregate::count, events));
      specs.back().within_m = within;
      specs.back().half_life_days = 60;
      specs.back().kernel = Kernel::quadratic;
    }
}

inline std::vector<SignalSpec> generic_signals() {
  std::vector<SignalSpec> specs;
  add_own_history(specs);
  add_peers(specs);
  add_kernels(specs);
  for (const char* name : {"sin1", "cos1", "sin2", "cos2"})
    specs.push_back(optional_signal(Aggregate::attribute, std::string("calendar.") + name));
  specs.push_back(optional_signal(Aggregate::attribute, "enterprises.age_years"));
  return specs;
}

}  // namespace sightline::bench
