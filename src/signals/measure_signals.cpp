#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <unordered_map>

#include "sightline/base/error.hpp"
#include "signals/attributes.hpp"
#include "signals/recount.hpp"
#include "signals/sweep/history.hpp"
#include "signals/sweep/sums.hpp"

namespace sightline {
namespace signals {

// The day before the inspection, or the last plan day before it.
static Date day_of(Date inspection, Date as_of, int plan_days) {
  if (plan_days <= 0) return inspection - 1;
  const std::int32_t back = as_of - (inspection - 1);  // never below 1
  return as_of - (back + plan_days - 1) / plan_days * plan_days;
}

// Leaves the first day's tests of each candidate after each plan day. Inspections come in date order.
static void keep_first_of_plans(const Events& events, Date as_of, int plan_days,
                                std::vector<std::uint32_t>& inspections) {
  std::unordered_map<std::uint64_t, std::pair<Date, Date>> latest;  // candidate -> plan day and the first day after it
  std::erase_if(inspections, [&](std::uint32_t i) {
    const std::uint64_t candidate = (std::uint64_t{events.enterprise[i]} << 32) | events.category[i];
    const std::pair now(day_of(events.date[i], as_of, plan_days), events.date[i]);
    const auto [at, fresh] = latest.try_emplace(candidate, now);
    if (at->second.first != now.first) at->second = now;
    return at->second.second != now.second;
  });
}

// Training rows in order of (date, ledger's order: public ids), then the candidates on the as-of day.
Rows rows_of(const Ledger& ledger, const SignalOptions& options) {
  Rows rows;
  if (const Events* events = ledger.find_events("inspections")) {
    for (std::uint32_t i = 0; i < events->size(); ++i)
      if (in_set(EventSet::tested, ledger.inspections.revised_result[i]) && events->enterprise[i] != no_index &&
          events->category[i] != no_index)
        rows.inspection.push_back(i);
    std::stable_sort(rows.inspection.begin(), rows.inspection.end(), [&](std::uint32_t a, std::uint32_t b) {
      if (events->date[a] != events->date[b]) return events->date[a] < events->date[b];
      if (events->enterprise[a] != events->enterprise[b]) return events->enterprise[a] < events->enterprise[b];
      return events->category[a] < events->category[b];
    });
    if (options.first_of_plan && options.plan_days > 0)
      keep_first_of_plans(*events, ledger.as_of, options.plan_days, rows.inspection);
    for (const std::uint32_t i : rows.inspection) {
      rows.enterprise.push_back(events->enterprise[i]);
      rows.category.push_back(events->category[i]);
      rows.day.push_back(day_of(events->date[i], ledger.as_of, options.plan_days));
    }
  }
  rows.enterprise.insert(rows.enterprise.end(), ledger.frame.enterprise.begin(), ledger.frame.enterprise.end());
  rows.category.insert(rows.category.end(), ledger.frame.category.begin(), ledger.frame.category.end());
  rows.day.insert(rows.day.end(), ledger.frame.size(), ledger.as_of);
  return rows;
}

namespace {

// What several signals share: keys of scopes, neighbours and sites. Everything is found before the signals are
// measured, so that measuring only reads.
class Shared {
 public:
  Shared(const Ledger& ledger, const Rows& rows, const Run& run)
      : ledger_(ledger), rows_(rows), run_(run), scopes_(ledger, rows) {}

  void prepare(const Resolved& resolved) {
    if (resolved.kind != Kind::sums && resolved.kind != Kind::history) return;
    const SignalSpec& spec = resolved.spec;
    (void)scopes_.find(*resolved.events, {});
    if (spec.nearest > 0 || spec.within_m > 0 || !spec.via.empty())
      (void)scopes_.find(*resolved.events, {"enterprise"});
    if (!spec.via.empty()) {
      if (relations_.enterprises == 0) relations_ = build_relations(ledger_);
      if (!graphs_.contains({spec.via, spec.direction}))
        graphs_.emplace(std::pair(spec.via, spec.direction), graph_of(ledger_, relations_, resolved.relations));
    } else if (spec.nearest > 0) {
      Neighbours& neighbours = neighbours_[spec.nearest];
      if (neighbours.begin.empty())
        neighbours = nearest_neighbours(ledger_.x, ledger_.y, static_cast<std::size_t>(spec.nearest), wanted(), run_);
    } else if (spec.within_m > 0) {
      if (resolved.kind == Kind::sums && !sites_.contains(spec.within_m))
        sites_.try_emplace(spec.within_m, ledger_.x, ledger_.y, spec.within_m);
    } else {
      (void)scopes_.find(*resolved.events, resolved.scope);
      if (spec.others) (void)scopes_.find(*resolved.events, own_scope(resolved));
    }
  }

