// Nothing that was learnt on the day of an inspection or later reaches that inspection's own training row.
#include <gtest/gtest.h>

#include <cmath>

#include "ledger/small_evidence.hpp"
#include "sightline/signals.hpp"
#include "signals/every_scope.hpp"
#include "signals/random_city.hpp"

namespace sightline {
namespace {

using testing::RandomCity;
using testing::SmallEvidence;

TEST(Leaks, AComplaintKnownLaterIsNotInTheRow) {
  const Ledger ledger =
      build_ledger(SmallEvidence()
                       .table("inspections", "enterprise_id,category_id,date,result\na,c,2020-05-10,nonconforming\n")
                       .table("complaints",
                              "date,known_on,enterprise_id\n2020-05-01,2020-05-10,a\n2020-05-02,2020-05-09,a\n"
                              "2020-05-03,2020-06-01,a\n")
                       .as_of({2020, 12, 31})
                       .build());
  SignalSpec spec = testing::signal(Aggregate::count, "complaints");
  spec.scope = "enterprise";
  const Signals signals = measure_signals(ledger, {spec});
  EXPECT_EQ(signals.values[0].training, (std::vector<double>{1})) << "the one known on 9 May";
  EXPECT_EQ(signals.values[0].now, (std::vector<double>{3}));
}

TEST(Leaks, AResultRevisedLaterIsSeenUnrevised) {
  const Ledger ledger =
      build_ledger(SmallEvidence()
                       .table("inspections",
                              "enterprise_id,category_id,date,result,revised_on,revised_result\n"
                              "a,c,2020-01-01,nonconforming,2020-05-10,conforming\na,c,2020-05-10,conforming,,\n"
                              "a,c,2020-05-11,conforming,,\n")
                       .as_of({2020, 12, 31})
                       .build());
  const Signals signals = measure_signals(ledger, {testing::signal(Aggregate::count, "nonconforming")});
  EXPECT_EQ(signals.values[0].training, (std::vector<double>{0, 1, 0}));
}

TEST(Leaks, TheInspectionItselfIsNotInItsRow) {
  const Ledger ledger = build_ledger(SmallEvidence()
                                         .table("inspections",
                                                "enterprise_id,category_id,date,result\na,c,2020-05-10,nonconforming\n"
                                                "a,d,2020-05-10,nonconforming\n")
                                         .build());
  SignalSpec spec = testing::signal(Aggregate::count, "nonconforming");
  spec.scope = "all";
  EXPECT_EQ(measure_signals(ledger, {spec}).values[0].training, (std::vector<double>{0, 0}));
}

// The ledger of a later day has the same training values for the inspections that both know: the future changes
// nothing.
TEST(Leaks, TheFutureChangesNoTrainingRow) {
  for (const std::uint64_t seed : {11u, 12u, 13u}) {
    const Evidence evidence = RandomCity(seed).build();
    const Date day = Date(2018, 1, 1) + 600;
    const Ledger early = build_ledger(evidence, {.as_of = day, .also = {}, .run = {}}), late = build_ledger(evidence);
    std::vector<SignalSpec> specs;
    for (const auto& [aggregate, source] :
         {std::pair{Aggregate::rate, "nonconforming"}, std::pair{Aggregate::count, "complaints"},
          std::pair{Aggregate::since, "nonconforming"}, std::pair{Aggregate::last, "nonconforming"}})
      for (const SignalSpec& spec : testing::in_every_scope(testing::signal(aggregate, source))) specs.push_back(spec);
    const Signals a = measure_signals(early, specs), b = measure_signals(late, specs);
    const auto row_of = [](const Ledger& ledger, std::uint32_t i) { return ledger.find_events("inspections")->row[i]; };
    std::size_t compared = 0;
    for (std::size_t r = 0; r < a.rows(); ++r)
      for (std::size_t q = 0; q < b.rows(); ++q) {
        if (row_of(early, a.inspection[r]) != row_of(late, b.inspection[q])) continue;
        ++compared;
        for (std::size_t s = 0; s < specs.size(); ++s)
          ASSERT_PRED2(testing::same, a.values[s].training[r], b.values[s].training[q]) << specs[s].scope << " " << s;
      }
    EXPECT_GT(compared, 30u);
  }
}

}  // namespace
}  // namespace sightline
