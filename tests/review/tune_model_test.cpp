#include "sightline/review.hpp"

#include <algorithm>
#include <cmath>

#include "review/leaky_city.hpp"
#include "review/tune/knobs.hpp"
#include "review/tune/nested_choice.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

using testing::SmallEvidence;
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

// A market that turned round at the start of 2019: what passed until then fails from then on, as the card has always said.
Evidence turned_city() {
  Rng rng(6);
  std::string enterprises = "enterprise_id,flag\n", offers = "enterprise_id,category_id\n";
  std::string inspections = "inspection_id,enterprise_id,category_id,date,result\n";
  int number = 0;
  for (int e = 0; e < 200; ++e) {
    enterprises += fmt::format("E{:03},{}\n", e, e % 2);
    offers += fmt::format("E{:03},food\n", e);
    for (Date day = Date(2017, 1, 1) + static_cast<int>(rng.below(100)); day < Date(2021, 1, 1); day = day + 100) {
      const bool card_is_right = day >= Date(2019, 1, 1);
      const double chance = (e % 2 == 1) == card_is_right ? 0.4 : 0.05;
      inspections += fmt::format("{},E{:03},food,{},{}\n", ++number, e, day.to_string(),
                                 rng.uniform() < chance ? "nonconforming" : "conforming");
    }
  }
  SmallEvidence evidence;
  evidence.table("enterprises", enterprises).table("offers", offers).table("inspections", inspections);
  return evidence.build();
}

TEST(TuneModel, LeavesTheModelAsGivenWhereTheManualCardRanksBetter) {
  const std::string card = R"(model: sightline.risk/1
name: card
outcome: {half_life: 4y, recalibrate: false}
intercept: {prior: {mean: -1.5, sd: 1.5}}
signals:
  - {name: flag, attribute: enterprises.flag, prior: {mean: 1, sd: 2}}
  - {name: failures, of: enterprise, count: nonconforming, half_life: 2y, transform: log1p, prior: {sd: 0.5}}
)";
  const RiskModel model = parse_risk_model(card, "card.yaml");
  TuneOptions options = years();
  options.from = Date(2019, 1, 1);
  const auto says_so = [](const Tuned& tuned) {
    return std::any_of(tuned.summary.notes.begin(), tuned.summary.notes.end(), [](const std::string& note) {
      return note.find("the manual card ranks better by") != std::string::npos;
    });
  };
  const Tuned bound = tune_model(turned_city(), model, card, "out.yaml", options);
  EXPECT_GT(bound.card.auc, bound.honest.auc + options.margin);
  EXPECT_EQ(bound.choice, "as given");
  EXPECT_EQ(bound.model.half_life_days, model.half_life_days);
  EXPECT_TRUE(says_so(bound));
  options.margin = 0.5;  // nothing falls so far short: tuning is free to choose
  const Tuned free = tune_model(turned_city(), model, card, "out.yaml", options);
  EXPECT_NE(free.choice, "as given");
  EXPECT_FALSE(says_so(free));
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
