#include "sightline/signals.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "ledger/small_evidence.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

using testing::SmallEvidence;

SignalSpec signal(Aggregate aggregate, std::string source, std::string scope = "candidate") {
  SignalSpec spec;
  spec.name = "s";
  spec.aggregate = aggregate;
  spec.source = std::move(source);
  spec.scope = std::move(scope);
  return spec;
}

// One enterprise "a" with its history, another "b" beside it.
Evidence two_enterprises() {
  return SmallEvidence()
      .table("enterprises",
             "enterprise_id,name,address,district,opened_on,size,staff,longitude,latitude\n"
             "a,Sun,1 Main St,west,2019-01-01,small,3,0.000,0\nb,Sun,2 Main St,west,2020-07-02,large,,0.009,0\n"
             "f,Far,9 Oak Ave,east,,large,7,0.090,0\n")
      .table("categories", "category_id,severity,unit_cost\nc,2.5,120.50\n")
      .table("offers", "enterprise_id,category_id,volume\na,c,4\nb,c,\nf,c,12\n")
      .table("inspections",
             "enterprise_id,category_id,date,known_on,result,batch_count,nonconforming_count,revised_on,revised_result,"
             "score,heat\n"
             "a,c,2020-01-01,,nonconforming,4,1,,,80,10\n"
             "a,c,2020-03-01,2020-03-11,conforming,,,,,90,20\n"
             "b,c,2020-03-05,,nonconforming,,,2020-05-01,conforming,60,30\n"
             "a,c,2020-06-01,,refused,,,,,,40\n"
             "a,c,2020-12-01,,conforming,2,,,,100,50\n")
      .table("complaints",
             "date,enterprise_id,severity,longitude,latitude\n2020-11-01,a,3,,\n2020-12-21,b,1,,\n2020-12-31,,2,0.0045,"
             "0\n")
      .table("campaigns", "campaign_id,category_id,district,start,end\nm,c,west,2020-11-30,2020-12-31\n")
      .as_of({2020, 12, 31})
      .build();
}

struct Measured {
  Ledger ledger;
  Signals signals;
  double now(const char* enterprise) const {
    return signals.values.at(0).now.at(ledger.find_candidate(ledger.find_enterprise(enterprise), 0));
  }
  std::vector<double> training() const { return signals.values.at(0).training; }
};
Measured measure(const SignalSpec& spec) {
  Measured out{build_ledger(two_enterprises()), {}};
  out.signals = measure_signals(out.ledger, {spec});
  return out;
}

TEST(MeasureSignals, TrainsOnTestedInspectionsInOrderOfDate) {
  const Signals signals = measure(signal(Aggregate::count, "tested")).signals;
  ASSERT_EQ(signals.rows(), 4u);
  EXPECT_EQ(signals.date[1], Date(2020, 3, 1));
  EXPECT_EQ(signals.batches, (std::vector<std::uint32_t>{4, 1, 1, 2}));
  EXPECT_EQ(signals.nonconforming, (std::vector<std::uint32_t>{1, 0, 0, 0})) << "with the revision of 1 May";
}

TEST(MeasureSignals, CountsWhatWasKnownTheDayBefore) {
  EXPECT_EQ(measure(signal(Aggregate::count, "tested")).training(), (std::vector<double>{0, 1, 0, 2}));
  EXPECT_EQ(measure(signal(Aggregate::count, "inspections")).training(), (std::vector<double>{0, 1, 0, 3}));
  EXPECT_EQ(measure(signal(Aggregate::count, "nonconforming", "all")).training(), (std::vector<double>{0, 1, 1, 1}));
  EXPECT_EQ(measure(signal(Aggregate::count, "nonconforming", "all")).now("f"), 1);
}

