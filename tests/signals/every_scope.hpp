// every_scope.hpp: one signal in every scope that it can be given.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "sightline/signals.hpp"

namespace sightline::testing {

inline SignalSpec signal(Aggregate aggregate, std::string source) {
  SignalSpec spec;
  spec.aggregate = aggregate;
  spec.source = std::move(source);
  return spec;
}

inline bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Every way in which a scope can be given.
inline std::vector<SignalSpec> in_every_scope(const SignalSpec& base) {
  std::vector<SignalSpec> specs;
  for (const char* scope : {"candidate", "enterprise", "category", "district", "all", "name", "address", "street",
                            "zip", "size", "category+district", "size+category+street"})
    for (const bool others : {false, true}) {
      SignalSpec spec = base;
      spec.scope = scope;
      spec.others = others;
      if (others && (spec.scope == "candidate" || spec.scope == "enterprise")) continue;
      specs.push_back(spec);
    }
  for (const double within : {400.0, 1500.0})
    for (const bool others : {false, true})
      for (const Kernel kernel : {Kernel::disc, Kernel::quadratic}) {
        SignalSpec spec = base;
        spec.within_m = within;
        spec.others = others;
        spec.kernel = kernel;
        specs.push_back(spec);
      }
  for (const int nearest : {1, 4, 1000}) {
    SignalSpec spec = base;
    spec.nearest = nearest;
    specs.push_back(spec);
  }
  return specs;
}

}  // namespace sightline::testing
