// encoding.hpp: a model, its signals and groups as a design (risk/fit/design.hpp), for all training rows or some of
// them.
#pragma once

#include <span>

#include "risk/encode/group_levels.hpp"
#include "risk/encode/signal_columns.hpp"
#include "risk/fit/fit.hpp"
#include "sightline/risk.hpp"

namespace sightline::encode {

struct Encoding {
  SignalLayout signals;
  GroupLayout groups;
  std::vector<hierarchy::Column> columns;  // of the fit, the intercept first
  std::vector<hierarchy::Scale> scales;    // one per group in their order, then splines, families, unknown values
  int clustered = -1;                // group whose effects are integrated one by one: the one with the most levels
  std::vector<std::size_t> crossed;  // the other groups, in the order of theta
  std::vector<std::size_t> offset;   // per group: place of its first trained level in theta (clustered: none)
  bool trained = false;              // there are training rows
  double constant_logit = 0;         // sum of prior mean * value over constant signals
  std::vector<double> selection;     // per training row
  double random_share = 0;
  std::vector<std::string> notes;

  [[nodiscard]] std::size_t levels() const {  // of the crossed groups in theta
    std::size_t sum = 0;
    for (const std::size_t g : crossed) sum += groups.groups[g].trained;
    return sum;
  }
};

Encoding encode_model(const Ledger& ledger, const Signals& signals, const RiskModel& model, const Run& run);

// The rows (of Signals) as a design, as of a day: weight = 2^(-age / half_life) * selection weight.
hierarchy::Design build_design(const Encoding& encoding, const Ledger& ledger, const Signals& signals,
                               const RiskModel& model, std::span<const std::uint32_t> rows, Date as_of, const Run& run);

// An earlier fit's weights, effects and scales at their places in this encoding.
hierarchy::FitStart start_from(const Encoding& encoding, const RiskFit& fit);

}  // namespace sightline::encode
