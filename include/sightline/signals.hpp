// signals.hpp: numbers per candidate, as of a day. Training rows see what was known on the day before the inspection,
// candidates what is known on the as-of day.
//
// Signal   value = transform( aggregate over the events of a scope within a memory / exposure ). With
//          decay(e, day) = 2^(-(day - known_e)/half_life), or 1 within `window` days and 0 before, or 1 without either:
//   count    sum of decay                     sum   sum of decay * column
//   mean     (sum of decay * column + shrink * m) / (sum of decay + shrink), m the same mean over all enterprises that
//   day rate     the same with column = nonconforming / batches and weights decay * batches last     column of the nth
//   last event     since days since the last event; see `never` active   1 when a row of `campaigns` covers the
//   candidate on the day attribute  a column of enterprises, categories, offers or (training only) inspections;
//   age_years, month, weekday
// Events   a table's name, or tested / nonconforming / conforming for inspections by their result as known that day.
//          An event counts on `day` when known_on <= day.
// Scope    candidate, enterprise, category, district, all, or any attribute of enterprises (rows with the same value);
//          within a distance; the `nearest` n other enterprises. `others: true` leaves the row's own enterprise out.
// Errors   Error(usage) when a signal names what the dataset lacks and is not optional.
// Repeats  same bytes at any thread count. Threads: safe to call at once.
// Cost     one time-ordered sweep: linear in events + rows per signal (bench/signals_bench.cpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline {

enum class Aggregate : std::uint8_t { count, sum, mean, rate, last, since, active, attribute };
enum class Transform : std::uint8_t { identity, log1p, sqrt, spline };
enum class Sign : std::uint8_t { any, positive, negative };
enum class Exposure : std::uint8_t { none, enterprises, volume };

struct SignalSpec {
  std::string name;
  Aggregate aggregate = Aggregate::count;
  std::string source;               // "complaints", "nonconforming", "inspections.score", "enterprises.age_years"
  std::string scope = "candidate";  // candidate, enterprise, category, district, all, or an enterprise attribute's name
  double within_m = 0;  // > 0: enterprises (and events with a position) within this distance; overrides scope
  int nearest = 0;      // > 0: the n nearest other enterprises; overrides scope
  std::string via;      // relation kind for a random walk; "" = none
  int steps = 2;
  double restart = 0.3;
  double half_life_days = 0;   // 0 = no decay
  double window_days = 0;      // 0 = no window
  double shrink = 1;           // mean, rate: pseudo-events at the overall mean of that day
  int nth = 1;                 // last: 1 = the last event, 2 = the one before
  double never_days = 3652.5;  // since: the value when there was none
  Exposure per = Exposure::none;
  bool others = false;                    // leave out the events of the row's own enterprise
  std::string where_column, where_value;  // only events whose column has this value, e.g. status = accepted
  Transform transform = Transform::identity;
  int spline_knots = 0;  // basis functions of the penalised B-spline
  double prior_mean = 0, prior_sd = 1;
  Sign sign = Sign::any;
  bool optional = false;
  std::string family;  // signals of one family share an estimated scale; "" = its own prior_sd
  int line = 0;        // of the model file, for messages
};

// Values of one signal before its transform. NaN = unknown (attribute missing, mean without any event and shrink 0).
struct SignalValues {
  std::vector<double> training;  // one per training row
  std::vector<double> now;       // one per candidate, in frame order
};

struct Signals {
  std::vector<SignalSpec> specs;     // those measured, in model order
  std::vector<SignalValues> values;  // parallel to specs
  // Training rows: inspections with a conforming or nonconforming result, in order of (date, public ids).
  std::vector<std::uint32_t> inspection;  // row of the ledger's inspections
  std::vector<Index> enterprise, category;
  std::vector<Date> date;                             // of the inspection; its signals are as of the day before
  std::vector<std::uint32_t> batches, nonconforming;  // n and k, as known on the as-of day
  std::vector<std::string> switched_off;              // optional signals without data, and why
  std::uint64_t frame_fingerprint = 0;
  Date as_of;
  Summary summary;  // measure_signals
  [[nodiscard]] std::size_t rows() const { return inspection.size(); }
};

struct SignalOptions {
  bool slow_twin = false;  // recount every row from scratch: quadratic, for tests; agrees exactly for counts, dates and
                           // attributes and to 1e-12 relative for decayed sums
  Run run;
};

[[nodiscard]] SIGHTLINE_API Signals measure_signals(const Ledger& ledger, const std::vector<SignalSpec>& specs,
                                                    const SignalOptions& options = {});

// The records behind one candidate's value of one signal, newest first: (event table, source row). At most `limit`.
struct SignalRecord {
  const Events* events;
  std::uint32_t event;  // index in events
};
[[nodiscard]] SIGHTLINE_API std::vector<SignalRecord> records_behind(const Ledger& ledger, const SignalSpec& spec,
                                                                     Index candidate, std::size_t limit = 10);

// The transform of a value: log1p, sqrt and identity; splines are expanded by the risk stage.
[[nodiscard]] SIGHTLINE_API double transformed(Transform transform, double value);

}  // namespace sightline