TEST(MeasureSignals, SeesTrainingRowsFromAPlanDayWhenAsked) {
  const Ledger ledger = build_ledger(two_enterprises());
  SignalOptions options;
  options.plan_days = 100;  // plan days are 31 December, 22 September, 14 June, 6 March, 27 November 2019
  SignalSpec years = signal(Aggregate::attribute, "calendar.years");
  const Signals signals = measure_signals(ledger, {signal(Aggregate::count, "tested"), years}, options);
  EXPECT_EQ(signals.values[0].training, (std::vector<double>{0, 0, 0, 2}));
  const std::vector<Date> days{{2019, 11, 27}, {2019, 11, 27}, {2019, 11, 27}, {2020, 9, 22}};
  for (std::size_t r = 0; r < days.size(); ++r)
    EXPECT_NEAR(signals.values[1].training[r], (days[r] + 1 - Date(2000, 1, 1)) / 365.25, 1e-12);
  EXPECT_EQ(signals.date[3], Date(2020, 12, 1));
}

TEST(MeasureSignals, KeepsTheFirstDayOfACandidateInEachPlanWhenAsked) {
  const Ledger ledger = build_ledger(two_enterprises());
  SignalOptions options;
  const Signals all = measure_signals(ledger, {signal(Aggregate::count, "tested")}, options);
  for (const int plan_days : {1, 20, 100, 400, 4000}) {
    options.plan_days = plan_days;
    options.first_of_plan = true;
    const Signals kept = measure_signals(ledger, {signal(Aggregate::count, "tested")}, options);
    // The slow twin: a row stays unless the same candidate has an earlier one in the same plan.
    std::vector<std::uint32_t> expected;
    const auto plan = [&](Date date) { return (ledger.as_of - (date - 1) + plan_days - 1) / plan_days; };
    for (std::size_t r = 0; r < all.rows(); ++r) {
      bool first = true;
      for (std::size_t s = 0; s < r; ++s)
        first = first && !(all.enterprise[s] == all.enterprise[r] && all.category[s] == all.category[r] &&
                           plan(all.date[s]) == plan(all.date[r]) && all.date[s] < all.date[r]);
      if (first) expected.push_back(all.inspection[r]);
    }
    EXPECT_EQ(kept.inspection, expected) << plan_days;
    if (plan_days == 4000) EXPECT_LT(kept.rows(), all.rows());
  }
}

TEST(MeasureSignals, HalvesAnEventEveryHalfLife) {
  SignalSpec spec = signal(Aggregate::count, "complaints", "enterprise");
  spec.half_life_days = 10;
  EXPECT_NEAR(measure(spec).now("b"), 0.5, 1e-15);
  EXPECT_NEAR(measure(spec).now("a"), std::exp2(-6), 1e-15);
}

TEST(MeasureSignals, KeepsAnEventInTheWindowForItsDays) {
  SignalSpec spec = signal(Aggregate::count, "complaints", "enterprise");
  spec.window_days = 10;  // 22 to 31 December
  EXPECT_EQ(measure(spec).now("b"), 0);
  spec.window_days = 11;
  EXPECT_EQ(measure(spec).now("b"), 1);
}

TEST(MeasureSignals, ShrinksRatesToTheCity) {
  SignalSpec spec = signal(Aggregate::rate, "nonconforming", "enterprise");
  spec.shrink = 5;
  // The city on 31 December: 1 of 4, 0 of 1, 0 of 1 (revised), 0 of 2 batches: 1 of 8.
  EXPECT_NEAR(measure(spec).now("a"), (1 + 5 / 8.0) / (7 + 5), 1e-15);
  EXPECT_NEAR(measure(spec).now("f"), 1 / 8.0, 1e-15);
  spec.shrink = 0;
  EXPECT_TRUE(std::isnan(measure(spec).now("f")));
  EXPECT_TRUE(std::isnan(measure(signal(Aggregate::rate, "nonconforming")).training()[0]))
      << "nothing to shrink to yet";
}

TEST(MeasureSignals, LooksBackAtTheLastResults) {
  EXPECT_EQ(measure(signal(Aggregate::last, "nonconforming")).now("a"), 0);
  SignalSpec third = signal(Aggregate::last, "nonconforming");
  third.nth = 3;
  EXPECT_EQ(measure(third).now("a"), 1);
  EXPECT_TRUE(std::isnan(measure(third).now("b")));
  EXPECT_EQ(measure(signal(Aggregate::last, "tested.score")).now("a"), 100);
  SignalSpec second = signal(Aggregate::last, "inspections.score");
  second.nth = 2;
  EXPECT_TRUE(std::isnan(measure(second).now("a"))) << "the refused visit has no score";
  EXPECT_EQ(measure(signal(Aggregate::since, "nonconforming")).now("a"), 365);
  EXPECT_EQ(measure(signal(Aggregate::since, "nonconforming")).now("b"), 3652.5) << "it was revised";
  EXPECT_EQ(measure(signal(Aggregate::first, "inspections")).now("a"), 365);
  EXPECT_EQ(measure(signal(Aggregate::first, "inspections")).now("f"), 0);
  EXPECT_EQ(measure(signal(Aggregate::gap, "tested")).now("a"), 275);
  EXPECT_EQ(measure(signal(Aggregate::gap, "tested")).now("b"), 3652.5);
}

