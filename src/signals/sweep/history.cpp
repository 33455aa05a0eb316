#include "signals/sweep/history.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace sightline::signals {
namespace {

constexpr double days_per_year = 365.25;

// Least-squares slope per year, held down by shrink (years^2).
double slope(const SignalSpec& spec, const std::vector<Date>& dates, const std::vector<double>& values) {
  const std::size_t n = dates.size();
  if (n < 2) return 0;
  double mean_t = 0, mean_v = 0, both = 0, spread = spec.shrink;
  const auto years = [&](std::size_t i) { return (dates[i] - dates[0]) / days_per_year; };
  for (std::size_t i = 0; i < n; ++i) mean_t += years(i), mean_v += values[i];
  mean_t /= static_cast<double>(n);
  mean_v /= static_cast<double>(n);
  for (std::size_t i = 0; i < n; ++i) {
    both += (years(i) - mean_t) * (values[i] - mean_v);
    spread += (years(i) - mean_t) * (years(i) - mean_t);
  }
  return spread > 0 ? both / spread : 0;
}

// How many of the last events a value needs.
std::size_t events_needed(const SignalSpec& spec) {
  const auto nth = static_cast<std::size_t>(spec.nth);
  if (spec.aggregate == Aggregate::gap) return nth + 1;
  if (spec.aggregate == Aggregate::trend) return nth < 2 ? 5 : nth;
  return nth;
}

// From the newest events (newest first) and, for `first`, the date of the first one.
double history_value(const SignalSpec& spec, const std::vector<Date>& dates, const std::vector<double>& values,
                     Date first, Date day) {
  const auto nth = static_cast<std::size_t>(spec.nth);
  const bool enough = dates.size() >= events_needed(spec);
  switch (spec.aggregate) {
    case Aggregate::last: return enough ? values[nth - 1] : std::numeric_limits<double>::quiet_NaN();
    case Aggregate::since: return enough ? day - dates[nth - 1] : spec.never_days;
    case Aggregate::gap: return enough ? dates[nth - 1] - dates[nth] : spec.never_days;
    case Aggregate::first: return first.known() ? day - first : 0;
    default: return slope(spec, dates, values);
  }
}

// The events that count by now, per key in order of (date, ledger's order). Known order is nearly date order, so an
// event goes in near the end.
class Stacks {
 public:
  Stacks(const Events& events, std::vector<std::uint32_t> capacity) : events_(events) {
    begin_.push_back(0);
    for (const std::uint32_t each : capacity) begin_.push_back(begin_.back() + each);
    size_.assign(capacity.size(), 0);
    event_.resize(begin_.back());
  }
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t key) const {
    return std::span(event_).subspan(begin_[key], size_[key]);
  }
  [[nodiscard]] bool before(std::uint32_t a, std::uint32_t b) const {
    return events_.date[a] != events_.date[b] ? events_.date[a] < events_.date[b] : a < b;
  }
  void insert(std::size_t key, std::uint32_t event) {
    std::uint32_t* const begin = event_.data() + begin_[key];
    std::uint32_t* at = begin + size_[key]++;
    for (; at != begin && before(event, at[-1]); --at) *at = at[-1];
    *at = event;
  }
  void remove(std::size_t key, std::uint32_t event) {
    std::uint32_t* const begin = event_.data() + begin_[key];
    std::uint32_t* const end = begin + size_[key]--;
    std::uint32_t* const at = std::lower_bound(begin, end, event, [&](auto a, auto b) { return before(a, b); });
    std::copy(at + 1, end, at);
  }

 private:
  const Events& events_;
  std::vector<std::size_t> begin_;
  std::vector<std::uint32_t> size_, event_;
};

// Which keys an event goes to and a row looks at. Within a distance the keys are cells of that width around the
// position.
class Places {
 public:
  Places(const HistoryTask& task, const Rows& rows) : task_(task), rows_(rows), events_(*task.resolved->events) {
    if (task.scope != nullptr) {
      keys_ = task.scope->keys;
      return;
    }
    of_event_.assign(events_.size(), no_index);
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (std::isnan(events_.x[i])) continue;
      const auto next = static_cast<Index>(cells_.size());
      of_event_[i] = cells_.try_emplace(cell_of(events_.x[i], events_.y[i]), next).first->second;
    }
    keys_ = cells_.size();
  }
  [[nodiscard]] std::size_t keys() const { return keys_; }
  [[nodiscard]] Index of_event(std::uint32_t event) const {
    return task_.scope != nullptr ? (*task_.scope->of_event)[event] : of_event_[event];
  }
  // False when the row has no value of the scope.
  bool of_row(std::size_t row, std::vector<Index>& keys) const {
    keys.clear();
    const Index e = rows_.enterprise[row];
    if (task_.neighbours != nullptr) {
      const auto near = task_.neighbours->of(e);
      keys.assign(near.begin(), near.end());
      return !keys.empty();
    }
    if (task_.scope != nullptr) {
      keys.push_back((*task_.scope->of_row)[row]);
      return keys[0] != no_index;
    }
    const Ledger& ledger = *task_.ledger;
    if (std::isnan(ledger.x[e])) return false;
    const auto [column, line] = cell_of(ledger.x[e], ledger.y[e]);
    for (std::int64_t dx = -1; dx <= 1; ++dx)
      for (std::int64_t dy = -1; dy <= 1; ++dy)
        if (const auto found = cells_.find({column + dx, line + dy}); found != cells_.end())
          keys.push_back(found->second);
    return true;
  }
  // Does the row look at this event of one of its keys?
  [[nodiscard]] bool sees(std::size_t row, std::uint32_t event) const {
    const SignalSpec& spec = task_.resolved->spec;
    const Index e = rows_.enterprise[row];
    if (spec.others && events_.enterprise[event] == e) return false;
    if (spec.within_m <= 0) return true;
    const double dx = static_cast<double>(events_.x[event]) - static_cast<double>(task_.ledger->x[e]);
    const double dy = static_cast<double>(events_.y[event]) - static_cast<double>(task_.ledger->y[e]);
    return dx * dx + dy * dy <= spec.within_m * spec.within_m;
  }

 private:
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> cell_of(float x, float y) const {
    const double width = task_.resolved->spec.within_m * (1 + 1e-9);  // so that rounding puts nothing two cells away
    return {std::llround(std::floor(static_cast<double>(x) / width)),
            std::llround(std::floor(static_cast<double>(y) / width))};
  }
  const HistoryTask& task_;
  const Rows& rows_;
  const Events& events_;
  std::size_t keys_ = 0;
  Keys of_event_;
  std::map<std::pair<std::int64_t, std::int64_t>, Index> cells_;
};

