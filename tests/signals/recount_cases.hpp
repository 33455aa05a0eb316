// recount_cases.hpp: the sweeps against the slow twin, which recounts every row from the definition alone. Each program
// that includes it says which seeds of random cities it tries.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

#include "sightline/signals.hpp"
#include "signals/every_scope.hpp"
#include "signals/random_city.hpp"

namespace sightline::testing {

// All values agree: exactly, or to 1e-12 of the value where sums are decayed or averaged; a value that only rounding
// keeps from 0 may be off by 1e-15.
inline void expect_agreement(const Ledger& ledger, const std::vector<SignalSpec>& specs, bool exact) {
  const Signals fast = measure_signals(ledger, specs),
                slow = measure_signals(ledger, specs, {.slow_twin = true, .run = {}});
  ASSERT_EQ(fast.specs.size(), specs.size());
  std::size_t compared = 0;
  for (std::size_t s = 0; s < specs.size(); ++s)
    for (const bool training : {true, false}) {
      const std::vector<double>& a = training ? fast.values[s].training : fast.values[s].now;
      const std::vector<double>& b = training ? slow.values[s].training : slow.values[s].now;
      ASSERT_EQ(a.size(), training ? fast.rows() : ledger.frame.size());
      for (std::size_t r = 0; r < a.size(); ++r) {
        ++compared;
        if (std::isnan(b[r])) {
          ASSERT_TRUE(std::isnan(a[r])) << "signal " << s << " row " << r;
        } else if (exact) {
          ASSERT_EQ(a[r], b[r]) << "signal " << s << " row " << r << " scope " << specs[s].scope;
        } else {
          ASSERT_NEAR(a[r], b[r], 1e-12 * std::abs(b[r]) + 1e-15)
              << "signal " << s << " row " << r << " scope " << specs[s].scope << " others " << specs[s].others;
        }
      }
    }
  EXPECT_GT(compared, 1000u);
}

class EverySeed : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  const Ledger ledger = build_ledger(RandomCity(GetParam()).build());
};

TEST_P(EverySeed, CountsAgreeExactly) {
  for (const char* source : {"complaints", "inspections", "tested", "nonconforming", "conforming", "refused"}) {
    std::vector<SignalSpec> specs;
    for (const SignalSpec& each : in_every_scope(signal(Aggregate::count, source)))
      if (each.kernel == Kernel::disc) specs.push_back(each);
    expect_agreement(ledger, specs, true);
    for (SignalSpec& spec : specs) spec.window_days = 120;
    expect_agreement(ledger, specs, true);
  }
}

TEST_P(EverySeed, DecayedCountsAgree) {
  for (const char* source : {"complaints", "nonconforming"})
    for (const double half_life : {3.0, 180.0}) {
      SignalSpec base = signal(Aggregate::count, source);
      base.half_life_days = half_life;
      expect_agreement(ledger, in_every_scope(base), false);
    }
}

TEST_P(EverySeed, SumsMeansAndRatesAgree) {
  for (const auto& [aggregate, source] :
       {std::pair{Aggregate::sum, "complaints.severity"}, std::pair{Aggregate::sum, "inspections.score"},
        std::pair{Aggregate::mean, "inspections.score"}, std::pair{Aggregate::mean, "nonconforming"},
        std::pair{Aggregate::mean, "tested.score"}, std::pair{Aggregate::rate, "nonconforming"},
        std::pair{Aggregate::rate, "conforming"}}) {
    SignalSpec base = signal(aggregate, source);
    for (const double shrink : {0.0, 1.0, 5.0}) {
      base.shrink = shrink;
      expect_agreement(ledger, in_every_scope(base), false);
      base.window_days = 200;
      expect_agreement(ledger, in_every_scope(base), false);
      base.window_days = 0;
      base.half_life_days = 90;
      expect_agreement(ledger, in_every_scope(base), false);
      base.half_life_days = 0;
    }
  }
}

TEST_P(EverySeed, HistoryAgreesExactly) {
  for (const auto& [aggregate, source] :
       {std::pair{Aggregate::last, "nonconforming"}, std::pair{Aggregate::last, "inspections.score"},
        std::pair{Aggregate::last, "tested.score"}, std::pair{Aggregate::last, "complaints.severity"},
        std::pair{Aggregate::since, "inspections"}, std::pair{Aggregate::since, "nonconforming"},
        std::pair{Aggregate::since, "complaints"}, std::pair{Aggregate::first, "tested"},
        std::pair{Aggregate::first, "nonconforming"}, std::pair{Aggregate::gap, "conforming"},
        std::pair{Aggregate::gap, "complaints"}})
    for (const int nth : {1, 3}) {
      SignalSpec base = signal(aggregate, source);
      base.nth = nth;
      expect_agreement(ledger, in_every_scope(base), true);
    }
}

