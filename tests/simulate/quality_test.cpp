#include <cmath>

#include "simulate/simulated_city.hpp"

namespace sightline {
namespace {

// No drift, no learning, perfect tests: the truth at the end is the truth of every day.
const std::string steady =
    "quality: {candidate_sd: 0.4, category_sd: 0, persistence: 1, complacency: 0, rectification: 0}\n"
    "rounds: [{id: first, start: 2020-03-01, end: 2020-12-31, batches: 200, spent: 20000.07";

std::string key_of(const TextTable& rows, std::size_t i) {
  return rows["enterprise_id"][i] + "/" + rows["category_id"][i];
}
bool tested(const TextTable& rows, std::size_t i) { return !rows["nonconforming_count"][i].empty(); }

TEST(SimulateCity, LevelMakesThePublishedFailuresTheExpectedOnes) {
  for (const int published : {9, 40}) {
    const SimulatedCity city(small_market + steady + ", nonconforming: " + std::to_string(published) + "}]\n");
    const auto truth = city.truth();
    const TextTable rows = city.table("inspections");
    double expected = 0;
    for (std::size_t i = 0; i < rows.rows; ++i)
      if (tested(rows, i)) expected += truth.at(key_of(rows, i));
    EXPECT_NEAR(expected, published, 1e-6);  // nine printed decimals, 200 rows
  }
}

TEST(SimulateCity, FailuresByChanceFollowTheTruth) {
  // Sum of failures over seeds against the sum of true probabilities: |z| <= 4.
  double failures = 0, expected = 0, variance = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const SimulatedCity city(small_market + steady + "}]\n", {.seed = seed});
    const auto truth = city.truth();
    const TextTable rows = city.table("inspections");
    for (std::size_t i = 0; i < rows.rows; ++i) {
      if (!tested(rows, i)) continue;
      const double p = truth.at(key_of(rows, i));
      failures += rows["result"][i] == "nonconforming";
      expected += p;
      variance += p * (1 - p);
    }
  }
  EXPECT_LE(std::fabs(failures - expected), 4 * std::sqrt(variance)) << failures << " for " << expected;
}

TEST(SimulateCity, PublishedFailuresFallWhereTheTruthIsHigh) {
  // Each batch fails with its own true probability although the number is fixed: sum of p over failures, |z| <= 4.
  double seen = 0, expected = 0, variance = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const SimulatedCity city(small_market + steady + ", nonconforming: 20}]\n", {.seed = seed});
    const auto truth = city.truth();
    const TextTable rows = city.table("inspections");
    for (std::size_t i = 0; i < rows.rows; ++i) {
      if (!tested(rows, i)) continue;
      const double p = truth.at(key_of(rows, i));
      seen += rows["result"][i] == "nonconforming" ? p : 0;
      expected += p * p;
      variance += p * p * p * (1 - p);
    }
  }
  EXPECT_LE(std::fabs(seen - expected), 4 * std::sqrt(variance)) << seen << " for " << expected;
}

TEST(SimulateCity, SpendsFenExactly) {
  const SimulatedCity city(small_market + steady + "}]\n");
  std::int64_t fen = 0;
  for (const std::string& cost : city.table("inspections")["cost"])
    if (!cost.empty()) fen += Money::parse(cost)->fen;
  EXPECT_EQ(fen, 20000'07);
}

// Mean true logit of what accepted or named reports are about, minus that of all candidates, in standard errors.
double lift(const std::string& scenario, const std::string& table) {
  const SimulatedCity city(scenario, {.seed = 11});
  const auto truth = city.truth();
  double sum = 0, squares = 0;
  for (const auto& [key, p] : truth) {
    const double logit = std::log(p / (1 - p));
    sum += logit;
    squares += logit * logit;
  }
  const double n = static_cast<double>(truth.size()), mean = sum / n, sd = std::sqrt(squares / n - mean * mean);
  const TextTable rows = city.table(table);
  double about = 0, count = 0;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    if (rows["enterprise_id"][i].empty() || rows["category_id"][i].empty()) continue;
    const double p = truth.at(key_of(rows, i));
    about += std::log(p / (1 - p));
    ++count;
  }
  return (about / count - mean) / (sd / std::sqrt(count));
}

