#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "sightline/evidence.hpp"
#include "simulate/simulated_city.hpp"

namespace sightline {
namespace {

const SimulatedCity& city() {
  static const SimulatedCity generated(yangquan, {.seed = 7});
  return generated;
}

struct RoundTotals {
  int tested = 0, nonconforming = 0;
  std::int64_t fen = 0;
  std::set<std::string> categories;
};

RoundTotals totals_between(const TextTable& rows, const std::string& from, const std::string& to) {
  RoundTotals totals;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    if (rows["date"][i] < from || rows["date"][i] > to || rows["nonconforming_count"][i].empty()) continue;
    ++totals.tested;
    totals.nonconforming += rows["result"][i] == "nonconforming" && rows["revised_result"][i].empty();
    totals.fen += Money::parse(rows["cost"][i])->fen;
    totals.categories.insert(rows["category_id"][i]);
  }
  return totals;
}

TEST(SimulateCity, MeetsThePublishedTotalsExactly) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const SimulatedCity generated(yangquan, {.seed = seed});
    const TextTable enterprises = generated.table("enterprises"), inspections = generated.table("inspections");
    EXPECT_EQ(enterprises.rows, 1829u);
    const auto& groups = enterprises["industry"];
    EXPECT_EQ(std::set<std::string>(groups.begin(), groups.end()).size(), 7u);
    EXPECT_EQ(std::count(groups.begin(), groups.end(), "other producers and dealers"), 53);
    EXPECT_EQ(generated.table("monitoring_points").rows, 109u);
    EXPECT_EQ(generated.table("categories").rows, 25u);
    const RoundTotals year = totals_between(inspections, "2020-01-01", "2020-12-31");
    EXPECT_EQ(year.tested, 627);
    EXPECT_EQ(year.nonconforming, 20);
    EXPECT_EQ(year.fen, 658'000'00);
    EXPECT_EQ(year.categories.size(), 25u);
    const RoundTotals half = totals_between(inspections, "2021-01-01", "2021-06-30");
    EXPECT_EQ(half.tested, 168);
    EXPECT_EQ(half.fen, 176'400'00);
  }
}

TEST(SimulateCity, OffersOfTheLastGroupAreItsDeclaredParts) {
  const TextTable offers = city().table("offers");
  const auto& categories = offers["category_id"];
  const auto offered = [&](const char* category) { return std::count(categories.begin(), categories.end(), category); };
  EXPECT_EQ(offered("school_uniform"), 4);
  EXPECT_EQ(offered("compound_fertiliser"), 43);
  EXPECT_EQ(offered("wall_paint"), 5);
  EXPECT_EQ(offered("wire_cable"), 2);
}

TEST(SimulateCity, ReadsBackWithoutARejectedRow) {
  const Evidence evidence = read_evidence(city().path());
  EXPECT_TRUE(evidence.rejected.empty()) << evidence.rejected.front().message;
  EXPECT_TRUE(evidence.synthetic);
  EXPECT_EQ(evidence.as_of, Date(2021, 6, 30));
  ASSERT_EQ(evidence.declared.size(), 2u);
  EXPECT_EQ(evidence.declared[1].count, 53);
  ASSERT_EQ(evidence.declared[1].parts.size(), 4u);
  EXPECT_EQ(evidence.declared[1].parts[1], (std::pair<std::string, std::int64_t>{"fertiliser", 43}));
  for (const char* table :
       {"enterprises", "categories", "offers", "inspections", "complaints", "monitoring_points", "monitoring_reports",
        "campaigns", "relations", "sampling_points", "labs", "inspectors", "other_plans", "case_events"}) {
    ASSERT_NE(evidence.find(table), nullptr) << table;
    EXPECT_GT(evidence.find(table)->rows, 0u) << table;
    EXPECT_EQ(evidence.find(table)->account.duplicate, 0u) << table;
    for (const Column& column : evidence.find(table)->columns)  // a complaint's district is no column of the contract
      EXPECT_TRUE(!column.attribute || column.name == "district") << table << "." << column.name;
  }
}

