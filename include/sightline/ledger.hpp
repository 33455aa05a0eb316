// ledger.hpp: what the bureau knew on a day: resolved entities, facts in the order in which they became known, and the
// frame of candidates (enterprise x category) that could be sampled.
//
// As of    a fact enters with its known_on day (default: its date; never before its date); nothing known after
//          LedgerOptions::as_of is in the ledger, and a result revised later is seen unrevised until revised_on.
//          A revision without a day cannot be placed in time and is left out (a finding says so).
// Order    enterprises, categories and districts are sorted by public id (bytes); events that name no known enterprise
//          stay, on their category or district.
// Gives    Ledger: columns over enterprises, categories, districts; event tables sorted by known day; the Frame.
// Errors   Error(input) when the evidence has neither offers nor inspections; Error(usage) when no day is given and
//          nothing in the evidence has one.
// Repeats  same evidence and options, same bytes. Permuting rows of a table changes no value.
// Threads  safe to call at once; keeps no state. A Ledger shares the evidence's columns and keeps them alive.
// Cost     linear in rows, plus one sort per event table (bench/ledger_bench.cpp).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sightline/evidence.hpp"

namespace sightline {

struct LedgerOptions {
  Date as_of{};  // default: the evidence's as_of, else the last day on which anything became known
  // (enterprise, category) ids that are candidates whatever their availability; a backtest asks about those inspected.
  std::vector<std::pair<Id, Id>> also{};
  std::size_t findings_per_code = 100;  // findings listed of each code; the rest is counted in one more
  Run run{};
};

// Entities of one kind. Row i of `table` columns (attributes and contract columns alike) is read through source_row.
struct Entities {
  std::vector<Id> id;                     // public id, sorted by its bytes
  std::vector<std::uint32_t> source_row;  // row in `table`; no_index for an entity that only other tables name
  std::shared_ptr<const Table> table;     // null for inferred entities (the table is absent) and for districts
  [[nodiscard]] std::size_t size() const { return id.size(); }
};

// The candidates: one row per enterprise x category that is offered (without an offers table: was ever inspected).
// Left out: offers known after the as-of day; enterprises closed on or before it; offers with available_to before it;
// offers or enterprises that start (available_from, opened_on) more than a year after it.
// Sorted by (enterprise, category). All results of later stages are in this order and carry the fingerprint.
struct Frame {
  std::vector<Index> enterprise, category;
  std::vector<double> volume;  // yearly, added up over the pair's offers; NaN when unknown
  std::vector<Id> role;        // producer, dealer (of several the first by bytes); no_id when unknown
  std::vector<Date> available_from, available_to;  // unknown = no limit
  std::uint64_t fingerprint = 0;                   // of the public ids, in order
  [[nodiscard]] std::size_t size() const { return enterprise.size(); }
};

// Facts of one event table (any table with a date) that are visible on the as-of day, sorted by (known, date,
// enterprise, category, the record's own id, the rest of the record, source row). An event without enterprise_id takes
// the enterprise that alone has its enterprise_name, or that of the inspection whose inspection_id it names; a complaint
// or report that then still has none takes the one that its text most likely means, from the manifest's reports.link on,
// and counts by that chance.
struct Events {
  std::string name;  // complaints, inspections, monitoring_reports, burglaries, ...
  std::shared_ptr<const Table> table;
  std::vector<std::uint32_t> row;                     // source row in `table`
  std::vector<Date> date, known;                      // date: when it happened; known: when the bureau learnt it
  std::vector<Index> enterprise, category, district;  // no_index when the event names none; district: the event's
                                                      // own, else its enterprise's, else its monitoring point's
  std::vector<float> x, y;  // metres east and north of the ledger's origin; NaN when without position
                            // (the event's own position, else its enterprise's, else its monitoring point's)
  [[nodiscard]] std::size_t size() const { return row.size(); }
};

enum class Result : std::uint8_t { conforming, nonconforming, not_available, refused, closed };
enum class Mode : std::uint8_t { unknown, random, directed, follow_up };

// Inspections besides what Events says, in the same order (one entry per row of inspections()).
struct InspectionColumns {
  std::vector<Date> known;             // as in Events
  std::vector<Result> result;          // as first known
  std::vector<Result> revised_result;  // equals result when never revised (or revised after the as-of day)
  std::vector<Date> revised_on;        // unknown when never revised by the as-of day; never before `known`
  // As first known: n >= 1, 0 <= k <= n. A nonconforming result has nonconforming_count batches (1 when that is empty),
  // every other result 0. A revision to conforming makes k 0, one to nonconforming the count again.
  std::vector<std::uint32_t> batches, nonconforming;
  std::vector<std::uint32_t> revised_nonconforming;  // after the revision; equals nonconforming when never revised
  std::vector<Mode> mode;
  std::vector<double> inclusion_probability;  // NaN when unknown
  std::vector<Id> inspector, lab, authority;  // no_id when unknown
  std::vector<Money> cost;                    // missing_money when unknown
  // Nonconforming batches as known at the end of `day` (0, and not_available, before the record itself is known).
  [[nodiscard]] SIGHTLINE_API std::uint32_t nonconforming_as_of(std::size_t i, Date day) const;
  [[nodiscard]] SIGHTLINE_API Result result_as_of(std::size_t i, Date day) const;
};

// A declared total against the sum of its parts and, where a label names them, the ledger's counts: a table's rows, the
// enterprises that offer a category (id or name), or those with this district, industry, size or channel.
struct Reconciliation {
  std::string label;
  std::int64_t declared = 0, sum_of_parts = 0;  // sum_of_parts == declared when there are no parts
  std::int64_t counted = -1;                    // in the ledger; -1 when the label names nothing there
  bool agrees = true;
  std::string message;  // "other producers and dealers: declared 53, parts add up to 54 (4 + 43 + 5 + 2)"
};

struct Ledger {
  std::shared_ptr<const StringPool> pool;
  Entities enterprises, categories, districts;
  std::vector<Index> district_of;          // per enterprise; no_index when unknown
  std::vector<Date> opened_on, closed_on;  // per enterprise, as known on the as-of day
  std::vector<float> x, y;                 // per enterprise: metres east and north of the origin; NaN when unknown
  double origin_longitude = 0, origin_latitude = 0;  // equirectangular projection about the mean position
  std::vector<double> severity;                      // per category: harm weight > 0
  std::vector<Money> unit_cost;                      // per category: yuan per batch; missing_money when unknown
  std::vector<double> test_sensitivity;              // per category, (0, 1]
  Frame frame;
  std::vector<Events> events;     // inspections, complaints, monitoring_reports, ..., other event tables
  InspectionColumns inspections;  // parallel to events[k] with name "inspections"
  std::vector<std::shared_ptr<const Table>> tables;  // all tables of the evidence (labs, campaigns, other_plans, ...)
  std::vector<Reconciliation> declared;
  std::vector<Problem> findings;  // of `check`: closed but offered, events before opening, codes that fail, ...
  Date as_of;
  std::string name, hash;  // of the evidence
  bool synthetic = false;
  Summary summary;  // build_ledger

  [[nodiscard]] SIGHTLINE_API const Events* find_events(std::string_view name) const;  // nullptr when absent
  [[nodiscard]] SIGHTLINE_API const Table* find_table(std::string_view name) const;    // nullptr when absent
  [[nodiscard]] std::string_view text(Id id) const { return pool->text(id); }
  [[nodiscard]] SIGHTLINE_API Index find_enterprise(std::string_view id) const;  // no_index when unknown
  [[nodiscard]] SIGHTLINE_API Index find_category(std::string_view id) const;
  [[nodiscard]] SIGHTLINE_API Index find_candidate(Index enterprise,
                                                   Index category) const;  // in frame; no_index when absent

 private:
  friend class LedgerBuilder;
  std::vector<Index> enterprise_by_id_, category_by_id_;  // interned id -> entity
};

[[nodiscard]] SIGHTLINE_API Ledger build_ledger(const Evidence& evidence, const LedgerOptions& options = {});

}  // namespace sightline
