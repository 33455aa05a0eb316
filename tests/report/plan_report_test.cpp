#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/tiny_results.hpp"
#include "sightline/base/error.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

TEST(ToCsvPlan, HasOneRowPerLineWithItsReasons) {
  EXPECT_EQ(to_csv_plan(tiny::ledger(), tiny::risk(), tiny::plan()),
            "enterprise_id,category_id,lab_id,stream,batches,inclusion_probability,expected_nonconforming,gain,cost,"
            "reasons,probability,grade,enterprise_name,category_name,district\n"
            "E1,tyres,,random,1,0.25,0.01,0.01,800.00,past failure:-0.75;complaints:+0.50;category:+0.10;base:-3.00,"
            "0.0410913,A,\"轮胎, \"\"Best\"\"\",,140302\n"
            "E2,tyres,,directed,2,1,0.3,0.28,1600.50,past failure:+1.2346;complaints:+0.25;category:+0.10;base:-3.00,"
            "0.195377,B,'=cmd|calc,,\n");
}

TEST(ToCsvPlan, IsAHeaderAloneWhenThereIsNoPlan) {
  const std::string text = to_csv_plan(tiny::ledger(), tiny::risk(), Plan{});
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_TRUE(text.starts_with("enterprise_id,category_id,lab_id,stream,"));
}

TEST(ToCsvPlan, RefusesAPlanOfAnotherFrame) {
  Plan plan = tiny::plan();
  plan.frame_fingerprint = 1;
  EXPECT_THROW((void)to_csv_plan(tiny::ledger(), tiny::risk(), plan), Error);
  EXPECT_THROW((void)to_json_plan(tiny::ledger(), plan, 0), Error);
  EXPECT_THROW((void)to_text_plan(tiny::ledger(), tiny::risk(), plan), Error);
}

TEST(ToCsvRules, ShowsBoundUseAndPriceWithoutPowersOfTen) {
  EXPECT_EQ(to_csv_rules(tiny::plan()),
            "rule,article,kind,bound,used,binding,price,unit\n"
            "districts:140302,Product Quality Law (2018) art. 15,>=,0.05,0.0525,false,0,share\n"
            "budget,,<=,12345678.9,606420,true,0.000125,yuan\n");
}

TEST(ToCsvLeftOut, CountsCandidatesPerReason) {
  EXPECT_EQ(to_csv_left_out(tiny::plan()),
            "rule,reason,candidates\nsix-months,tested conforming within six months,2\n");
}

TEST(ToJsonPlan, CarriesOutcomeProofMoneyAndInputs) {
  Plan plan = tiny::plan();
  plan.conflicts = {"budget", "look-back"};
  plan.summary.inputs = {{"model", "m1"}};
  plan.policy_hash = "p1";
  const auto json = nlohmann::json::parse(to_json_plan(tiny::ledger(), plan, 0.5));
  EXPECT_EQ(json["outcome"], "optimal");
  EXPECT_EQ(json["objective"], 0.29);
  EXPECT_EQ(json["bound"], 0.3);
  EXPECT_EQ(json["spent"], 606420.01);
  EXPECT_EQ(json["budget"], 607000);
  EXPECT_EQ(json["conflicts"], (std::vector<std::string>{"budget", "look-back"}));
  EXPECT_EQ(json["inputs"]["model"], "m1");
  EXPECT_EQ(json["inputs"]["policy"], "p1");
  EXPECT_EQ(json["inputs"]["evidence"], "abc");
  EXPECT_EQ(json["seconds"], 0.5);
  EXPECT_EQ(json["synthetic"], true);
  for (const char* key : {"gap", "expected_nonconforming", "expected_rate", "commitment"})
    EXPECT_TRUE(json.contains(key));
}

TEST(ToJsonPlan, NeverWritesWhatIsNoNumber) {
  Plan plan = tiny::plan();
  plan.bound = std::numeric_limits<double>::infinity();
  const auto json = nlohmann::json::parse(to_json_plan(tiny::ledger(), plan, 0));
  EXPECT_TRUE(json["bound"].is_null());
}

TEST(ToTextPlan, ShowsTheLinesOfLargestGainFirst) {
  const std::string text = to_text_plan(tiny::ledger(), tiny::risk(), tiny::plan(), 10);
  EXPECT_EQ(text,
            "   enterprise       category  lab  stream    batches  chance   fails      yuan  reasons\n"
            "1  E2 =cmd|calc     tyres     -    directed        2   1.000  19.5 %  1 600.50  past failure +1.23, "
            "complaints +0.25, category +0.10\n"
            "2  E1 轮胎, \"Best\"  tyres     -    random          1   0.250   4.1 %    800.00  past failure -0.75, "
            "complaints +0.50, category +0.10\n");
  EXPECT_EQ(to_text_plan(tiny::ledger(), tiny::risk(), Plan{}), "the plan has no lines\n");
}

TEST(ToJsonSummary, HoldsEveryPartOfASummary) {
  Summary summary;
  EXPECT_EQ(nlohmann::json::parse(to_json_summary(summary))["outcome"], "the verb was not called");
  summary.verb = "make_plan";
  summary.outcome = "optimal";
  summary.lines = {{"budget", "607 000.00", "606 420.00", "yuan"}};
  summary.notes = {"bad \xFF byte"};
  summary.inputs = {{"evidence", "9f3c"}};
  summary.stages = {{"read", 0.25}};
  summary.next = "sightline draw plan/";
  const auto json = nlohmann::json::parse(to_json_summary(summary));
  EXPECT_EQ(json["lines"][0]["done"], "606 420.00");
  EXPECT_EQ(json["notes"][0], "bad \xEF\xBF\xBD byte");
  EXPECT_EQ(json["inputs"]["evidence"], "9f3c");
  EXPECT_EQ(json["seconds"]["read"], 0.25);
  EXPECT_EQ(json["next"], "sightline draw plan/");
}

TEST(ToJsonFit, HoldsWeightsGroupsAndWhatTheFitRestsOn) {
  const Ledger ledger = tiny::ledger();
  Risk risk = tiny::risk();
  risk.fit.weights = {{"intercept", -3, 0.5, -3, 2}};
  RiskGroup group;
  group.name = "category";
  group.sd = 0.4;
  group.level = {ledger.categories.id[0]};
  group.effect = {0.1};
  group.effect_sd = {0.2};
  risk.fit.groups = {group};
  risk.fit.rows = 627;
  risk.fit.log_likelihood = -88.5;
  const auto json = nlohmann::json::parse(to_json_fit(ledger, risk, 0.1));
  EXPECT_EQ(json["log_likelihood"], -88.5);
  EXPECT_EQ(json["weights"][0]["mean"], -3);
  EXPECT_EQ(json["groups"][0]["levels"][0]["level"], "tyres");
  EXPECT_EQ(json["groups"][0]["sd"], 0.4);
  EXPECT_EQ(json["rows"], 627);
  EXPECT_EQ(json["inputs"]["evidence"], "abc");
  for (const char* key : {"log_marginal", "iterations", "seconds"}) EXPECT_TRUE(json.contains(key));
}

}  // namespace
}  // namespace sightline