TEST(SimulateCity, SameBytesAtTheSameSeedAndAnyThreadCount) {
  const SimulatedCity one(yangquan, {.seed = 3, .scale = 2.5, .run = {.threads = 1, .progress = {}}});
  const SimulatedCity two(yangquan, {.seed = 3, .scale = 2.5, .run = {.threads = 2, .progress = {}}});
  const SimulatedCity other(yangquan, {.seed = 4, .scale = 2.5});
  EXPECT_EQ(files_of(one.path()), files_of(two.path()));
  const auto first = files_of(one.path()), second = files_of(other.path());
  for (const char* file :
       {"enterprises.csv", "offers.csv", "inspections.csv", "complaints.csv", "truth/candidates.csv"})
    EXPECT_NE(first.at(file), second.at(file)) << file;
}

TEST(SimulateCity, CreditCodesPassTheirCheckCharacterAndAreUnique) {
  const SimulatedCity country(small_market, {.scale = 3});
  for (const TextTable& enterprises : {city().table("enterprises"), country.table("enterprises")}) {
    std::set<std::string> seen;
    for (const std::string& code : enterprises["credit_code"]) {
      EXPECT_TRUE(is_credit_code(code)) << code;
      EXPECT_TRUE(seen.insert(code).second) << code << " is used twice";
    }
  }
}

TEST(SimulateCity, TruthHasEveryOfferOnce) {
  const TextTable offers = city().table("offers"), truth = city().table("truth/candidates");
  ASSERT_EQ(offers.rows, truth.rows);
  EXPECT_EQ(offers["enterprise_id"], truth["enterprise_id"]);
  EXPECT_EQ(offers["category_id"], truth["category_id"]);
  EXPECT_EQ(city().truth().size(), truth.rows);
  for (const std::string& probability : truth["probability"]) {
    EXPECT_GT(std::stod(probability), 0);
    EXPECT_LT(std::stod(probability), 1);
  }
}

TEST(SimulateCity, EveryEnterpriseOffersSomethingAndNothingTwice) {
  const TextTable offers = city().table("offers");
  std::set<std::string> enterprises, pairs;
  for (std::size_t i = 0; i < offers.rows; ++i) {
    enterprises.insert(offers["enterprise_id"][i]);
    EXPECT_TRUE(pairs.insert(offers["enterprise_id"][i] + "/" + offers["category_id"][i]).second);
  }
  EXPECT_EQ(enterprises.size(), 1829u);
}

TEST(SimulateCity, NothingIsKnownAfterItsDay) {
  for (const char* table : {"inspections", "complaints", "monitoring_reports"}) {
    const TextTable rows = city().table(table);
    for (std::size_t i = 0; i < rows.rows; ++i) {
      EXPECT_LE(rows["date"][i], rows["known_on"][i]) << table;
      EXPECT_LE(rows["known_on"][i], "2021-06-30") << table;
    }
  }
  for (const std::string& date : city().table("case_events")["date"]) EXPECT_LE(date, "2021-06-30");
  for (const char* table : {"campaigns", "other_plans"})
    for (const std::string& known : city().table(table)["known_on"]) EXPECT_LE(known, "2021-06-30") << table;
}

TEST(SimulateCity, NothingHappensBeforeOpeningOrAfterClosing) {
  std::map<std::string, std::pair<std::string, std::string>> life;
  const TextTable enterprises = city().table("enterprises");
  for (std::size_t i = 0; i < enterprises.rows; ++i)
    life[enterprises["enterprise_id"][i]] = {enterprises["opened_on"][i], enterprises["closed_on"][i]};
  for (const char* table : {"inspections", "complaints", "monitoring_reports"}) {
    const TextTable rows = city().table(table);
    for (std::size_t i = 0; i < rows.rows; ++i) {
      if (rows["enterprise_id"][i].empty()) continue;
      const auto& [opened, closed] = life.at(rows["enterprise_id"][i]);
      const bool found_closed = rows.columns.count("result") != 0 && rows["result"][i] == "closed";
      EXPECT_GE(rows["date"][i], opened);
      EXPECT_EQ(found_closed, !closed.empty() && rows["date"][i] >= closed) << table << " " << i;
    }
  }
}