TEST(MeasureSignals, FitsATrendThroughTheLastEvents) {
  SignalSpec spec = signal(Aggregate::trend, "inspections.score");
  spec.nth = 2;
  spec.shrink = 0;
  EXPECT_NEAR(measure(spec).now("a"), 10 / (275 / 365.25), 1e-9);
  EXPECT_EQ(measure(spec).now("b"), 0);
}

TEST(MeasureSignals, TakesAttributesAsTheyAre) {
  EXPECT_EQ(measure(signal(Aggregate::attribute, "enterprises.staff")).now("a"), 3);
  EXPECT_TRUE(std::isnan(measure(signal(Aggregate::attribute, "enterprises.staff")).now("b")));
  EXPECT_EQ(measure(signal(Aggregate::attribute, "categories.severity")).now("a"), 2.5);
  EXPECT_EQ(measure(signal(Aggregate::attribute, "categories.unit_cost")).now("a"), 120.5);
  EXPECT_EQ(measure(signal(Aggregate::attribute, "offers.volume")).now("f"), 12);
  EXPECT_NEAR(measure(signal(Aggregate::attribute, "enterprises.age_years")).now("a"), 730 / 365.25, 1e-12);
  EXPECT_TRUE(std::isnan(measure(signal(Aggregate::attribute, "enterprises.age_years")).training()[2]))
      << "not yet open";
  EXPECT_EQ(measure(signal(Aggregate::attribute, "inspections.heat")).training(),
            (std::vector<double>{10, 20, 30, 50}));
  EXPECT_TRUE(std::isnan(measure(signal(Aggregate::attribute, "inspections.heat")).now("a")));
  EXPECT_EQ(measure(signal(Aggregate::attribute, "calendar.month")).training(), (std::vector<double>{1, 3, 3, 12}));
  EXPECT_EQ(measure(signal(Aggregate::attribute, "calendar.month")).now("a"), 1) << "the day after 31 December";
  EXPECT_EQ(measure(signal(Aggregate::attribute, "calendar.weekday")).now("a"), 5);
  EXPECT_EQ(measure(signal(Aggregate::attribute, "calendar.cos2")).now("a"), 1);
  SignalSpec small = signal(Aggregate::attribute, "enterprises.size");
  small.where_column = "size";
  small.where_value = "small";
  EXPECT_EQ(measure(small).now("a"), 1);
  EXPECT_EQ(measure(small).now("b"), 0);
}

TEST(MeasureSignals, SaysWhetherACampaignIsOn) {
  const Measured active = measure(signal(Aggregate::active, "campaigns"));
  EXPECT_EQ(active.training(), (std::vector<double>{0, 0, 0, 1}));
  EXPECT_EQ(active.now("a"), 1);
  EXPECT_EQ(active.now("f"), 0) << "another district";
}

TEST(MeasureSignals, SeesWhatIsNearby) {
  SignalSpec spec = signal(Aggregate::count, "complaints");
  spec.within_m = 600;  // the three complaints are at 0, 1001 and 500 m from a
  EXPECT_EQ(measure(spec).now("a"), 2);
  spec.kernel = Kernel::quadratic;
  EXPECT_NEAR(measure(spec).now("a"), 1 + (1 - 500.4 * 500.4 / 360000), 1e-3);
  spec.kernel = Kernel::disc;
  spec.others = true;
  EXPECT_EQ(measure(spec).now("a"), 1);
  SignalSpec nearest = signal(Aggregate::count, "inspections");
  nearest.nearest = 1;
  EXPECT_EQ(measure(nearest).now("f"), 1) << "those of b";
  EXPECT_EQ(measure(nearest).now("b"), 4) << "those of a";
}

