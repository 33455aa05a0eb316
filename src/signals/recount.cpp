#include "signals/recount.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "ledger/reports/worth_column.hpp"

namespace sightline::signals {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double squared_distance(float ax, float ay, float bx, float by) {
  const double dx = static_cast<double>(ax) - static_cast<double>(bx),
               dy = static_cast<double>(ay) - static_cast<double>(by);
  return dx * dx + dy * dy;
}

}  // namespace

// The texts that must be equal; "" = none.
std::string Recount::value_of_part(const std::string& part, Index e, Index c) const {
  if (part == "category") return c == no_index ? "" : std::string(ledger_.text(ledger_.categories.id[c]));
  if (e == no_index) return "";
  if (part == "enterprise") return std::string(ledger_.text(ledger_.enterprises.id[e]));
  if (part == "district") {
    const Index d = ledger_.district_of[e];
    return d == no_index ? "" : std::string(ledger_.text(ledger_.districts.id[d]));
  }
  const Column* column = scope_column(ledger_.enterprises.table.get(), part);
  return comparable(part, text_in(*ledger_.pool, *column, ledger_.enterprises.source_row[e]));
}

std::string Recount::value_of_part(const std::string& part, std::uint32_t i) const {
  const Events& events = *resolved_.events;
  if (part == "district") {
    const Index d = events.district[i];
    return d == no_index ? "" : std::string(ledger_.text(ledger_.districts.id[d]));
  }
  const Column* own = part == "enterprise" || part == "category" ? nullptr : scope_column(events.table.get(), part);
  if (own != nullptr)
    if (const std::string text = text_in(*ledger_.pool, *own, events.row[i]); !text.empty())
      return comparable(part, text);
  return value_of_part(part, events.enterprise[i], events.category[i]);
}

std::vector<Index> Recount::nearest(Index e) const {
  std::vector<std::pair<double, Index>> others;
  for (Index other = 0; other < ledger_.enterprises.size(); ++other)
    if (const double d = squared_distance(ledger_.x[e], ledger_.y[e], ledger_.x[other], ledger_.y[other]);
        other != e && !std::isnan(d))
      others.emplace_back(d, other);
  std::sort(others.begin(), others.end());
  others.resize(std::min(others.size(), static_cast<std::size_t>(spec_.nearest)));
  std::vector<Index> found;
  for (const auto& [d, other] : others) found.push_back(other);
  return found;
}

// Every path of at most `steps` edges that are valid on the day, one by one.
void Recount::walk_on(const Relations& relations, Date day, Index at, double chance, int step,
                      std::map<Index, double>& met) const {
  std::vector<std::pair<Index, double>> ways;
  double sum = 0;
  for (std::size_t i = 0; i < relations.size(); ++i) {
    const std::string_view name = ledger_.text(relations.kind[i]);
    if ((relations.since[i].known() && day < relations.since[i]) ||
        (relations.until[i].known() && day > relations.until[i]))
      continue;
    for (const RelationKind& kind : resolved_.relations.kinds) {
      if (kind.name != name) continue;
      const bool mutual =
          spec_.direction == Direction::both || (spec_.direction == Direction::natural && name.starts_with("same_"));
      if (relations.to[i] == at && (mutual || spec_.direction != Direction::down))
        ways.emplace_back(relations.from[i], kind.weight * relations.weight[i]);
      if (relations.from[i] == at && (mutual || spec_.direction == Direction::down))
        ways.emplace_back(relations.to[i], kind.weight * relations.weight[i]);
    }
  }
  for (const auto& way : ways) sum += way.second;
  for (const auto& [other, weight] : ways) {
    met[other] += std::pow(1 - spec_.restart, step - 1) * chance * weight / sum;
    if (step < spec_.steps) walk_on(relations, day, other, chance * weight / sum, step + 1, met);
  }
}