TEST(SimulateCity, EveryFailureOpensACaseInOrderOfItsSteps) {
  const TextTable inspections = city().table("inspections"), events = city().table("case_events");
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> cases;  // inspection -> (event, date)
  for (std::size_t i = 0; i < events.rows; ++i)
    cases[events["inspection_id"][i]].emplace_back(events["event"][i], events["date"][i]);
  std::size_t failures = 0;
  for (std::size_t i = 0; i < inspections.rows; ++i) {
    const bool failed = inspections["result"][i] == "nonconforming";
    failures += failed;
    const auto found = cases.find(inspections["inspection_id"][i]);
    if (!failed) {
      EXPECT_EQ(found, cases.end());
      continue;
    }
    if (inspections["known_on"][i] > "2021-06-25") continue;  // not delivered yet
    ASSERT_NE(found, cases.end());
    EXPECT_EQ(found->second.front().first, "delivered");
    EXPECT_GT(found->second.front().second, inspections["known_on"][i]);
    const bool overturned = std::any_of(found->second.begin(), found->second.end(),
                                        [](const auto& step) { return step.first == "retest_conforming"; });
    EXPECT_EQ(overturned, inspections["revised_result"][i] == "conforming");
  }
  EXPECT_GE(failures, 20u);
}

TEST(SimulateCity, FuelTanksFeedNozzlesOfTheSameStation) {
  const TextTable points = city().table("sampling_points"), offers = city().table("offers"),
                  enterprises = city().table("enterprises");
  std::set<std::string> known, tanks, fuels;
  for (std::size_t i = 0; i < points.rows; ++i) {
    known.insert(points["enterprise_id"][i] + "/" + points["point_id"][i]);
    if (points["kind"][i] == "tank") tanks.insert(points["enterprise_id"][i] + "/" + points["category_id"][i]);
  }
  EXPECT_EQ(known.size(), points.rows);
  for (std::size_t i = 0; i < points.rows; ++i) {
    std::istringstream feeds(points["feeds"][i]);
    for (std::string point; std::getline(feeds, point, ';');)
      EXPECT_EQ(known.count(points["enterprise_id"][i] + "/" + point), 1u) << point;
  }
  std::set<std::string> stations;
  for (std::size_t i = 0; i < enterprises.rows; ++i)
    if (enterprises["industry"][i] == "petrol stations") stations.insert(enterprises["enterprise_id"][i]);
  for (std::size_t i = 0; i < offers.rows; ++i)
    if (stations.count(offers["enterprise_id"][i]) != 0)
      fuels.insert(offers["enterprise_id"][i] + "/" + offers["category_id"][i]);
  EXPECT_EQ(tanks, fuels);
}

TEST(SimulateCity, ScaleKeepsEveryTotal) {
  const SimulatedCity country(yangquan, {.seed = 5, .scale = 2.4});
  const TextTable inspections = country.table("inspections");
  const RoundTotals year = totals_between(inspections, "2020-01-01", "2020-12-31");
  EXPECT_EQ(year.tested, 1505);  // 627 * 2.4 = 1504.8
  EXPECT_EQ(year.nonconforming, 48);
  EXPECT_EQ(year.fen, 1'579'200'00);
  std::int64_t enterprises = 0;
  for (const int group : {168, 96, 534, 437, 322, 219, 53}) enterprises += std::llround(group * 2.4);
  EXPECT_EQ(country.table("enterprises").rows, static_cast<std::size_t>(enterprises));
  const auto districts = country.table("enterprises")["district"];
  EXPECT_EQ(std::set<std::string>(districts.begin(), districts.end()).size(), 12u);  // two cities of six
  EXPECT_TRUE(read_evidence(country.path()).rejected.empty());
  const SimulatedCity county(yangquan, {.seed = 5, .scale = 0.1});
  EXPECT_EQ(totals_between(county.table("inspections"), "2020-01-01", "2020-12-31").tested, 63);
  EXPECT_TRUE(read_evidence(county.path()).rejected.empty());
}

TEST(SimulateCity, SaysWhatWasAskedAndDone) {
  EXPECT_NE(city().summary.brief().find("enterprises 1829"), std::string::npos) << city().summary.brief();
  EXPECT_EQ(city().summary.seed, 7u);
  EXPECT_EQ(city().summary.next, "sightline check " + city().path());
}

}  // namespace
}  // namespace sightline
