#include <filesystem>
#include <fstream>
#include <sstream>

#include "sightline/base/error.hpp"
#include "sightline/settings/risk_model.hpp"

namespace sightline {
namespace {

std::string failure(const std::string& yaml) {
  try {
    (void)parse_risk_model(yaml, "risk.yaml");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  return "";
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(LoadRiskModel, ReadsEveryFormOfASignal) {
  const RiskModel model = parse_risk_model(R"(model: sightline.risk/1
name: key industrial products, municipal
outcome: {half_life: 2y, plan_days: 90d, selection: weighted, recalibrate: false}
intercept: {prior: {mean: -2.8, sd: 1}}
signals:
  - {name: complaints, of: enterprise, count: complaints, half_life: 180d, transform: log1p, prior: {mean: 0.5, sd: 0.3}, sign: positive, where: {status: accepted}}
  - {name: past_score, of: enterprise, mean: inspections.score, half_life: 1y, optional: true, prior: {sd: 0.5}, family: history}
  - {name: since_last, of: candidate, since: inspections, transform: log1p, never: 5y, nth: 2}
  - {name: monitoring, of: category, count: monitoring_reports, per: enterprises, window: 120d}
  - {name: nearby, within: 1km, kernel: quadratic, count: complaints, half_life: 60d}
  - {name: peers, nearest: 30, rate: nonconforming, shrink: 5, others: true}
  - {name: supplier, via: "supplies+same_owner:0.5", steps: 3, restart: 0.2, direction: up, count: nonconforming}
  - {name: product_here, of: [category, district], rate: nonconforming}
  - {name: catalogue, attribute: categories.catalogue}
  - {name: age, attribute: enterprises.age_years, transform: {spline: 6, of: log1p}}
groups: [{by: category, prior: {scale: 0.7}}, {by: [size, channel], optional: true}, {by: enterprise}]
nuisance: [{by: inspector}, {by: lab}]
score: {base_points: 600, points_to_double_odds: 20, base_odds: 0.1, grades: {low: 0.1, high: 0.3}, last_grade: top}
check: [{signals: {complaints: 3}, probability: 0.108}]
)",
                                           "risk.yaml");
  EXPECT_EQ(model.name, "key industrial products, municipal");
  EXPECT_EQ(model.half_life_days, 730.5);
  EXPECT_EQ(model.selection, Selection::weighted);
  EXPECT_FALSE(model.recalibrate);
  EXPECT_EQ(model.plan_days, 90);
  EXPECT_EQ(signal_options(model).plan_days, 90);
  EXPECT_TRUE(signal_options(model).first_of_plan);
  EXPECT_FALSE(signal_options(RiskModel{}).first_of_plan);
  EXPECT_EQ(model.intercept_mean, -2.8);
  ASSERT_EQ(model.signals.size(), 10u);
  EXPECT_EQ(model.signals[0].where_column, "status");
  EXPECT_EQ(model.signals[0].sign, Sign::positive);
  EXPECT_EQ(model.signals[1].aggregate, Aggregate::mean);
  EXPECT_EQ(model.signals[1].family, "history");
  EXPECT_EQ(model.signals[2].nth, 2);
  EXPECT_EQ(model.signals[2].never_days, 5 * 365.25);
  EXPECT_EQ(model.signals[3].per, Exposure::enterprises);
  EXPECT_EQ(model.signals[4].within_m, 1000);
  EXPECT_EQ(model.signals[4].kernel, Kernel::quadratic);
  EXPECT_EQ(model.signals[5].nearest, 30);
  EXPECT_TRUE(model.signals[5].others);
  EXPECT_EQ(model.signals[6].via, "supplies+same_owner:0.5");
  EXPECT_EQ(model.signals[6].direction, Direction::up);
  EXPECT_EQ(model.signals[7].scope, "category+district");
  EXPECT_EQ(model.signals[9].transform, Transform::spline);
  EXPECT_EQ(model.signals[9].spline_of, Transform::log1p);
  EXPECT_EQ(model.signals[9].line, 15);
  ASSERT_EQ(model.groups.size(), 5u);
  EXPECT_EQ(model.groups[0].prior_scale, 0.7);
  EXPECT_TRUE(model.groups[1].optional);
  EXPECT_TRUE(model.groups[3].nuisance);
  EXPECT_EQ(model.score.last_grade, "top");
  EXPECT_EQ(model.checks[0].digits, 3);
  EXPECT_EQ(model.hash.size(), 64u);
}

TEST(LoadRiskModel, ListsEveryViolationAtOnceWithItsLine) {
  EXPECT_EQ(
      failure(R"(model: sightline.risk/1
outcome: {half_live: 2y}
signals:
  - {name: a, count: complaints, transform: log2}
  - {name: a, mean: score, half_life: 1y, window: 2y}
  - {name: b, count: x, sum: y.z, prior: {sd: 0}, sign: positive}
  - {of: enterprise, within: 1km, count: complaints}
groups: [{by: inspector}]
score: {grades: {A: 0.2, B: 0.1}}
check: [{signals: {c: 1}, probability: 0.5}]
)"),
      "risk.yaml:2: outcome.half_live is no known key, did you mean 'half_life'?\n"
      "risk.yaml:4: signals[0].transform is 'log2', must be one of identity, log1p, sqrt, or {spline: 8}\n"
      "risk.yaml:5: signals[1]: 'score' must name a column, as in table.column\n"
      "risk.yaml:5: signals[1]: half_life and window exclude each other\n"
      "risk.yaml:5: signal 'a' is defined twice\n"
      "risk.yaml:6: signals[2]: must have exactly one of count, sum, mean, rate, last, since, first, gap, trend, "
      "active, "
      "attribute; it has 2\n"
      "risk.yaml:6: signals[2].prior.sd is '0', must be a number above 0 (how sure of that; with a family: times its "
      "estimated scale)\n"
      "risk.yaml:7: signals[3]: key 'name' is missing (unique name, shown in reasons)\n"
      "risk.yaml:7: signals[3]: of, within, nearest and via exclude each other\n"
      "risk.yaml:8: a group by inspector cannot be scored: who will test is not known; list it under nuisance\n"
      "risk.yaml:9: score.grades.B is '0.1', must be above the limit of the grade before it\n"
      "risk.yaml:10: check names signal 'c', which the model does not have, did you mean 'a'?");
}

TEST(LoadRiskModel, RefusesACheckThatThePriorCardDoesNotReproduce) {
  const std::string head =
      "model: sightline.risk/1\nintercept: {prior: {mean: -2}}\nsignals: [{name: a, count: complaints, transform: "
      "log1p, prior: {mean: 0.5}}]\n";
  EXPECT_EQ(failure(head + "check: [{signals: {a: 3}, probability: 0.21}]\n"),
            "");  // logistic(-2 + 0.5 log 4) = 0.2130
  EXPECT_EQ(failure(head + "check: [{signals: {a: 3}, probability: 0.22}]\n"),
            "risk.yaml:4: check expects probability 0.22, the prior card gives 0.21 (0.213014)");
}

TEST(LoadRiskModel, ReadsPriorFilesBesideTheModel) {
  const std::filesystem::path folder = std::filesystem::path(SIGHTLINE_BINARY_DIR) / "risk_model_test";
  std::filesystem::create_directories(folder / "prior");
  std::ofstream(folder / "prior" / "a.yaml")
      << "prior: sightline.prior/1\nrates:\n"
         "  - {dimension: category, value: toys, rate: 0.062, batches: 1200, source: a 2023}\n"
         "  - {dimension: enterprises.size, value: small, rate: 0, batches: 9, source: a 2023}\n";
  std::ofstream(folder / "model.yaml") << "model: sightline.risk/1\npriors: [prior/a.yaml]\n";
  const RiskModel model = load_risk_model((folder / "model.yaml").string());
  ASSERT_EQ(model.priors.size(), 2u);
  EXPECT_EQ(model.priors[0].rate, 0.062);
  EXPECT_EQ(model.priors[1].rate, 0.05);  // half a failure more in one test more
  EXPECT_EQ(model.name, "model");
  std::ofstream(folder / "prior" / "a.yaml") << "prior: sightline.prior/1\nrates: [{dimension: category, rate: 2}]\n";
  try {
    (void)load_risk_model((folder / "model.yaml").string());
    ADD_FAILURE() << "a broken prior file was taken";
  } catch (const Error& error) {
    const std::string what = error.what();
    EXPECT_NE(what.find("a.yaml:2: rates[0].rate is '2'"), std::string::npos) << what;
    EXPECT_NE(what.find("key 'source' is missing"), std::string::npos) << what;
  }
}

TEST(LoadRiskModel, DescribesItselfAsTheSchemaOfTheModels) {
  const std::string path = std::string(SIGHTLINE_SOURCE_DIR) + "/models/schema/risk.json";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << risk_model_schema();
  EXPECT_EQ(text_of(path), risk_model_schema());
}

TEST(LoadRiskModel, LoadsTheModelsOfTheProject) {
  std::size_t loaded = 0;
  for (const char* folder : {"/models/risk", "/examples"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(SIGHTLINE_SOURCE_DIR) + folder))
      if (entry.path().extension() == ".yaml" &&
          text_of(entry.path().string()).find("model: sightline.risk/1") != std::string::npos) {
        EXPECT_NO_THROW((void)load_risk_model(entry.path().string())) << entry.path();
        ++loaded;
      }
  EXPECT_GT(loaded, 0u);
}

}  // namespace
}  // namespace sightline
