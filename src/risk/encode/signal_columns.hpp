// signal_columns.hpp: how a signal's values become columns of the fit.
//
// Columns  one weight (identity, log1p, sqrt), or a spline's slope and effects. A signal that is constant over the
//          training rows has none: its weight stays at the prior mean.
// Unknown  a NaN value counts as the mean of the known ones (over training rows, else over candidates, else 0) and,
//          where at least 20 rows have it and 20 have not, adds an effect of "unknown" of its own, shrunk by a scale
//          that all such effects share; signals unknown in the same rows share one effect, told under the first.
// Centre   a contribution is weight * (column - reference): reference 0 for counts and sums (nothing happened), else
//          the mean over up to 100,000 evenly spaced candidates: a reason says how a candidate differs from most.
#pragma once

#include <string>
#include <vector>

#include "risk/encode/spline.hpp"
#include "sightline/settings/risk_model.hpp"

namespace sightline::encode {

inline constexpr std::size_t no_column = static_cast<std::size_t>(-1);

struct SignalColumns {
  const SignalSpec* spec = nullptr;
  Spline spline;                  // usable() only for a spline
  std::size_t first = no_column;  // of its columns in the fit; no_column: constant
  std::size_t count = 0;
  std::size_t unknown = no_column;  // column that is 1 where the value is NaN
  double mean = 0;                  // of the known transformed values
  double constant = 0;              // without columns: the value at which its weight's uncertainty does not matter:
                                    // that of all training rows, or the reference when there are none
  std::vector<double> reference;    // per column

  // The transformed value, or NaN when unknown.
  [[nodiscard]] double axis(double raw) const;
  // Fills columns[first ...] and columns[unknown] of one row.
  void fill(double raw, double* columns) const;
  // The same for `count` rows, `stride` apart, less the references; rows start at 0.
  void fill_centred(const double* raw, std::size_t rows, double* columns, std::size_t stride) const;
};

struct SignalLayout {
  std::vector<SignalColumns> signals;  // parallel to Signals::specs
  std::size_t columns = 1;             // of the fit, the intercept first
  std::vector<std::string> notes;      // constant columns, splines that became lines
};

SignalLayout lay_out_signals(const Signals& signals, const Run& run);

// Sets each column's reference from Signals::values[j].now.
void set_references(const Signals& signals, SignalLayout& layout, const Run& run);

}  // namespace sightline::encode