TEST_P(EverySeed, TrendsAgree) {
  for (const int nth : {1, 3})
    for (const double shrink : {0.5, 1.0}) {
      SignalSpec base = signal(Aggregate::trend, "inspections.score");
      base.nth = nth;
      base.shrink = shrink;
      std::vector<SignalSpec> specs = in_every_scope(base);
      const Signals fast = measure_signals(ledger, specs),
                    slow = measure_signals(ledger, specs, {.slow_twin = true, .run = {}});
      for (std::size_t s = 0; s < specs.size(); ++s)
        for (std::size_t r = 0; r < fast.rows(); ++r) {
          if (std::isnan(slow.values[s].training[r]))
            ASSERT_TRUE(std::isnan(fast.values[s].training[r]));
          else  // scores up to 1000 over at least half a year^2: differences cancel to about 1e-12
            ASSERT_NEAR(fast.values[s].training[r], slow.values[s].training[r], 1e-10);
        }
    }
}

TEST_P(EverySeed, WhereAndExposureAgree) {
  for (const auto& [column, value] :
       {std::pair{"status", "accepted"}, std::pair{"status", "accepted|open"}, std::pair{"status", "!=malicious"},
        std::pair{"severity", ">=2.7"}, std::pair{"severity", "!=<2"}, std::pair{"severity", "0.7|3.7"}})
    for (const Exposure per : {Exposure::none, Exposure::enterprises, Exposure::volume}) {
      SignalSpec base = signal(Aggregate::count, "complaints");
      base.where_column = column;
      base.where_value = value;
      base.per = per;
      expect_agreement(ledger, in_every_scope(base), false);
    }
}

TEST_P(EverySeed, WalksOverRelationsAgree) {
  std::vector<SignalSpec> specs;
  for (const auto& [aggregate, source] :
       {std::pair{Aggregate::count, "nonconforming"}, std::pair{Aggregate::sum, "complaints.severity"},
        std::pair{Aggregate::mean, "inspections.score"}, std::pair{Aggregate::rate, "nonconforming"}})
    for (const char* via : {"supplies", "same_owner", "supplies+same_owner:0.25"})
      for (const Direction direction : {Direction::natural, Direction::up, Direction::down, Direction::both})
        for (const int steps : {1, 2, 3}) {
          SignalSpec spec = signal(aggregate, source);
          spec.via = via;
          spec.direction = direction;
          spec.steps = steps;
          spec.half_life_days = 120;
          specs.push_back(spec);
        }
  expect_agreement(ledger, specs, false);
}

TEST_P(EverySeed, LongHistoriesOfShortMemoriesDoNotOverflow) {
  SignalSpec base = signal(Aggregate::mean, "inspections.score");
  base.half_life_days = 0.25;  // 4000 halvings over the city's years
  const Signals fast = measure_signals(ledger, in_every_scope(base));
  for (const SignalValues& values : fast.values)
    for (const double value : values.training) EXPECT_FALSE(std::isinf(value));
  base.aggregate = Aggregate::count;
  base.source = "tested";
  base.half_life_days = 1;
  expect_agreement(ledger, in_every_scope(base), false);
}

TEST_P(EverySeed, PermutingRowsChangesNoValue) {
  const Ledger turned = build_ledger(RandomCity(GetParam()).build(true));
  for (const auto& [aggregate, source] :
       {std::pair{Aggregate::sum, "complaints.severity"}, std::pair{Aggregate::rate, "nonconforming"},
        std::pair{Aggregate::since, "nonconforming"}, std::pair{Aggregate::last, "inspections.score"}}) {
    SignalSpec base = signal(aggregate, source);
    if (aggregate != Aggregate::since && aggregate != Aggregate::last) base.half_life_days = 70;
    const Signals a = measure_signals(ledger, in_every_scope(base)), b = measure_signals(turned, in_every_scope(base));
    for (std::size_t s = 0; s < a.values.size(); ++s)
      for (std::size_t c = 0; c < ledger.frame.size(); ++c) ASSERT_PRED2(same, a.values[s].now[c], b.values[s].now[c]);
  }
}

TEST_P(EverySeed, OneThreadAndSeveralGiveTheSameBytes) {
  std::vector<SignalSpec> specs = in_every_scope(signal(Aggregate::rate, "nonconforming"));
  const Signals one = measure_signals(ledger, specs, {.slow_twin = false, .run = {.threads = 1, .progress = {}}});
  const Signals two = measure_signals(ledger, specs, {.slow_twin = false, .run = {.threads = 2, .progress = {}}});
  for (std::size_t s = 0; s < specs.size(); ++s)
    for (std::size_t r = 0; r < one.rows(); ++r)
      ASSERT_PRED2(same, one.values[s].training[r], two.values[s].training[r]);
}

}  // namespace sightline::testing
