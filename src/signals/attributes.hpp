// attributes.hpp: values that need no sweep: attributes, active campaigns, and the exposure that counts are divided by.
#pragma once

#include "signals/nearby/neighbours.hpp"
#include "signals/nearby/sites.hpp"
#include "signals/resolved.hpp"
#include "signals/scope/scopes.hpp"

namespace sightline::signals {

[[nodiscard]] std::vector<double> attribute_values(const Ledger& ledger, const Resolved& resolved, const Rows& rows);
[[nodiscard]] std::vector<double> active_values(const Ledger& ledger, const Resolved& resolved, const Rows& rows);

// Per row: the enterprises of the frame in its scope (at least 1), or their yearly volume (NaN when none is known). One
// of scope (with own when the row's enterprise is left out), neighbours and sites is given.
struct ExposureScope {
  const Scopes::Scope* scope = nullptr;
  const Scopes::Scope* own = nullptr;
  const Neighbours* neighbours = nullptr;
  const Sites* sites = nullptr;
};
[[nodiscard]] std::vector<double> exposure_values(const Ledger& ledger, const SignalSpec& spec, const ExposureScope& in,
                                                  const Rows& rows);

}  // namespace sightline::signals
