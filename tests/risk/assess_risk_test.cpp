#include <algorithm>
#include <cstring>
#include <set>

#include "risk/made_city.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

using made::City;
using made::make_city;
using made::model_of;

const std::vector<std::vector<std::string>> all_groups{{"category"}, {"district"}, {"enterprise"}};

bool has_note(const Risk& risk, const std::string& part) {
  return std::any_of(risk.summary.notes.begin(), risk.summary.notes.end(),
                     [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

TEST(AssessRisk, ReasonsSumToTheLogitExactly) {
  City city = make_city({.rows = 1500, .signals = 3}, 1);
  RiskModel model = model_of(city, all_groups);
  model.signals[1].transform = Transform::spline;
  model.signals[1].spline_knots = 7;
  city.signals.specs = model.signals;
  model.recalibrate = true;
  const Risk risk = assess_risk(city.ledger, city.signals, model);
  ASSERT_EQ(risk.terms, (std::vector<std::string>{"base", "x0", "x1", "x2", "group:category", "group:district",
                                                  "group:enterprise"}));
  EXPECT_NE(risk.fit.calibration_slope, 1);
  for (std::size_t c = 0; c < risk.size(); ++c) {
    double sum = 0;
    for (std::size_t t = 0; t < risk.terms.size(); ++t) sum += risk.contribution[t][c];
    ASSERT_EQ(sum, risk.logit[c]) << c;
    ASSERT_EQ(risk.probability[c], 1 / (1 + std::exp(-risk.logit[c]))) << c;
    ASSERT_LT(risk.lower[c], risk.probability[c]);
    ASSERT_GT(risk.upper[c], risk.probability[c]);
  }
}

TEST(AssessRisk, WithoutOutcomesIsTheExpertCard) {
  City city = make_city({.enterprises = 20, .categories = 2, .rows = 0, .weights = {0.5, -0.3}}, 2);
  RiskModel model = model_of(city, all_groups);
  model.intercept_mean = -2.5;
  model.intercept_sd = 0.4;
  model.signals[0].prior_mean = 0.7;
  model.signals[0].prior_sd = 0.2;
  model.signals[0].aggregate = Aggregate::count;
  model.signals[1].prior_mean = -0.4;
  model.signals[1].prior_sd = 0.1;
  model.signals[1].aggregate = Aggregate::count;
  city.signals.specs = model.signals;
  const Risk risk = assess_risk(city.ledger, city.signals, model);
  EXPECT_TRUE(has_note(risk, "expert card"));
  EXPECT_EQ(risk.fit.rows, 0u);
  for (std::size_t c = 0; c < risk.size(); ++c) {
    const double x0 = city.signals.values[0].now[c], x1 = city.signals.values[1].now[c];
    EXPECT_NEAR(risk.logit[c], -2.5 + 0.7 * x0 - 0.4 * x1, 1e-12);
    const double variance = 0.16 + 0.04 * x0 * x0 + 0.01 * x1 * x1 + 3 * 0.25;  // three groups of prior scale 0.5
    EXPECT_NEAR(risk.logit_sd[c], std::sqrt(variance), 1e-12);
  }
}

TEST(AssessRisk, GivesTheSameBytesAtAnyThreadCount) {
  City city = make_city({.enterprises = 3000, .inspectors = 6, .rows = 12000, .signals = 3}, 3);
  RiskModel model = model_of(city, all_groups);
  model.groups.push_back(made::group_by({"inspector"}, true));
  model.recalibrate = true;
  std::vector<Risk> risks;
  for (const int threads : {1, 2, 3}) {
    RiskOptions options;
    options.run.threads = threads;
    risks.push_back(assess_risk(city.ledger, city.signals, model, options));
  }
  const auto same = [](const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
  };
  for (std::size_t i = 1; i < risks.size(); ++i) {
    EXPECT_TRUE(same(risks[0].logit, risks[i].logit));
    EXPECT_TRUE(same(risks[0].lower, risks[i].lower));
    EXPECT_TRUE(same(risks[0].harm, risks[i].harm));
    EXPECT_EQ(risks[0].rank, risks[i].rank);
    EXPECT_EQ(risks[0].fit.log_marginal, risks[i].fit.log_marginal);
    for (std::size_t d = 0; d < risks[0].districts.size(); ++d)
      EXPECT_EQ(risks[0].districts[d].upper, risks[i].districts[d].upper);
  }
}

TEST(AssessRisk, LeavesNuisanceOutOfTheScore) {
  City city = make_city({.enterprises = 300, .inspectors = 5, .rows = 4000, .inspector_sd = 1.5}, 4);
  RiskModel model = model_of(city, all_groups);
  model.groups.push_back(made::group_by({"inspector"}, true));
  const Risk risk = assess_risk(city.ledger, city.signals, model);
  for (const std::string& term : risk.terms) EXPECT_EQ(term.find("inspector"), std::string::npos);
  const RiskGroup& inspectors = risk.fit.groups.back();
  EXPECT_TRUE(inspectors.nuisance);
  ASSERT_EQ(inspectors.effect.size(), 5u);
  // The fitted effects follow the true ones.
  double cross = 0, a = 0, b = 0;
  for (std::size_t level = 0; level < 5; ++level) {
    const std::string name(city.ledger.text(inspectors.level[level]));
    const double truth = city.truth.inspector[std::stoul(name.substr(1))];
    cross += truth * inspectors.effect[level];
    a += truth * truth;
    b += inspectors.effect[level] * inspectors.effect[level];
  }
  EXPECT_GT(cross / std::sqrt(a * b), 0.9);
}

TEST(AssessRisk, KeepsAWeightOnTheSideOfItsSign) {
  City city = make_city({.rows = 2000, .weights = {-0.8, 0.6}}, 5);
  RiskModel model = model_of(city, all_groups);
  model.signals[0].sign = Sign::positive;
  model.signals[1].sign = Sign::positive;
  city.signals.specs = model.signals;
  const Risk risk = assess_risk(city.ledger, city.signals, model);
  EXPECT_EQ(risk.fit.weights[1].mean, 0);
  EXPECT_GT(risk.fit.weights[2].mean, 0.4);
  EXPECT_TRUE(has_note(risk, "x0 is held at 0"));
}

TEST(AssessRisk, SaysInWordsWhatSeparatesTheResults) {
  City city = make_city({.rows = 400, .weights = {0.0, 0.0}}, 6);
  for (std::size_t i = 0; i < city.signals.rows(); ++i) {
    city.signals.values[0].training[i] = city.signals.nonconforming[i] > 0 ? 1 + 0.01 * static_cast<double>(i) : 0;
    city.signals.values[1].training[i] = 7;
  }
  RiskModel model = model_of(city, all_groups);
  model.recalibrate = true;
  const Risk risk = assess_risk(city.ledger, city.signals, model);
  EXPECT_TRUE(has_note(risk, "signal x0 separates the results"));
  EXPECT_TRUE(has_note(risk, "signal x1 is constant (7)"));
  for (std::size_t c = 0; c < risk.size(); ++c)
    ASSERT_TRUE(std::isfinite(risk.logit[c]) && std::isfinite(risk.logit_sd[c]));
}

TEST(AssessRisk, HasNoNanWhereSignalsAreUnknown) {
  City city = make_city({.rows = 600, .weights = {0.5, 0.5, 0.5}}, 7);
  for (std::size_t i = 0; i < city.signals.rows(); i += 3) city.signals.values[0].training[i] = std::nan("");
  for (double& value : city.signals.values[1].training) value = std::nan("");
  for (std::size_t c = 0; c < city.ledger.frame.size(); c += 2) city.signals.values[0].now[c] = std::nan("");
  for (double& value : city.signals.values[2].now) value = std::nan("");
  const Risk risk = assess_risk(city.ledger, city.signals, model_of(city, all_groups));
  for (std::size_t c = 0; c < risk.size(); ++c)
    ASSERT_TRUE(std::isfinite(risk.logit[c]) && std::isfinite(risk.logit_sd[c]));
  EXPECT_TRUE(has_note(risk, "x1 is unknown in every past result"));
}

TEST(AssessRisk, SurvivesResultsOfOneKindOnly) {
  for (const std::uint32_t kind : {0u, 1u}) {
    City city = make_city({.rows = 300}, 8);
    std::fill(city.signals.nonconforming.begin(), city.signals.nonconforming.end(), kind);
    const Risk risk = assess_risk(city.ledger, city.signals, model_of(city, all_groups));
    EXPECT_TRUE(has_note(risk, kind == 0 ? "none of the 300" : "all of the 300"));
    for (std::size_t c = 0; c < risk.size(); ++c) ASSERT_TRUE(std::isfinite(risk.logit[c]));
  }
}

TEST(AssessRisk, WidensTheIntervalWhereEvidenceIsThin) {
  const City city = make_city({.enterprises = 400, .rows = 4000, .untested = 0.5}, 9);
  const Risk risk = assess_risk(city.ledger, city.signals, model_of(city, all_groups));
  std::set<Index> tested(city.signals.enterprise.begin(), city.signals.enterprise.end());
  double with = 0, without = 0, count_with = 0, count_without = 0;
  for (std::size_t c = 0; c < risk.size(); ++c)
    if (tested.count(city.ledger.frame.enterprise[c]) > 0)
      with += risk.logit_sd[c], count_with += 1;
    else
      without += risk.logit_sd[c], count_without += 1;
  EXPECT_LT(with / count_with, 0.8 * without / count_without);
}

TEST(AssessRisk, RanksByProbabilityAndGradesByLimits) {
  const City city = make_city({.enterprises = 2000, .rows = 3000}, 10);
  const RiskModel model = model_of(city, all_groups);
  const Risk risk = assess_risk(city.ledger, city.signals, model);
  std::vector<std::size_t> order(risk.size());
  for (std::size_t c = 0; c < risk.size(); ++c) order[risk.rank[c] - 1] = c;
  for (std::size_t i = 1; i < order.size(); ++i) ASSERT_GE(risk.probability[order[i - 1]], risk.probability[order[i]]);
  EXPECT_EQ(risk.grades, (std::vector<std::string>{"A", "B", "C", "D"}));
  for (std::size_t c = 0; c < risk.size(); ++c) {
    const double p = risk.probability[c];
    ASSERT_EQ(risk.grade[c], p <= 0.02 ? 0 : p <= 0.05 ? 1 : p <= 0.12 ? 2 : 3);
    ASSERT_NEAR(risk.points[c], 500 + 50 * std::log2(p / (1 - p) / 0.05), 1e-6);
  }
}

TEST(AssessRisk, MovesACategoryToItsPublishedRate) {
  City city = make_city({.enterprises = 10, .categories = 2, .rows = 0}, 11);
  RiskModel model = model_of(city, all_groups);
  model.priors = {{"category", "C000000", 0.02, 1e6, "a"}, {"category", "C000001", 0.20, 1e6, "a"}};
  const Risk risk = assess_risk(city.ledger, city.signals, model);
  const auto logit = [](double p) { return std::log(p / (1 - p)); };
  EXPECT_NEAR(risk.fit.groups[0].effect[0], logit(0.02) - logit(0.11), 1e-3);
  EXPECT_NEAR(risk.fit.groups[0].effect[1], logit(0.20) - logit(0.11), 1e-3);
  model.priors[1].batches = 5;  // rests on five tests: counts for less
  const Risk thin = assess_risk(city.ledger, city.signals, model);
  EXPECT_LT(thin.fit.groups[0].effect[1], logit(0.20) - logit(0.02));
}

TEST(AssessRisk, RefusesSignalsOfAnotherFrame) {
  City city = make_city({.rows = 10}, 12);
  const RiskModel model = model_of(city, all_groups);
  city.signals.frame_fingerprint += 1;
  EXPECT_THROW((void)assess_risk(city.ledger, city.signals, model), Error);
}

TEST(AssessRisk, LetsAMonthThatWasUnlikeTheOthersMoveNobody) {
  City city = make_city({.enterprises = 500, .rows = 8000, .signals = 1}, 15);
  const Risk calm = assess_risk(city.ledger, city.signals, model_of(city, all_groups));
  for (std::size_t i = 0; i < city.signals.rows(); ++i)
    if (city.signals.date[i].year() == 2020 && city.signals.date[i].month() == 12) city.signals.nonconforming[i] = 1;
  RiskModel model = model_of(city, all_groups);
  const Risk misled = assess_risk(city.ledger, city.signals, model);
  model.groups.push_back(made::group_by({"month"}, true));
  const Risk steady = assess_risk(city.ledger, city.signals, model);
  // How unlike one another the changes of the candidates' logits are: who happened to be tested that month is blamed.
  const auto disorder = [&](const Risk& risk) {
    double sum = 0, squares = 0;
    const auto count = static_cast<double>(risk.size());
    for (std::size_t c = 0; c < risk.size(); ++c) {
      const double change = risk.logit[c] - calm.logit[c];
      sum += change, squares += change * change;
    }
    return std::sqrt(squares / count - sum * sum / (count * count));
  };
  EXPECT_GT(disorder(misled), 0.1);
  EXPECT_LT(disorder(steady), 0.5 * disorder(misled));
  const RiskGroup& months = steady.fit.groups.back();
  const auto most = std::max_element(months.effect.begin(), months.effect.end()) - months.effect.begin();
  EXPECT_EQ(months.level_name[static_cast<std::size_t>(most)], "2020-12");
  for (const std::string& term : steady.terms) EXPECT_EQ(term.find("month"), std::string::npos);
  model.groups.back().by = {"quarter"};
  const RiskGroup quarters = assess_risk(city.ledger, city.signals, model).fit.groups.back();
  const auto worst = std::max_element(quarters.effect.begin(), quarters.effect.end()) - quarters.effect.begin();
  EXPECT_EQ(quarters.level_name[static_cast<std::size_t>(worst)], "2020-Q4");
}

TEST(AssessRisk, StartsWarmWithoutChangingTheOptimum) {
  const City city = make_city({.enterprises = 500, .rows = 4000, .signals = 4}, 13);
  const RiskModel model = model_of(city, all_groups);
  const Risk cold = assess_risk(city.ledger, city.signals, model);
  RiskOptions options;
  options.start = &cold.fit;
  const Risk warm = assess_risk(city.ledger, city.signals, model, options);
  EXPECT_LT(warm.fit.iterations, cold.fit.iterations / 2 + 1);
  for (std::size_t j = 0; j < cold.fit.weights.size(); ++j)
    EXPECT_NEAR(warm.fit.weights[j].mean, cold.fit.weights[j].mean, 1e-4);
  for (std::size_t g = 0; g < cold.fit.groups.size(); ++g)
    EXPECT_NEAR(warm.fit.groups[g].sd, cold.fit.groups[g].sd, 1e-4);
}

TEST(Rescore, GivesWhatAnAssessmentOfTheNewValuesWouldWithTheSameWeights) {
  City city = make_city({.enterprises = 200, .rows = 1500, .signals = 3}, 14);
  const RiskModel model = model_of(city, all_groups);
  Risk risk = assess_risk(city.ledger, city.signals, model);
  const Risk before = risk;
  const std::vector<Index> candidates{3, 4, 17, 700};
  std::vector<std::vector<double>> values(3);
  for (std::size_t j = 0; j < 3; ++j)
    for (const Index c : candidates) values[j].push_back(city.signals.values[j].now[c]);
  rescore(risk, candidates, values);
  for (const Index c : candidates) {
    EXPECT_EQ(risk.logit[c], before.logit[c]);
    EXPECT_EQ(risk.upper[c], before.upper[c]);
    EXPECT_EQ(risk.points[c], before.points[c]);
  }
  values[0][1] += 1;
  rescore(risk, candidates, values);
  EXPECT_NEAR(risk.logit[4] - before.logit[4], before.fit.weights[1].mean, 1e-12);
  EXPECT_EQ(risk.logit[3], before.logit[3]);
  double sum = 0;
  for (const auto& column : risk.contribution) sum += column[4];
  EXPECT_EQ(sum, risk.logit[4]);
  EXPECT_THROW(rescore(risk, std::vector<Index>{99999}, std::vector<std::vector<double>>(3, {0})), Error);
}

TEST(AssessRisk, CoversTheTrueRateOfDomains) {
  int inside = 0, all = 0;
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const City city = make_city({.enterprises = 300, .categories = 5, .districts = 8, .rows = 1500}, 100 + seed);
    const Risk risk = assess_risk(city.ledger, city.signals, model_of(city, all_groups));
    std::vector<double> sum(8, 0), count(8, 0);
    for (std::size_t c = 0; c < risk.size(); ++c) {
      const Index d = city.ledger.district_of[city.ledger.frame.enterprise[c]];
      sum[d] += made::chance(city.truth.logit[c]);
      count[d] += 1;
    }
    for (const DomainScore& score : risk.districts) {
      const auto d = static_cast<std::size_t>(std::stoul(std::string(city.ledger.text(score.id)).substr(1)));
      const double rate = sum[d] / count[d];
      inside += rate >= score.lower && rate <= score.upper ? 1 : 0;
      ++all;
      EXPECT_LE(score.rank_lower, score.rank);
      EXPECT_GE(score.rank_upper, score.rank);
    }
  }
  EXPECT_GT(inside, 0.80 * all);
  EXPECT_LT(inside, all);
}

}  // namespace
}  // namespace sightline
