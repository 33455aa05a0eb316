#include "sightline/review.hpp"

#include <cmath>

#include "review/leaky_city.hpp"
#include "review/tune/knobs.hpp"
#include "review/tune/nested_choice.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

using tuning::choose;
using tuning::Losses;
using tuning::Setting;

constexpr const char* text = R"(model: sightline.risk/1
name: small   # half_life: 9d in a comment stays
outcome: {half_life: 2y, recalibrate: false}
intercept: {prior: {mean: -1.5, sd: 1.5}}
signals:
  - {name: complaints, of: enterprise, count: complaints, half_life: 180d, transform: log1p, prior: {mean: 0.5, sd: 0.3}}
  - name: failures
    of: enterprise
    rate: nonconforming
    half_life: 1y
    prior: {sd: 1}
  - {name: since, of: enterprise, since: tested, transform: {spline: 8, of: log1p}, prior: {sd: 0.2}}
groups: [{by: enterprise, prior: {scale: 0.4}}]
)";

TuneOptions years() {
  TuneOptions options;
  options.from = Date(2018, 7, 1);
  options.to = Date(2020, 7, 1);
  options.step_months = 6;
  return options;
}

TEST(TuneModel, TurnsKnobsInTheModelAndInItsTextAlike) {
  const RiskModel model = parse_risk_model(text, "small.yaml");
  const std::string turned = tuning::rewrite(model, text, Setting{0.5, 2, 2, 0.5}, "out.yaml", "# provenance\n");
  EXPECT_EQ(turned.rfind("# provenance\nmodel: sightline.risk/1\n", 0), 0u);
  EXPECT_NE(turned.find("# half_life: 9d in a comment stays"), std::string::npos);
  const RiskModel read = parse_risk_model(turned, "out.yaml");
  EXPECT_EQ(read.half_life_days, 4 * 365.25);
  EXPECT_EQ(read.intercept_sd, 1.5);
  EXPECT_EQ(read.signals[0].half_life_days, 90);
  EXPECT_EQ(read.signals[0].prior_sd, 0.6);
  EXPECT_EQ(read.signals[0].prior_mean, 0.5);
  EXPECT_EQ(read.signals[1].half_life_days, 0.5 * 365.25);
  EXPECT_EQ(read.signals[2].spline_knots, 4);
  EXPECT_EQ(read.groups[0].prior_scale, 0.8);
}

TEST(TuneModel, SaysWhenTheTextHidesTheNumbers) {
  const std::string quoted =
      "model: sightline.risk/1\nsignals: [{name: a, count: complaints, half_life: \"180d\", of: enterprise}]\n";
  const RiskModel model = parse_risk_model(quoted, "small.yaml");
  EXPECT_THROW((void)tuning::rewrite(model, quoted, Setting{0.5, 1, 1, 1}, "out.yaml", ""), Error);
}

TEST(TuneModel, ChoosesOnlyWhatBeatsTheGivenModelByAStandardError) {
  EXPECT_EQ(choose(Losses{{0.5, 0.5, 0.5}, {0.4, 0.41, 0.4}}, 3), 1u);
  EXPECT_EQ(choose(Losses{{0.5, 0.5, 0.5}, {0.3, 0.6, 0.59}}, 3), 0u);  // mean 0.003 better, error 0.098
  EXPECT_EQ(choose(Losses{{0.5, 0.5}, {0.6, 0.6}}, 2), 0u);
  EXPECT_EQ(choose(Losses{{0.5, 0.5}, {0.4, 0.4}, {0.4, 0.4}}, 2), 1u);
}

TEST(TuneModel, ChoosesForAFoldByTheFoldsBeforeItAlone) {
  const Losses loss{{0.5, 0.5, 0.5, 0.5}, {0.4, 0.4, 0.9, 0.9}};
  Losses later = loss;
  later[1][3] = 0.01;
  EXPECT_EQ(tuning::choose_walking_forward(loss, 2), (std::vector<std::size_t>{1, 0}));
  EXPECT_EQ(tuning::choose_walking_forward(later, 2), (std::vector<std::size_t>{1, 0}));
}

TEST(TuneModel, WritesAModelThatLoadsWithItsProvenanceAndEveryTrial) {
  const RiskModel model = parse_risk_model(text, "small.yaml");
  const Tuned tuned = tune_model(testing::leaky_city(testing::Planted::nothing, 5), model, text, "out.yaml", years());
  ASSERT_EQ(tuned.trials.size(), 9u);
  double least = 1;
  int chosen = 0;
  for (const TuneTrial& trial : tuned.trials) {
    EXPECT_GE(trial.regret, 0);
    least = std::min(least, trial.loss);
    chosen += trial.chosen;
  }
  EXPECT_EQ(chosen, 3);  // five folds, two of them warm-up
  EXPECT_NEAR(tuned.trials[0].loss - least, 0, 0.02);
  EXPECT_LT(tuned.given.loss, tuned.card.loss);
  EXPECT_EQ(parse_risk_model(tuned.yaml, "out.yaml").hash, tuned.model.hash);
  EXPECT_NE(tuned.yaml.find(model.hash.substr(0, 16)), std::string::npos);
  EXPECT_NE(tuned.yaml.find("#   memory x 0.5"), std::string::npos);
  const Tuned again = tune_model(testing::leaky_city(testing::Planted::nothing, 5), model, text, "out.yaml", years());
  EXPECT_EQ(again.yaml, tuned.yaml);
}

TEST(TuneModel, RefusesTooFewFoldsAndUnknownDepths) {
  const RiskModel model = parse_risk_model(text, "small.yaml");
  const Evidence placebo = shuffle_outcomes(testing::leaky_city(testing::Planted::nothing, 5), 3);
  TuneOptions few = years();
  few.to = few.from;
  EXPECT_THROW((void)tune_model(placebo, model, text, "out.yaml", few), Error);
  few.depth = 3;
  EXPECT_THROW((void)tune_model(placebo, model, text, "out.yaml", few), Error);
}

}  // namespace
}  // namespace sightline
