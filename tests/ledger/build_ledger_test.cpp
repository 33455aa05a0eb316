#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ledger/small_evidence.hpp"
#include "sightline/base/error.hpp"
#include "sightline/ledger.hpp"

namespace sightline {
namespace {

using testing::SmallEvidence;

std::vector<std::string> candidates(const Ledger& ledger) {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < ledger.frame.size(); ++c)
    names.push_back(std::string(ledger.text(ledger.enterprises.id[ledger.frame.enterprise[c]])) + "/" +
                    std::string(ledger.text(ledger.categories.id[ledger.frame.category[c]])));
  return names;
}

TEST(BuildLedger, ListsWhatIsOfferedOpenAndAvailable) {
  const Evidence evidence = SmallEvidence()
                                .table("enterprises",
                                       "enterprise_id,opened_on,closed_on\n"
                                       "e,,\nd,,2021-06-30\nc,,2021-07-01\nb,2022-07-01,\na,2022-06-30,\n")
                                .table("offers",
                                       "enterprise_id,category_id,available_from,available_to,known_on\n"
                                       "e,paint,,,\ne,cable,2022-07-01,,\ne,toys,2022-06-30,,\n"
                                       "e,fuel,,2021-06-29,\ne,food,,2021-06-30,\ne,wood,,,2021-07-01\n"
                                       "d,paint,,,\nc,paint,,,\nb,paint,,,\na,paint,,,\nx,paint,,,\n")
                                .build();
  const Ledger ledger = build_ledger(evidence, {.as_of = {2021, 6, 30}, .also = {}, .run = {}});
  EXPECT_EQ(candidates(ledger), (std::vector<std::string>{"a/paint", "c/paint", "e/food", "e/paint", "e/toys"}));
  EXPECT_FALSE(ledger.closed_on[ledger.find_enterprise("c")].known()) << "it closes later than the as-of day";
  EXPECT_EQ(ledger.find_candidate(ledger.find_enterprise("e"), ledger.find_category("toys")), 4u);
  EXPECT_EQ(ledger.find_candidate(ledger.find_enterprise("e"), ledger.find_category("cable")), no_index);
  EXPECT_EQ(ledger.find_enterprise("nobody"), no_index);
}

TEST(BuildLedger, TakesThePairsOfAlsoWhateverTheirAvailability) {
  const Evidence evidence =
      SmallEvidence()
          .table("enterprises", "enterprise_id,closed_on\na,2020-01-01\nb,\n")
          .table("offers", "enterprise_id,category_id,volume,available_to\na,c,7,2019-01-01\nb,c,1,\n")
          .build();
  const auto id = [&](const char* text) { return evidence.pool->find(text); };
  const Ledger ledger =
      build_ledger(evidence, {.as_of = {2021, 6, 30}, .also = {{id("a"), id("c")}, {id("a"), id("c")}}, .run = {}});
  EXPECT_EQ(candidates(ledger), (std::vector<std::string>{"a/c", "b/c"}));
  EXPECT_EQ(ledger.frame.volume[0], 7);
}

TEST(BuildLedger, MergesSeveralOffersOfOnePair) {
  const Evidence evidence =
      SmallEvidence()
          .table("offers",
                 "enterprise_id,category_id,role,volume,available_from,available_to\n"
                 "a,c,producer,2,2020-01-01,2021-12-31\na,c,dealer,3,2019-01-01,\na,c,,,2020-05-05,2021-08-01\n")
          .build();
  const Ledger ledger = build_ledger(evidence, {.as_of = {2021, 6, 30}, .also = {}, .run = {}});
  ASSERT_EQ(ledger.frame.size(), 1u);
  EXPECT_EQ(ledger.frame.volume[0], 5);
  EXPECT_EQ(ledger.text(ledger.frame.role[0]), "dealer");
  EXPECT_EQ(ledger.frame.available_from[0], Date(2019, 1, 1));
  EXPECT_FALSE(ledger.frame.available_to[0].known());
}

TEST(BuildLedger, InfersTheFrameFromInspections) {
  const Evidence evidence = SmallEvidence()
                                .table("inspections",
                                       "enterprise_id,category_id,date,result\n"
                                       "b,c,2020-01-01,conforming\na,c,2020-01-02,refused\na,c,2020-01-03,conforming\n"
                                       "a,d,2022-01-01,conforming\n")
                                .build();
  const Ledger ledger = build_ledger(evidence, {.as_of = {2021, 6, 30}, .also = {}, .run = {}});
  EXPECT_EQ(candidates(ledger), (std::vector<std::string>{"a/c", "b/c"}));
  EXPECT_EQ(build_ledger(evidence).as_of, Date(2022, 1, 1)) << "the last day on which anything became known";
}

TEST(BuildLedger, ShowsNothingThatBecameKnownLater) {
  const Evidence evidence =
      SmallEvidence()
          .table("offers", "enterprise_id,category_id\na,c\n")
          .table("complaints",
                 "complaint_id,date,known_on,enterprise_id\n1,2021-06-01,2021-07-01,a\n2,2021-06-30,,a\n"
                 "3,2021-07-01,,a\n4,2021-06-10,2021-06-05,a\n")
          .build();
  const Ledger ledger = build_ledger(evidence, {.as_of = {2021, 6, 30}, .also = {}, .run = {}});
  const Events& complaints = *ledger.find_events("complaints");
  ASSERT_EQ(complaints.size(), 2u);
  EXPECT_EQ(complaints.row, (std::vector<std::uint32_t>{3, 1}));
  EXPECT_EQ(complaints.known[0], Date(2021, 6, 10)) << "nothing is known before it happened";
}

TEST(BuildLedger, ShowsARevisionFromItsDayOn) {
  const Evidence evidence =
      SmallEvidence()
          .table("inspections",
                 "enterprise_id,category_id,date,result,batch_count,nonconforming_count,revised_on,revised_result\n"
                 "a,c,2021-01-01,nonconforming,5,3,2021-02-01,conforming\n"
                 "a,c,2021-01-02,nonconforming,4,,2021-07-01,conforming\n"
                 "a,c,2021-01-03,conforming,2,,2021-03-01,nonconforming\n"
                 "a,c,2021-01-04,nonconforming,,,,conforming\n"
                 "a,c,2021-01-05,nonconforming,2,9,,\n")
          .build();
  const Ledger ledger = build_ledger(evidence, {.as_of = {2021, 6, 30}, .also = {}, .run = {}});
  const InspectionColumns& results = ledger.inspections;
  EXPECT_EQ(results.nonconforming_as_of(0, {2020, 12, 31}), 0u);
  EXPECT_EQ(results.nonconforming_as_of(0, {2021, 1, 31}), 3u);
  EXPECT_EQ(results.nonconforming_as_of(0, {2021, 2, 1}), 0u);
  EXPECT_EQ(results.result_as_of(0, {2021, 2, 1}), Result::conforming);
  EXPECT_FALSE(results.revised_on[1].known()) << "it was revised after the as-of day";
  EXPECT_EQ(results.revised_result[1], Result::nonconforming);
  EXPECT_EQ(results.nonconforming[1], 1u) << "of a result without a count";
  EXPECT_EQ(results.nonconforming_as_of(2, {2021, 2, 28}), 0u);
  EXPECT_EQ(results.nonconforming_as_of(2, {2021, 3, 1}), 1u);
  EXPECT_EQ(results.result_as_of(3, {2021, 6, 30}), Result::nonconforming) << "a revision without a day is left out";
  EXPECT_EQ(results.nonconforming[4], 2u) << "never more than the batches";
}

// A failure without a revision of its own is overturned by the retest that its case tells of, from the day it is known.
TEST(BuildLedger, OverturnsAFailureByTheRetestOfItsCase) {
  const Evidence evidence = SmallEvidence()
                                .table("inspections",
                                       "inspection_id,enterprise_id,category_id,date,result\n"
                                       "s1,a,c,2021-01-01,nonconforming\n"
                                       "s2,a,c,2021-01-02,nonconforming\n"
                                       "s3,a,c,2021-01-03,nonconforming\n")
                                .table("case_events",
                                       "inspection_id,date,event,known_on\n"
                                       "s1,2021-02-01,retest_conforming,2021-02-05\n"
                                       "s2,2021-02-01,retest_conforming,2021-02-01\n"
                                       "s2,2021-03-01,retest_nonconforming,2021-03-01\n"
                                       "s3,2021-06-25,retest_conforming,2021-07-05\n")
                                .build();
  const InspectionColumns results = build_ledger(evidence, {.as_of = {2021, 6, 30}, .also = {}, .run = {}}).inspections;
  EXPECT_EQ(results.result_as_of(0, {2021, 2, 4}), Result::nonconforming);
  EXPECT_EQ(results.result_as_of(0, {2021, 2, 5}), Result::conforming);
  EXPECT_EQ(results.nonconforming_as_of(0, {2021, 2, 5}), 0u);
  EXPECT_EQ(results.result_as_of(1, {2021, 6, 30}), Result::nonconforming) << "a second retest confirmed it";
  EXPECT_EQ(results.result_as_of(2, {2021, 6, 30}), Result::nonconforming) << "its retest is known later";
}

TEST(BuildLedger, PlacesEventsByThemselvesTheirEnterpriseAndTheirPoint) {
  const Evidence evidence =
      SmallEvidence()
          .table("enterprises",
                 "enterprise_id,name,district,longitude,latitude\na,Alpha,west,0,0\nb,Beta,east,2,0\nc,Twin,west,,\nd,"
                 "Twin,west,,\n")
          .table("offers", "enterprise_id,category_id\na,c\n")
          .table("monitoring_points", "point_id,district,longitude,latitude\np,east,1,1\n")
          .table("monitoring_reports",
                 "report_id,date,point_id,enterprise_id,enterprise_name,district,longitude,latitude\n"
                 "1,2021-01-01,p,a,,,,\n2,2021-01-02,p,,,,,\n3,2021-01-03,p,,Beta,west,1,0\n4,2021-01-04,,,Twin,,,\n"
                 "5,2021-01-05,,zz,Alpha,,,\n")
          .build();
  const Ledger ledger = build_ledger(evidence);
  const Events& reports = *ledger.find_events("monitoring_reports");
  const Index west = ledger.district_of[ledger.find_enterprise("a")],
              east = ledger.district_of[ledger.find_enterprise("b")];
  EXPECT_EQ(reports.district, (std::vector<Index>{west, east, west, no_index, no_index}));
  EXPECT_EQ(reports.enterprise, (std::vector<Index>{ledger.find_enterprise("a"), no_index, ledger.find_enterprise("b"),
                                                    no_index, no_index}));
  const double degree = 6371008.8 * 3.14159265358979 / 180;  // metres along the equator
  EXPECT_EQ(ledger.origin_longitude, 1);
  EXPECT_NEAR(reports.x[0], -degree, 1);
  EXPECT_NEAR(reports.y[1], degree, 1);
  EXPECT_NEAR(reports.x[2], 0, 1);
  EXPECT_TRUE(std::isnan(reports.x[3]));
}

TEST(BuildLedger, FindsTheEnterpriseOfACaseThroughItsInspection) {
  const Evidence evidence =
      SmallEvidence()
          .table("inspections",
                 "inspection_id,enterprise_id,category_id,date,result\n"
                 "i1,a,c,2021-01-01,nonconforming\ni2,b,c,2021-01-02,conforming\n")
          .table("case_events", "inspection_id,date,event\ni1,2021-02-01,delivered\ni9,2021-02-02,delivered\n")
          .build();
  const Ledger ledger = build_ledger(evidence);
  EXPECT_EQ(ledger.find_events("case_events")->enterprise, (std::vector<Index>{ledger.find_enterprise("a"), no_index}));
}

TEST(BuildLedger, NeedsOffersOrInspectionsAndADay) {
  EXPECT_THROW((void)build_ledger(SmallEvidence().table("enterprises", "enterprise_id\na\n").build()), Error);
  EXPECT_THROW((void)build_ledger(SmallEvidence().table("offers", "enterprise_id,category_id\na,c\n").build()), Error);
}

// The same rows in another order, with the columns in another order: every value stays, seen through public ids.
TEST(BuildLedger, DoesNotDependOnTheOrderOfRows) {
  const auto write = [](bool turned) {
    SmallEvidence small;
    std::vector<std::string> enterprises, offers, complaints;
    for (int i = 0; i < 40; ++i) {
      const std::string id = "e" + std::to_string(i * 7 % 40);
      enterprises.push_back(id + ",district " + std::to_string(i % 5) + "," + std::to_string(i % 7) + "," +
                            std::to_string(i % 3) + "\n");
      offers.push_back(id + ",c" + std::to_string(i % 4) + "," + std::to_string(0.1 * i) + "\n");
      offers.push_back(id + ",c" + std::to_string(i % 4) + "," + std::to_string(0.7 * i) + "\n");
      complaints.push_back("2021-01-0" + std::to_string(1 + i % 3) + "," + std::to_string(i % 5) + "," +
                           std::to_string(i % 7) + "\n");
    }
    for (auto* rows : {&enterprises, &offers, &complaints})
      if (turned) std::reverse(rows->begin(), rows->end());
    const auto text = [](std::string head, const std::vector<std::string>& rows) {
      for (const std::string& row : rows) head += row;
      return head;
    };
    return small.table("enterprises", text("enterprise_id,district,longitude,latitude\n", enterprises))
        .table("offers", text("enterprise_id,category_id,volume\n", offers))
        .table("complaints", text("date,longitude,latitude\n", complaints))
        .build();
  };
  const Ledger a = build_ledger(write(false)), b = build_ledger(write(true));
  EXPECT_EQ(candidates(a), candidates(b));
  EXPECT_EQ(a.frame.fingerprint, b.frame.fingerprint);
  EXPECT_EQ(a.frame.volume, b.frame.volume);
  EXPECT_EQ(a.x, b.x);
  EXPECT_EQ(a.y, b.y);
  EXPECT_EQ(a.district_of, b.district_of);
  EXPECT_EQ(a.find_events("complaints")->x, b.find_events("complaints")->x);
  EXPECT_EQ(a.find_events("complaints")->y, b.find_events("complaints")->y);
}

}  // namespace
}  // namespace sightline
