// spreads.hpp: where an event's share goes and what a row reads: the same value, the nearest enterprises, a circle.
#pragma once

#include <span>
#include <vector>

#include "signals/nearby/neighbours.hpp"
#include "signals/nearby/sites.hpp"
#include "signals/resolved.hpp"
#include "signals/scope/scopes.hpp"
#include "signals/sweep/exact_sum.hpp"
#include "signals/sweep/walk.hpp"

namespace sightline::signals {

struct Reading {
  ExactSum mass, amount;
  std::int64_t live = 0;  // events that count
  void subtract(const Reading& other) {
    mass.add(other.mass, -1);
    amount.add(other.amount, -1);
    live -= other.live;
  }
};

class Spread {
 public:
  virtual ~Spread() = default;
  virtual void add(std::uint32_t event, Share share, int live) = 0;  // live: +1 enters, -1 leaves, 0 changes
  virtual void scale(double power_of_two) = 0;                       // all that has been added
  [[nodiscard]] virtual bool covers(std::size_t row) const = 0;      // the row has a value of the scope
  [[nodiscard]] virtual Reading read(std::size_t row) const = 0;
};

// One accumulator per key.
class KeySpread : public Spread {
 public:
  explicit KeySpread(const Scopes::Scope& scope)
      : of_row_(*scope.of_row), of_event_(*scope.of_event), cells_(scope.keys) {}
  void add(std::uint32_t event, Share share, int live) override;
  void scale(double power_of_two) override;
  bool covers(std::size_t row) const override { return of_row_[row] != no_index; }
  Reading read(std::size_t row) const override { return covers(row) ? cells_[of_row_[row]] : Reading{}; }

 protected:
  const Keys &of_row_, &of_event_;
  std::vector<Reading> cells_;
};

// One accumulator per enterprise; a row adds up those of its neighbours. scope: enterprise.
class NearestSpread : public KeySpread {
 public:
  NearestSpread(const Scopes::Scope& scope, const Neighbours& neighbours) : KeySpread(scope), neighbours_(neighbours) {}
  bool covers(std::size_t row) const override { return !neighbours_.of(of_row_[row]).empty(); }
  Reading read(std::size_t row) const override;

 private:
  const Neighbours& neighbours_;
};

// One accumulator per enterprise; a row adds up those that its walk meets, by weight. scope: enterprise.
class WalkSpread : public KeySpread {
 public:
  WalkSpread(const Scopes::Scope& scope, const Rows& rows, const RelationGraph& graph, const SignalSpec& spec)
      : KeySpread(scope), rows_(rows), walk_(graph, spec.steps, spec.restart) {}
  bool covers(std::size_t) const override { return true; }
  Reading read(std::size_t row) const override;

 private:
  const Rows& rows_;
  mutable Walk walk_;  // remembers walks
};

// 1 or 1 - (d/r)^2 within the distance r, else 0.
struct KernelWeight {
  double reach_squared;
  bool quadratic;
  KernelWeight(const SignalSpec& spec)
      : reach_squared(spec.within_m * spec.within_m), quadratic(spec.kernel == Kernel::quadratic) {}
  [[nodiscard]] bool reaches(double squared) const { return squared <= reach_squared; }
  [[nodiscard]] double at(double squared) const { return quadratic ? 1 - squared / reach_squared : 1; }
};

// One accumulator per site; an event adds to every site within the distance.
class DiscSpread : public Spread {
 public:
  DiscSpread(const Events& events, const Rows& rows, const Sites& sites, const SignalSpec& spec);
  void add(std::uint32_t event, Share share, int live) override;
  void scale(double power_of_two) override;
  bool covers(std::size_t row) const override { return sites_.of_enterprise(rows_.enterprise[row]) != no_index; }
  Reading read(std::size_t row) const override;

 private:
  const Events& events_;
  const Rows& rows_;
  const Sites& sites_;
  KernelWeight weight_;
  bool with_amounts_;
  std::vector<double> mass_high_, mass_low_, amount_high_, amount_low_;  // apart, so that a run of sites is one loop
  std::vector<std::int32_t> live_;
};

// The part of a DiscSpread that comes from the row's own enterprise. scope: enterprise.
class OwnDiscSpread : public KeySpread {
 public:
  OwnDiscSpread(const Ledger& ledger, const Events& events, const Scopes::Scope& scope, const SignalSpec& spec)
      : KeySpread(scope), ledger_(ledger), events_(events), weight_(spec) {}
  void add(std::uint32_t event, Share share, int live) override;

 private:
  const Ledger& ledger_;
  const Events& events_;
  KernelWeight weight_;
};

}  // namespace sightline::signals