TEST(MeasureSignals, LeavesTheOwnEnterpriseOutOfItsPeers) {
  SignalSpec spec = signal(Aggregate::count, "complaints", "name");
  EXPECT_EQ(measure(spec).now("a"), 2);
  spec.others = true;
  EXPECT_EQ(measure(spec).now("a"), 1);
  spec.scope = "street";
  EXPECT_EQ(measure(spec).now("b"), 1);
  spec.scope = "address";
  EXPECT_EQ(measure(spec).now("b"), 0);
}

TEST(MeasureSignals, DividesByTheExposure) {
  SignalSpec spec = signal(Aggregate::count, "inspections", "category");
  spec.per = Exposure::enterprises;
  EXPECT_NEAR(measure(spec).now("a"), 5 / 3.0, 1e-15);
  spec.per = Exposure::volume;
  EXPECT_NEAR(measure(spec).now("a"), 5 / 16.0, 1e-15);
  spec.scope = "candidate";
  EXPECT_TRUE(std::isnan(measure(spec).now("b"))) << "its volume is unknown";
}

// mill -> depot -> shop: the shop hears of the depot's failures in full and of the mill's at 1 - restart.
TEST(MeasureSignals, HearsOfFailuresUpstream) {
  const Ledger ledger =
      build_ledger(SmallEvidence()
                       .table("offers", "enterprise_id,category_id\nmill,c\ndepot,c\nshop,c\n")
                       .table("inspections",
                              "enterprise_id,category_id,date,result\nmill,c,2020-01-01,nonconforming\n"
                              "mill,c,2020-01-02,nonconforming\ndepot,c,2020-01-03,nonconforming\n")
                       .table("relations", "from_id,to_id,kind\nmill,depot,supplies\ndepot,shop,supplies\n")
                       .build());
  SignalSpec spec = signal(Aggregate::count, "nonconforming");
  spec.via = "supplies";
  const auto now = [&](const SignalSpec& each, const char* enterprise) {
    return measure_signals(ledger, {each}).values[0].now[ledger.find_candidate(ledger.find_enterprise(enterprise), 0)];
  };
  EXPECT_NEAR(now(spec, "shop"), 1 + 0.7 * 2, 1e-15);
  EXPECT_EQ(now(spec, "mill"), 0) << "nobody supplies it";
  spec.steps = 1;
  EXPECT_EQ(now(spec, "shop"), 1);
  spec.direction = Direction::down;
  EXPECT_EQ(now(spec, "mill"), 1);
  spec.via = "suplies";
  EXPECT_THROW((void)measure_signals(ledger, {spec}), Error);
}