  [[nodiscard]] std::vector<double> measure(const Resolved& resolved) {
    switch (resolved.kind) {
      case Kind::attribute: return attribute_values(ledger_, resolved, rows_);
      case Kind::active: return active_values(ledger_, resolved, rows_);
      case Kind::history: return measure_history(resolved);
      case Kind::sums: break;
    }
    return measure_sums(resolved);
  }

 private:
  static std::vector<std::string> own_scope(const Resolved& resolved) {
    std::vector<std::string> parts = resolved.scope;
    parts.push_back("enterprise");
    std::sort(parts.begin(), parts.end());
    return parts;
  }
  [[nodiscard]] std::vector<bool> wanted() const {
    std::vector<bool> of_enterprise(ledger_.enterprises.size());
    for (const Index e : rows_.enterprise) of_enterprise[e] = true;
    return of_enterprise;
  }

  std::vector<double> measure_history(const Resolved& resolved) {
    HistoryTask task{&ledger_, &resolved, nullptr, nullptr};
    const SignalSpec& spec = resolved.spec;
    if (spec.nearest > 0) task.neighbours = &neighbours_.at(spec.nearest);
    if (spec.within_m <= 0)
      task.scope =
          &scopes_.at(*resolved.events, spec.nearest > 0 ? std::vector<std::string>{"enterprise"} : resolved.scope);
    return sweep_history(task, source_of(ledger_, resolved), rows_);
  }

  std::vector<double> measure_sums(const Resolved& resolved) {
    const SignalSpec& spec = resolved.spec;
    const Events& events = *resolved.events;
    std::unique_ptr<Spread> total, own, all;
    ExposureScope in;
    if (!spec.via.empty()) {
      total = std::make_unique<WalkSpread>(scopes_.at(events, {"enterprise"}), rows_,
                                           graphs_.at({spec.via, spec.direction}), spec);
    } else if (spec.nearest > 0) {
      in.neighbours = &neighbours_.at(spec.nearest);
      total = std::make_unique<NearestSpread>(scopes_.at(events, {"enterprise"}), *in.neighbours);
    } else if (spec.within_m > 0) {
      in.sites = &sites_.at(spec.within_m);
      total = std::make_unique<DiscSpread>(events, rows_, *in.sites, spec);
      if (spec.others) own = std::make_unique<OwnDiscSpread>(ledger_, events, scopes_.at(events, {"enterprise"}), spec);
    } else {
      in.scope = &scopes_.at(events, resolved.scope);
      total = std::make_unique<KeySpread>(*in.scope);
      if (spec.others) in.own = &scopes_.at(events, own_scope(resolved)), own = std::make_unique<KeySpread>(*in.own);
    }
    const bool shrinks = spec.shrink > 0 && (spec.aggregate == Aggregate::mean || spec.aggregate == Aggregate::rate);
    if (shrinks) all = std::make_unique<KeySpread>(scopes_.at(events, {}));
    std::vector<double> exposure;
    if (spec.per != Exposure::none) exposure = exposure_values(ledger_, spec, in, rows_);
    return sweep_sums({&resolved, all.get(), total.get(), own.get(), exposure}, source_of(ledger_, resolved), rows_);
  }