Recount::Place Recount::place_of(std::size_t row) const {
  const Index e = rows_.enterprise[row];
  Place place{e, true, {}, {}, {}};
  if (!spec_.via.empty()) {
    walk_on(build_relations(ledger_), rows_.day[row], e, 1, 1, place.met);
    place.met.erase(e);
  } else if (spec_.nearest > 0) {
    place.near = nearest(e);
    place.covered = !place.near.empty();
  } else if (spec_.within_m > 0) {
    place.covered = !std::isnan(ledger_.x[e]);
  } else {
    for (const std::string& part : resolved_.scope) {
      place.values.push_back(value_of_part(part, e, rows_.category[row]));
      place.covered = place.covered && !place.values.back().empty();
    }
  }
  return place;
}

bool Recount::in_scope(std::uint32_t i, const Place& place, double& kernel) const {
  const Events& events = *resolved_.events;
  const Index e = place.enterprise;
  kernel = 1;
  if (!place.covered) return false;
  if (!spec_.via.empty()) {
    const auto found = place.met.find(events.enterprise[i]);
    kernel = found == place.met.end() ? 0 : found->second;
    return found != place.met.end();
  }
  if (spec_.nearest > 0)
    return std::find(place.near.begin(), place.near.end(), events.enterprise[i]) != place.near.end();
  if (spec_.others && events.enterprise[i] == e) return false;
  if (spec_.within_m > 0) {
    const double d = squared_distance(ledger_.x[e], ledger_.y[e], events.x[i], events.y[i]);
    if (spec_.kernel == Kernel::quadratic) kernel = 1 - d / (spec_.within_m * spec_.within_m);
    return d <= spec_.within_m * spec_.within_m;
  }
  for (std::size_t p = 0; p < resolved_.scope.size(); ++p)
    if (place.values[p] != value_of_part(resolved_.scope[p], i)) return false;
  return true;
}

// Does event i count on `day`, and with what?
bool Recount::item_of(std::uint32_t i, Date day, Item& item) const {
  const Events& events = *resolved_.events;
  if (events.known[i] > day || !resolved_.where.takes(events.row[i])) return false;
  const std::int32_t age = day - events.known[i];
  if (spec_.window_days > 0 && age >= spec_.window_days) return false;
  item = {i, spec_.half_life_days > 0 ? std::exp2(-age / spec_.half_life_days) : 1, 1, unknown};
  if (const Column* worth = events.table->find(worth_column); worth != nullptr) {
    item.mass = worth->numbers[events.row[i]];
    if (item.mass <= 0) return false;
  }
  if (events.name == "inspections") {
    const Result result = ledger_.inspections.result_as_of(i, day);
    if (spec_.aggregate == Aggregate::rate) {
      const std::uint32_t n = ledger_.inspections.batches[i], k = ledger_.inspections.nonconforming_as_of(i, day);
      item.mass = n;
      item.column = resolved_.set == EventSet::nonconforming ? k : n - k;
      return result == Result::conforming || result == Result::nonconforming;
    }
    if (!in_set(resolved_.set, result)) return false;
    if (resolved_.outcome) item.column = result == Result::nonconforming ? 1 : 0;
  }
  if (resolved_.column != nullptr) item.column = number_in(*resolved_.column, events.row[i]);
  return resolved_.column == nullptr || spec_.aggregate == Aggregate::last || !std::isnan(item.column);
}

std::vector<Recount::Item> Recount::items(std::size_t row) const {
  std::vector<Item> items;
  const Events& events = *resolved_.events;
  const Place place = place_of(row);
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    Item item;
    double kernel = 1;
    if (!item_of(i, rows_.day[row], item) || !in_scope(i, place, kernel)) continue;
    item.weight *= kernel;
    items.push_back(item);
  }
  std::stable_sort(items.begin(), items.end(),
                   [&](const Item& a, const Item& b) { return events.date[a.event] < events.date[b.event]; });
  return items;
}

double Recount::mean_of_everything(Date day) const {
  double mass = 0, amount = 0;
  for (std::uint32_t i = 0; i < resolved_.events->size(); ++i)
    if (Item item; item_of(i, day, item)) {
      mass += item.weight * item.mass;
      amount += item.weight * (spec_.aggregate == Aggregate::rate ? item.column : item.mass * item.column);
    }
  return amount / mass;
}

