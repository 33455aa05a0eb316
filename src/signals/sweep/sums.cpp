#include "signals/sweep/sums.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace sightline::signals {
namespace {

// Exponential memory without decaying anything: an event of day k adds its share times 2^(k/h - shift), a reading of
// day d is multiplied by 2^(shift - d/h). The shift grows by 512 now and then to stay within a double; as a power of
// two it is exact.
class Memory {
 public:
  static constexpr int step = 512;
  Memory(double half_life_days, Date origin) : half_life_(half_life_days), origin_(origin) {}

  [[nodiscard]] bool overflows(Date known) const { return half_life_ > 0 && halvings(known) - shift_ > step; }
  void shift() { shift_ += step; }

  double weight(Date known) {
    if (half_life_ <= 0) return 1;
    if (known != day_) {
      day_ = known;
      halvings_ = halvings(known);
    }
    const double whole = std::floor(halvings_);
    return std::ldexp(std::exp2(halvings_ - whole), static_cast<int>(whole) - shift_);
  }
  double reading(Date day) {
    if (half_life_ <= 0) return 1;
    const double whole = std::floor(halvings(day));
    return std::ldexp(std::exp2(whole - halvings(day)), shift_ - static_cast<int>(whole));
  }

 private:
  [[nodiscard]] double halvings(Date day) const { return (day - origin_) / half_life_; }
  double half_life_;
  Date origin_, day_;
  double halvings_ = 0;
  int shift_ = 0;
};

class Sweep {
 public:
  Sweep(const SumTask& task, Source source)
      : spec_(task.resolved->spec),
        events_(*task.resolved->events),
        source_(std::move(source)),
        spreads_{task.all, task.total, task.own},
        memory_(spec_.half_life_days, events_.size() == 0 ? Date::from_days(0) : events_.known[0]),
        window_(spec_.window_days > 0 ? static_cast<std::int32_t>(std::ceil(spec_.window_days)) : 0) {}

  // Brings everything to the end of `day`: what became known, what was revised, what fell out of the window, in order
  // of days (on one day in this order).
  void advance(Date day) {
    constexpr Date never = Date::from_days(std::numeric_limits<std::int32_t>::max());
    while (true) {
      const Date enters = entered_ < events_.size() ? events_.known[entered_] : never;
      const Date changes = revised_ < source_.revisions.size() ? source_.revisions[revised_].day : never;
      const Date leaves = window_ > 0 && left_ < entered_ ? events_.known[left_] + window_ : never;
      if (std::min({enters, changes, leaves}) > day) return;
      if (enters <= changes && enters <= leaves)
        enter();
      else if (changes <= leaves)
        revise();
      else
        leave();
    }
  }
  [[nodiscard]] double reading(Date day) { return memory_.reading(day); }

 private:
  void add(std::uint32_t event, Share share, double sign, int live) {
    const double weight = sign * memory_.weight(events_.known[event]);
    for (Spread* spread : spreads_)
      if (spread != nullptr) spread->add(event, {weight * share.mass, weight * share.amount}, live);
  }
  void enter() {
    const auto event = static_cast<std::uint32_t>(entered_++);
    while (memory_.overflows(events_.known[event])) {
      for (Spread* spread : spreads_)
        if (spread != nullptr) spread->scale(std::ldexp(1.0, -Memory::step));
      memory_.shift();
    }
    if (const Share share = source_.share[event]; share.mass > 0) add(event, share, 1, 1);
  }
  void revise() {
    const auto& [day, event, after] = source_.revisions[revised_++];
    Share& share = source_.share[event];
    if (event < left_) return;  // it fell out of the window before
    if (share.mass > 0) add(event, share, -1, -1);
    share = after;
    if (share.mass > 0) add(event, share, 1, 1);
  }
  void leave() {
    const auto event = static_cast<std::uint32_t>(left_++);
    if (const Share share = source_.share[event]; share.mass > 0) add(event, share, -1, -1);
  }

  const SignalSpec& spec_;
  const Events& events_;
  Source source_;
  std::array<Spread*, 3> spreads_;
  Memory memory_;
  std::int32_t window_;
  std::size_t entered_ = 0, revised_ = 0, left_ = 0;
};

double value_of(const SignalSpec& spec, const Reading& total, const Reading* all, double reading, bool covered) {
  const double mass = total.live > 0 ? total.mass.value() * reading : 0;
  const double amount = total.live > 0 ? total.amount.value() * reading : 0;
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  switch (spec.aggregate) {
    case Aggregate::count: return covered ? std::max(0.0, mass) : unknown;
    case Aggregate::sum: return covered ? amount : unknown;
    default: break;
  }
  if (mass + spec.shrink <= 0) return unknown;
  if (spec.shrink == 0) return amount / mass;
  const double mean = all->live > 0 ? all->amount.value() / all->mass.value() : unknown;
  return (amount + spec.shrink * mean) / (mass + spec.shrink);
}

}  // namespace

std::vector<double> sweep_sums(const SumTask& task, Source source, const Rows& rows) {
  Sweep sweep(task, std::move(source));
  std::vector<double> values(rows.size());
  double reading = 1;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r == 0 || rows.day[r] != rows.day[r - 1]) {
      sweep.advance(rows.day[r]);
      reading = sweep.reading(rows.day[r]);
    }
    Reading total = task.total->read(r);
    if (task.own != nullptr) total.subtract(task.own->read(r));
    Reading all;
    if (task.all != nullptr) all = task.all->read(r);
    values[r] = value_of(task.resolved->spec, total, &all, reading, task.total->covers(r));
    if (!task.exposure.empty()) values[r] /= task.exposure[r];
  }
  return values;
}

}  // namespace sightline::signals