TEST(SimulateCity, ReportsFollowQualityAsAsked) {
  const std::string base = small_market + "quality: {enterprise_sd: 0.8, persistence: 1, complacency: 0}\n";
  EXPECT_GT(lift(base + "complaints: {per_year: 800, follows_quality: 1}\n", "complaints"), 8);
  EXPECT_LE(std::fabs(lift(base + "complaints: {per_year: 800, follows_quality: 0}\n", "complaints")), 4);
  EXPECT_GT(lift(base + "monitoring: {points: 9, per_year: 800, follows_quality: 1}\n", "monitoring_reports"), 8);
  EXPECT_LE(
      std::fabs(lift(base + "monitoring: {points: 9, per_year: 800, follows_quality: 0}\n", "monitoring_reports")), 4);
}

TEST(SimulateCity, OwnersAndSuppliersShareQuality) {
  const std::string only_enterprises = R"(
sizes: {small: 0.1}
channels: {production: 0.1, shop: 0.1}
quality: {damping: 0, candidate_sd: 0, category_sd: 0, persistence: 1, complacency: 0, owner_correlation: 1, supplier_share: 0}
relations: {owned_share: 0.6, supplied_share: 0}
)";
  const SimulatedCity owned(small_market + only_enterprises);
  const auto truth = owned.truth();
  const TextTable relations = owned.table("relations");
  ASSERT_GT(relations.rows, 50u);
  for (std::size_t i = 0; i < relations.rows; ++i) {
    ASSERT_EQ(relations["kind"][i], "same_owner");
    for (const char* category : {"/kettle", "/lamp"}) {
      const auto from = truth.find(relations["from_id"][i] + category),
                 to = truth.find(relations["to_id"][i] + category);
      if (from == truth.end() || to == truth.end()) continue;
      EXPECT_NEAR(from->second, to->second, 2e-7);
    }
  }
  std::string supplied = small_market + only_enterprises;
  supplied.replace(supplied.find("supplier_share: 0"), 17, "supplier_share: 3");
  supplied.replace(supplied.find("supplied_share: 0"), 17, "supplied_share: 1");
  const SimulatedCity chain(supplied);
  const auto chained = chain.truth();
  const TextTable edges = chain.table("relations");
  double above = 0, below = 0, n_above = 0, n_below = 0;  // dealers of producers worse, better than typical
  for (std::size_t i = 0; i < edges.rows; ++i) {
    if (edges["kind"][i] != "supplies") continue;
    const auto from = chained.find(edges["from_id"][i] + "/kettle"), to = chained.find(edges["to_id"][i] + "/kettle");
    if (from == chained.end() || to == chained.end()) continue;
    const double dealer = std::log(to->second / (1 - to->second));
    (from->second > 0.10 ? above : below) += dealer;
    (from->second > 0.10 ? n_above : n_below) += 1;
  }
  ASSERT_GT(std::min(n_above, n_below), 10);
  EXPECT_GT(above / n_above, below / n_below + 1);
}

TEST(SimulateCity, TestsThatMissAndHarshLaboratoriesAreNoPartOfTheTruth) {
  const auto truth_with = [](const std::string& labs) {
    return SimulatedCity(small_market + steady + "}]\n" + labs).truth();
  };
  EXPECT_EQ(truth_with("labs: [{id: a, severity: 2}]\n"), truth_with("labs: [{id: a, severity: -2}]\n"));
}

TEST(SimulateCity, InclusionProbabilitiesOfTheRandomArmAddUpToItsVisits) {
  const SimulatedCity city(small_market + steady + ", directed_share: 0}]\n");
  const TextTable rows = city.table("inspections");
  std::map<std::string, std::pair<double, double>> of_category;  // probability, visits
  for (std::size_t i = 0; i < rows.rows; ++i) {
    ASSERT_EQ(rows["mode"][i], "random");
    of_category[rows["category_id"][i]].first = std::stod(rows["inclusion_probability"][i]);
    of_category[rows["category_id"][i]].second += 1;
  }
  for (const auto& [category, seen] : of_category) {
    const double available = seen.second / seen.first;  // a whole number of candidates
    EXPECT_NEAR(available, std::round(available), 1e-2) << category;
    EXPECT_LE(seen.first, 1);
  }
}

}  // namespace
}  // namespace sightline
