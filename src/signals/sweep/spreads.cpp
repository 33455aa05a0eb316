#include "signals/sweep/spreads.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::signals {
namespace {

void put(Reading& cell, Share share, int live) {
  cell.mass.add(share.mass);
  cell.amount.add(share.amount);
  cell.live += live;
}

double squared(float ax, float ay, float bx, float by) {
  const double dx = static_cast<double>(ax) - static_cast<double>(bx),
               dy = static_cast<double>(ay) - static_cast<double>(by);
  return dx * dx + dy * dy;
}

// high + low += term, without a branch.
inline void two_sum(double& high, double& low, double term) {
  const double sum = high + term, part = sum - high;
  low += (high - (sum - part)) + (term - part);
  high = sum;
}

struct SiteRun {  // consecutive sites
  const float *x, *y;
  double *mass_high, *mass_low, *amount_high, *amount_low;
  std::int32_t* live;
  std::size_t size;
};

// Sites beyond the distance get a term of 0, which changes nothing: the loop has no branch and runs several sites at
// once.
template <bool quadratic, bool with_amounts>
void push(const SiteRun& run, float x, float y, double reach_squared, Share share, int live) {
  const double east = static_cast<double>(x), north = static_cast<double>(y);
  for (std::size_t s = 0; s < run.size; ++s) {
    const double dx = east - static_cast<double>(run.x[s]), dy = north - static_cast<double>(run.y[s]);
    const double distance = dx * dx + dy * dy;
    const bool inside = distance <= reach_squared;
    const double weight = quadratic ? 1 - distance / reach_squared : 1;
    two_sum(run.mass_high[s], run.mass_low[s], inside ? weight * share.mass : 0);
    if constexpr (with_amounts) two_sum(run.amount_high[s], run.amount_low[s], inside ? weight * share.amount : 0);
    run.live[s] += inside ? live : 0;
  }
}

}  // namespace

void KeySpread::add(std::uint32_t event, Share share, int live) {
  if (const Index key = of_event_[event]; key != no_index) put(cells_[key], share, live);
}

void KeySpread::scale(double power_of_two) {
  for (Reading& cell : cells_) cell.mass.scale(power_of_two), cell.amount.scale(power_of_two);
}

Reading NearestSpread::read(std::size_t row) const {
  Reading total;
  for (const Index e : neighbours_.of(of_row_[row])) {
    if (cells_[e].live == 0) continue;
    total.mass.add(cells_[e].mass);
    total.amount.add(cells_[e].amount);
    total.live += cells_[e].live;
  }
  return total;
}

Reading WalkSpread::read(std::size_t row) const {
  Reading total;
  for (const Met& met : walk_.from(of_row_[row], rows_.day[row])) {
    const Reading& cell = cells_[met.enterprise];
    if (cell.live == 0) continue;
    total.mass.add(met.weight * cell.mass.value());
    total.amount.add(met.weight * cell.amount.value());
    total.live += cell.live;
  }
  return total;
}

DiscSpread::DiscSpread(const Events& events, const Rows& rows, const Sites& sites, const SignalSpec& spec)
    : events_(events), rows_(rows), sites_(sites), weight_(spec), with_amounts_(spec.aggregate != Aggregate::count) {
  for (auto* column : {&mass_high_, &mass_low_, &amount_high_, &amount_low_}) column->assign(sites.size(), 0);
  live_.assign(sites.size(), 0);
}

void DiscSpread::add(std::uint32_t event, Share share, int live) {
  const float x = events_.x[event], y = events_.y[event];
  if (std::isnan(x)) return;
  const auto push_run = weight_.quadratic ? (with_amounts_ ? push<true, true> : push<true, false>)
                                          : (with_amounts_ ? push<false, true> : push<false, false>);
  sites_.near(x, y, [&](std::size_t begin, std::size_t end) {
    const SiteRun run{
        sites_.x().data() + begin,   sites_.y().data() + begin,  mass_high_.data() + begin, mass_low_.data() + begin,
        amount_high_.data() + begin, amount_low_.data() + begin, live_.data() + begin,      end - begin};
    push_run(run, x, y, weight_.reach_squared, share, live);
  });
}

void DiscSpread::scale(double power_of_two) {
  for (auto* column : {&mass_high_, &mass_low_, &amount_high_, &amount_low_})
    for (double& value : *column) value *= power_of_two;
}

Reading DiscSpread::read(std::size_t row) const {
  const Index site = sites_.of_enterprise(rows_.enterprise[row]);
  if (site == no_index) return {};
  return {{mass_high_[site], mass_low_[site]}, {amount_high_[site], amount_low_[site]}, live_[site]};
}

void OwnDiscSpread::add(std::uint32_t event, Share share, int live) {
  const Index e = events_.enterprise[event];
  if (e == no_index) return;
  const double distance = squared(events_.x[event], events_.y[event], ledger_.x[e], ledger_.y[e]);
  if (!weight_.reaches(distance)) return;  // also when either has no position
  KeySpread::add(event, {weight_.at(distance) * share.mass, weight_.at(distance) * share.amount}, live);
}

}  // namespace sightline::signals
