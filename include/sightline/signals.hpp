// signals.hpp: numbers per candidate, as of a day. Training rows see what was known on the day before the inspection
// (or on the plan day before it, see SignalOptions), candidates what is known on the as-of day.
//
// Value    aggregate over the events of `source` in the row's scope that are known on the day, within a memory, divided
//          by an exposure. w(e) = 2^(-(day - known_e) / half_life), or 1 while day - known_e < window, else 1.
//   count    sum of w                          complaints, tested, nonconforming (events, not batches)
//   sum      sum of w * column                 complaints.severity
//   mean     (sum of w * column + shrink * m) / (sum of w + shrink), m the same mean over all events that day
//   rate     the same with weights w * batches: of nonconforming or conforming batches among tested ones
//   last     the nth last event's column; NaN when there are fewer
//   since    days since the nth last event; never_days when there are fewer
//   first    days since the first event; 0 when there is none
//   gap      days between the nth last event and the one before; never_days when there are fewer
//   trend    least-squares slope per year of a column over the last nth events (5 when nth < 2):
//            sum (t - mean t)(v - mean v) / (sum (t - mean t)^2 + shrink), t in years; 0 with fewer than two
//   active   1 when a row of the table (campaigns) covers the row's category, district and enterprise that day, else 0
//   attribute  a column of enterprises, categories, offers or (training rows only, NaN for candidates) inspections;
//            enterprises.age_years (since opened_on); calendar.month (1-12), weekday (1-7, Monday 1), years (since
//            2000), sin1, cos1, sin2, cos2 (yearly harmonics) of the day after the row's day (training: the
//            inspection's own date). Of a text column only with `where` on it: 1 when it holds, 0 when not.
// Source   SET or SET.COLUMN. SET is an event table's name, or inspections by their result as known that day: tested,
//          nonconforming, conforming, not_available, refused, closed. COLUMN is any number, flag or money column (yuan)
//          of that table; events where it is empty do not enter sum, mean and trend. inspections.nonconforming and
//          tested.nonconforming are 1 or 0 as known that day. "last: nonconforming" means tested.nonconforming: the
//          outcome of the nth last test. last, since, first, gap and trend order events by date (on one date: by the
//          ledger's order). calendar, enterprises, categories, offers and inspections are the tables of `attribute`.
// Scope    candidate (enterprise and category), enterprise, category, district, all, or a column of enterprises: rows
//          and events with the same value (an event's own column of that name comes before its enterprise's). name,
//          address and street compare normalised: case, punctuation and spaces do not matter; names leave out digits
//          and legal forms, addresses the unit, streets also the house number. Several joined by "+": all must agree
//          (category+district). within_m: events with a position within the distance of the enterprise. nearest: events
//          of the n nearest other enterprises. via: events of related enterprises, each weighted by a random walk with
//          restart over the edges of that day: sum over t = 1..steps of (1 - restart)^(t-1) P^t(row's enterprise,
//          other), P the chances of one step by edge weights; count, sum, mean and rate only. `others` leaves the row's
//          own enterprise out (nearest and via always do). A row without the scope's value (or position) has NaN; mean
//          and rate have m.
// Errors   Error(usage) listing every signal that names what the dataset lacks and is not optional, or that contradicts
//          itself.
// Repeats  same bytes at any thread count. Threads: safe to call at once.
// Cost     one time-ordered sweep: linear in events + rows per signal; within_m in pairs of event and enterprise within
//          the distance (bench/signals_bench.cpp).
// Source   nearest enterprises: k-d tree of Bentley 1975; sums without cancellation: TwoSum of Knuth 1969, 4.2.2; walk
//          with restart: Page, Brin, Motwani and Winograd 1999, personalised as in Jeh and Widom 2003.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sightline/methods/relations.hpp"