std::string error_of(std::vector<SignalSpec> specs) {
  try {
    (void)measure_signals(build_ledger(two_enterprises()), specs);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  return "";
}

TEST(MeasureSignals, NamesEverySignalThatTheDatasetCannotServe) {
  SignalSpec typo = signal(Aggregate::count, "complants", "enterprise"),
             column = signal(Aggregate::mean, "inspections.scor");
  typo.name = "noise";
  typo.line = 12;
  column.name = "past_score";
  column.line = 13;
  EXPECT_EQ(error_of({typo, column}),
            "model line 12: signal 'noise': the dataset has no events 'complants', did you mean 'complaints'?\n"
            "model line 13: signal 'past_score': table inspections has no column 'scor', did you mean 'score'?");
  EXPECT_EQ(error_of({signal(Aggregate::count, "complaints", "distrct")}),
            "signal 's': table enterprises has no column 'distrct' to group by, did you mean 'district'?");
}

TEST(MeasureSignals, SwitchesOptionalSignalsOffWithANote) {
  SignalSpec optional = signal(Aggregate::count, "burglaries");
  optional.name = "burglary";
  optional.optional = true;
  const Ledger ledger = build_ledger(two_enterprises());
  const Signals signals = measure_signals(ledger, {optional, signal(Aggregate::count, "complaints")});
  ASSERT_EQ(signals.specs.size(), 1u);
  EXPECT_EQ(signals.specs[0].source, "complaints");
  ASSERT_EQ(signals.switched_off.size(), 1u);
  EXPECT_EQ(signals.switched_off[0], "signal 'burglary' is off: the dataset has no events 'burglaries'");
}

TEST(MeasureSignals, RefusesSignalsThatContradictThemselves) {
  SignalSpec both = signal(Aggregate::count, "complaints");
  both.half_life_days = both.window_days = 9;
  EXPECT_EQ(error_of({both}), "signal 's': half_life and window exclude each other");
  SignalSpec own = signal(Aggregate::count, "complaints", "enterprise");
  own.others = true;
  EXPECT_EQ(error_of({own}), "signal 's': others leaves nothing of the scope 'enterprise'");
  SignalSpec walk = signal(Aggregate::since, "complaints");
  walk.via = "supplies";
  EXPECT_EQ(error_of({walk}), "signal 's': via goes with count, sum, mean and rate alone");
  walk.nearest = 3;
  EXPECT_EQ(error_of({walk}), "signal 's': within, nearest and via exclude each other");
  EXPECT_NE(error_of({signal(Aggregate::attribute, "inspections.result")}).find("it would leak"), std::string::npos);
  EXPECT_NE(error_of({signal(Aggregate::count, "inspections.score")}).find("takes events, not a column"),
            std::string::npos);
  EXPECT_NE(error_of({signal(Aggregate::mean, "inspections")}).find("needs a column"), std::string::npos);
  EXPECT_NE(error_of({signal(Aggregate::rate, "complaints")}).find("rate is of nonconforming"), std::string::npos);
  EXPECT_NE(error_of({signal(Aggregate::attribute, "calendar.moth")}).find("did you mean 'month'?"), std::string::npos);
  EXPECT_NE(error_of({signal(Aggregate::attribute, "enterprises.size")}).find("is no number"), std::string::npos);
}

TEST(MeasureSignals, ServesADatasetWithoutInspections) {
  const Ledger ledger = build_ledger(SmallEvidence()
                                         .table("offers", "enterprise_id,category_id\na,c\n")
                                         .table("complaints", "date,enterprise_id\n2020-01-01,a\n")
                                         .build());
  const Signals signals = measure_signals(ledger, {signal(Aggregate::count, "complaints", "enterprise")});
  EXPECT_EQ(signals.rows(), 0u);
  EXPECT_EQ(signals.values[0].now, (std::vector<double>{1}));
}

TEST(RecordsBehind, ShowsTheNewestFirst) {
  const Ledger ledger = build_ledger(two_enterprises());
  const Index a = ledger.find_candidate(ledger.find_enterprise("a"), 0);
  const auto lines = [&](const SignalSpec& spec, std::size_t limit = 10) {
    std::vector<std::uint64_t> found;
    for (const SignalRecord& record : records_behind(ledger, spec, a, limit))
      found.push_back(record.events->table->lines[record.events->row[record.event]]);
    return found;
  };
  EXPECT_EQ(lines(signal(Aggregate::count, "inspections")), (std::vector<std::uint64_t>{6, 5, 3, 2}));
  EXPECT_EQ(lines(signal(Aggregate::count, "inspections"), 2), (std::vector<std::uint64_t>{6, 5}));
  EXPECT_EQ(lines(signal(Aggregate::rate, "nonconforming")), (std::vector<std::uint64_t>{6, 3, 2}));
  EXPECT_EQ(lines(signal(Aggregate::since, "nonconforming")), (std::vector<std::uint64_t>{2}));
  EXPECT_EQ(lines(signal(Aggregate::first, "tested")), (std::vector<std::uint64_t>{2}));
  EXPECT_EQ(lines(signal(Aggregate::gap, "tested")), (std::vector<std::uint64_t>{6, 3}));
  EXPECT_TRUE(lines(signal(Aggregate::attribute, "enterprises.staff")).empty());
}

TEST(Transformed, FollowsItsName) {
  EXPECT_EQ(transformed(Transform::log1p, 1), std::log(2.0));
  EXPECT_EQ(transformed(Transform::sqrt, 9), 3);
  EXPECT_EQ(transformed(Transform::identity, 9), 9);
}

}  // namespace
}  // namespace sightline