class History {
 public:
  History(const HistoryTask& task, Source source, const Rows& rows)
      : spec_(task.resolved->spec),
        events_(*task.resolved->events),
        source_(std::move(source)),
        rows_(rows),
        places_(task, rows),
        stacks_(events_, capacities()) {}

  void advance(Date day) {
    while (true) {
      const bool enters = entered_ < events_.size() && events_.known[entered_] <= day;
      const bool changes = revised_ < source_.revisions.size() && source_.revisions[revised_].day <= day;
      if (!enters && !changes) return;
      if (enters && (!changes || events_.known[entered_] <= source_.revisions[revised_].day)) {
        const auto event = static_cast<std::uint32_t>(entered_++);
        if (source_.share[event].mass > 0 && places_.of_event(event) != no_index)
          stacks_.insert(places_.of_event(event), event);
      } else {
        revise(source_.revisions[revised_++]);
      }
    }
  }

  [[nodiscard]] double value(std::size_t row) {
    if (!places_.of_row(row, keys_)) return std::numeric_limits<double>::quiet_NaN();
    dates_.clear();
    values_.clear();
    if (spec_.aggregate == Aggregate::first)
      return history_value(spec_, dates_, values_, first_date(row), rows_.day[row]);
    find_newest(row, events_needed(spec_));
    for (const std::uint32_t event : newest_) {
      dates_.push_back(events_.date[event]);
      values_.push_back(source_.share[event].amount);
    }
    return history_value(spec_, dates_, values_, {}, rows_.day[row]);
  }

 private:
  std::vector<std::uint32_t> capacities() const {
    std::vector<std::uint32_t> capacity(places_.keys(), 0);
    std::vector<bool> ever(events_.size());
    for (std::size_t i = 0; i < events_.size(); ++i) ever[i] = source_.share[i].mass > 0;
    for (const Revision& revision : source_.revisions)
      if (revision.share.mass > 0) ever[revision.event] = true;
    for (std::uint32_t i = 0; i < events_.size(); ++i)
      if (ever[i] && places_.of_event(i) != no_index) ++capacity[places_.of_event(i)];
    return capacity;
  }
  void revise(const Revision& revision) {
    Share& share = source_.share[revision.event];
    const Index key = places_.of_event(revision.event);
    const bool was = share.mass > 0, is = revision.share.mass > 0;
    share = revision.share;
    if (key == no_index) return;
    if (was && !is) stacks_.remove(key, revision.event);
    if (!was && is) stacks_.insert(key, revision.event);
  }
  // The newest `count` events that the row sees, newest first.
  void find_newest(std::size_t row, std::size_t count) {
    newest_.clear();
    for (const Index key : keys_) {
      const auto stack = stacks_.of(key);
      for (std::size_t i = stack.size(); i-- > 0;) {
        const std::uint32_t event = stack[i];
        if (newest_.size() == count && stacks_.before(event, newest_.back())) break;
        if (!places_.sees(row, event)) continue;
        const auto at =
            std::find_if(newest_.begin(), newest_.end(), [&](auto each) { return stacks_.before(each, event); });
        newest_.insert(at, event);
        if (newest_.size() > count) newest_.pop_back();
      }
    }
  }
  [[nodiscard]] Date first_date(std::size_t row) const {
    Date first;
    for (const Index key : keys_)
      for (const std::uint32_t event : stacks_.of(key)) {
        if (first.known() && events_.date[event] >= first) break;
        if (!places_.sees(row, event)) continue;
        first = events_.date[event];
        break;
      }
    return first;
  }

  const SignalSpec& spec_;
  const Events& events_;
  Source source_;
  const Rows& rows_;
  Places places_;
  Stacks stacks_;
  std::size_t entered_ = 0, revised_ = 0;
  std::vector<Index> keys_;
  std::vector<std::uint32_t> newest_;
  std::vector<Date> dates_;
  std::vector<double> values_;
};

}  // namespace

std::vector<double> sweep_history(const HistoryTask& task, Source source, const Rows& rows) {
  History history(task, std::move(source), rows);
  std::vector<double> values(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r == 0 || rows.day[r] != rows.day[r - 1]) history.advance(rows.day[r]);
    values[r] = history.value(r);
  }
  return values;
}

}  // namespace sightline::signals