double Recount::sums(std::size_t row) const {
  double mass = 0, amount = 0;
  const bool counts = spec_.aggregate == Aggregate::count, adds = spec_.aggregate == Aggregate::sum;
  const bool covered = place_of(row).covered;
  for (const Item& item : items(row)) {
    mass += item.weight * item.mass;
    if (!counts) amount += item.weight * (spec_.aggregate == Aggregate::rate ? 1 : item.mass) * item.column;
  }
  if (counts || adds)
    return covered ? (counts ? mass : amount) / (spec_.per == Exposure::none ? 1 : exposure(row)) : unknown;
  if (mass + spec_.shrink <= 0) return unknown;
  return (amount + (spec_.shrink > 0 ? spec_.shrink * mean_of_everything(rows_.day[row]) : 0)) / (mass + spec_.shrink);
}

double Recount::history(std::size_t row) const {
  if (!place_of(row).covered) return unknown;
  const std::vector<Item> found = items(row);
  const std::size_t n = found.size(), nth = static_cast<std::size_t>(spec_.nth);
  const auto date = [&](std::size_t back) { return resolved_.events->date[found[n - back].event]; };  // 1 = the last
  switch (spec_.aggregate) {
    case Aggregate::last: return n >= nth ? found[n - nth].column : unknown;
    case Aggregate::since: return n >= nth ? rows_.day[row] - date(nth) : spec_.never_days;
    case Aggregate::gap: return n >= nth + 1 ? date(nth) - date(nth + 1) : spec_.never_days;
    case Aggregate::first: return n >= 1 ? rows_.day[row] - date(n) : 0;
    default: break;
  }
  const std::size_t count = std::min(n, nth < 2 ? 5 : nth);
  if (count < 2) return 0;
  double mean_t = 0, mean_v = 0, both = 0, spread = 0;
  for (std::size_t back = 1; back <= count; ++back) {
    mean_t += (date(back) - date(1)) / 365.25 / static_cast<double>(count);
    mean_v += found[n - back].column / static_cast<double>(count);
  }
  for (std::size_t back = 1; back <= count; ++back) {
    const double t = (date(back) - date(1)) / 365.25 - mean_t;
    both += t * (found[n - back].column - mean_v);
    spread += t * t;
  }
  return spread + spec_.shrink > 0 ? both / (spread + spec_.shrink) : 0;
}

// The candidates of the frame in the row's scope: their distinct enterprises, or their volume.
double Recount::exposure(std::size_t row) const {
  const Index e = rows_.enterprise[row];
  const Place place = place_of(row);
  std::set<Index> enterprises;
  double volume = 0;
  for (std::size_t c = 0; c < ledger_.frame.size(); ++c) {
    const Index other = ledger_.frame.enterprise[c];
    bool inside = !(spec_.others && other == e);
    if (spec_.nearest > 0)
      inside = std::find(place.near.begin(), place.near.end(), other) != place.near.end();
    else if (spec_.within_m > 0)
      inside = inside && squared_distance(ledger_.x[e], ledger_.y[e], ledger_.x[other], ledger_.y[other]) <=
                             spec_.within_m * spec_.within_m;
    else
      for (std::size_t p = 0; p < resolved_.scope.size(); ++p)
        inside = inside && place.values[p] == value_of_part(resolved_.scope[p], other, ledger_.frame.category[c]);
    if (!inside) continue;
    enterprises.insert(other);
    if (!std::isnan(ledger_.frame.volume[c])) volume += ledger_.frame.volume[c];
  }
  if (spec_.per == Exposure::enterprises) return std::max(1.0, static_cast<double>(enterprises.size()));
  return volume > 0 ? volume : unknown;
}

double Recount::value(std::size_t row) const { return resolved_.kind == Kind::sums ? sums(row) : history(row); }

}  // namespace sightline::signals