namespace sightline {

enum class Aggregate : std::uint8_t { count, sum, mean, rate, last, since, active, attribute, first, gap, trend };
enum class Transform : std::uint8_t { identity, log1p, sqrt, spline };
enum class Sign : std::uint8_t { any, positive, negative };
enum class Exposure : std::uint8_t { none, enterprises, volume };
enum class Kernel : std::uint8_t { disc, quadratic };  // within_m: weight 1, or 1 - (distance / within_m)^2

struct SignalSpec {
  std::string name;
  Aggregate aggregate = Aggregate::count;
  std::string source;               // "complaints", "nonconforming", "inspections.score", "enterprises.age_years"
  std::string scope = "candidate";  // see Scope
  double within_m = 0;              // > 0: events within this distance of the enterprise; overrides scope
  int nearest = 0;                  // > 0: events of the n nearest other enterprises; overrides scope
  std::string via;  // kinds of relation joined by "+", each with an optional weight: supplies+same_owner:0.5; "" = none
  int steps = 2;    // via: length of the walk, >= 1
  double restart = 0.3;           // via: chance of starting anew before each step, [0, 1)
  double half_life_days = 0;      // 0 = no decay
  double window_days = 0;         // 0 = no window; not together with half_life_days
  double shrink = 1;              // mean, rate: pseudo-events at the overall mean of that day; trend: years^2
  int nth = 1;                    // last, since, gap: 1 = the last event, 2 = the one before; trend: how many events
  double never_days = 3652.5;     // since, gap: the value when there are too few events
  Exposure per = Exposure::none;  // count, sum: divided by the frame's enterprises or yearly volume in the scope
  bool others = false;            // leave out the events of the row's own enterprise
  // Only events whose column has this value. Texts: one value, or several joined by "|" (accepted|open). Numbers and
  // flags: the same, or a comparison (>=2, >0, <=1, <5). "!=" first turns it round; an empty cell never matches.
  std::string where_column, where_value;
  Transform transform = Transform::identity;
  int spline_knots = 0;                       // basis functions of the penalised B-spline
  Transform spline_of = Transform::identity;  // the spline's axis: identity, log1p or sqrt of the value
  double prior_mean = 0, prior_sd = 1;
  Sign sign = Sign::any;
  bool optional = false;
  std::string family;                        // signals of one family share an estimated scale; "" = its own prior_sd
  int line = 0;                              // of the model file, for messages
  Kernel kernel = Kernel::disc;              // within_m
  Direction direction = Direction::natural;  // via
};

// Values of one signal before its transform. NaN = unknown (see Scope; attribute empty; mean before any event).
struct SignalValues {
  std::vector<double> training;  // one per training row
  std::vector<double> now;       // one per candidate, in frame order
};

struct Signals {
  std::vector<SignalSpec> specs;     // those measured, in model order
  std::vector<SignalValues> values;  // parallel to specs
  // Training rows: inspections of a known enterprise and category with a conforming or nonconforming result, in order
  // of (date, public ids).
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
  // Training rows are seen from a plan day: the last day as_of - k * plan_days before the inspection, k >= 1, as a plan
  // for so many days sees them; 0 = from the day before the inspection.
  int plan_days = 0;
  // With plan_days: only the results of the first day on which a candidate was tested after its plan day are training
  // rows. What follows within the same plan (a second visit after a failure) is no answer to what that plan asks.
  bool first_of_plan = false;
};

[[nodiscard]] SIGHTLINE_API Signals measure_signals(const Ledger& ledger, const std::vector<SignalSpec>& specs,
                                                    const SignalOptions& options = {});

// The records behind one candidate's value of one signal, newest first: (event table, index in it). At most `limit`;
// none for attributes and for what the dataset lacks.
struct SignalRecord {
  const Events* events;
  std::uint32_t event;  // index in events
};
[[nodiscard]] SIGHTLINE_API std::vector<SignalRecord> records_behind(const Ledger& ledger, const SignalSpec& spec,
                                                                     Index candidate, std::size_t limit = 10);

// The transform of a value: log1p, sqrt and identity; splines are expanded by the risk stage.
[[nodiscard]] SIGHTLINE_API double transformed(Transform transform, double value);

}  // namespace sightline