  const Ledger& ledger_;
  const Rows& rows_;
  const Run& run_;
  Scopes scopes_;
  std::map<int, Neighbours> neighbours_;
  std::map<double, Sites> sites_;
  Relations relations_;
  std::map<std::pair<std::string, Direction>, RelationGraph> graphs_;
};

// Looks up every signal; optional ones without data are switched off, the others are listed in one Error.
std::vector<Resolved> resolve_all(const Ledger& ledger, const std::vector<SignalSpec>& specs,
                                  std::vector<std::string>& off) {
  std::vector<Resolved> found;
  std::string errors;
  for (const SignalSpec& spec : specs) {
    Resolved resolved;
    std::string trouble;
    try {
      if (const std::string missing = resolve(ledger, spec, resolved); missing.empty())
        found.push_back(std::move(resolved));
      else if (spec.optional)
        off.push_back("signal '" + spec.name + "' is off: " + missing);
      else
        trouble = (spec.line > 0 ? "model line " + std::to_string(spec.line) + ": " : std::string()) + "signal '" +
                  spec.name + "': " + missing;
    } catch (const Error& error) {
      trouble = error.what();
    }
    if (!trouble.empty()) errors += (errors.empty() ? "" : "\n") + trouble;
  }
  if (!errors.empty())
    throw Error(ErrorCode::usage, errors,
                "give the data, mark the signal `optional: true`, or take it out of the model");
  return found;
}

// A model for every bureau names far more than most of them keep: more than three absent signals share one note.
std::vector<std::string> notes_of(const Signals& signals, const std::vector<SignalSpec>& asked) {
  if (signals.switched_off.size() <= 3) return signals.switched_off;
  std::string names;
  for (const SignalSpec& spec : asked)
    if (std::none_of(signals.specs.begin(), signals.specs.end(), [&](const auto& on) { return on.name == spec.name; }))
      names += (names.empty() ? "" : ", ") + spec.name;
  return {std::to_string(signals.switched_off.size()) +
          " optional signals are off, for the data lack what they count: " + names};
}

void summarise(Signals& signals, const std::vector<SignalSpec>& asked, std::size_t events) {
  Summary& summary = signals.summary;
  summary.verb = "measure_signals";
  summary.title = "as of " + signals.as_of.to_string();
  summary.outcome = std::to_string(signals.specs.size()) + " signals";
  summary.lines.push_back({"signals", std::to_string(signals.specs.size() + signals.switched_off.size()),
                           std::to_string(signals.specs.size()), ""});
  summary.lines.push_back(
      {"training rows", "", std::to_string(signals.rows()), "past results, as known the day before"});
  summary.lines.push_back({"candidates", "", std::to_string(events), "as known on the as-of day"});
  summary.notes = notes_of(signals, asked);
}

}  // namespace
}  // namespace signals

Signals measure_signals(const Ledger& ledger, const std::vector<SignalSpec>& specs, const SignalOptions& options) {
  using namespace signals;
  Signals out;
  const std::vector<Resolved> resolved = resolve_all(ledger, specs, out.switched_off);
  const Rows rows = rows_of(ledger, options);
  options.run.report("signals", 0);
  Shared shared(ledger, rows, options.run);
  for (const Resolved& each : resolved) shared.prepare(each);
  out.values.resize(resolved.size());
  std::mutex reporting;
  std::size_t done = 0;
  parallel_chunks(options.run, resolved.size(), 1, [&](std::size_t s, std::size_t, std::size_t) {
    std::vector<double> values(rows.size());
    const bool counted = resolved[s].kind == Kind::sums || resolved[s].kind == Kind::history;
    if (options.slow_twin && counted) {
      const Recount recount(ledger, resolved[s], rows);
      for (std::size_t r = 0; r < rows.size(); ++r) values[r] = recount.value(r);
    } else {
      values = shared.measure(resolved[s]);
    }
    const auto split = values.begin() + static_cast<std::ptrdiff_t>(rows.training());
    out.values[s].now.assign(split, values.end());
    values.resize(rows.training());
    out.values[s].training = std::move(values);
    const std::lock_guard lock(reporting);
    options.run.report("signals", static_cast<double>(++done) / static_cast<double>(resolved.size()));
  });
  for (const Resolved& each : resolved) out.specs.push_back(each.spec);
  out.inspection = rows.inspection;
  for (std::size_t r = 0; r < rows.training(); ++r) {
    out.enterprise.push_back(rows.enterprise[r]);
    out.category.push_back(rows.category[r]);
    out.date.push_back(ledger.find_events("inspections")->date[rows.inspection[r]]);
    out.batches.push_back(ledger.inspections.batches[rows.inspection[r]]);
    out.nonconforming.push_back(ledger.inspections.revised_nonconforming[rows.inspection[r]]);
  }
  out.frame_fingerprint = ledger.frame.fingerprint;
  out.as_of = ledger.as_of;
  summarise(out, specs, ledger.frame.size());
  return out;
}

double transformed(Transform transform, double value) {
  switch (transform) {
    case Transform::log1p: return std::log1p(value);
    case Transform::sqrt: return std::sqrt(value);
    case Transform::identity:
    case Transform::spline: break;
  }
  return value;
}

}  // namespace sightline
