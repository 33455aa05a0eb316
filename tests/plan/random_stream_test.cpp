#include <algorithm>
#include <map>

#include "plan/small_city.hpp"

namespace sightline {
namespace {

using namespace testing;

std::string random_policy(const std::string& unpredictability = "0.01", const std::string& rules = "",
                          const std::string& stream = "min_share: 0.4, floor: 0.002, ceiling: 0.8") {
  return "budget: 40000\nobjective: {unpredictability: " + unpredictability + "}\nstreams:\n  random: {" + stream +
         "}\n  directed: {needs: [complaint]}\n" + (rules.empty() ? "" : "rules:\n" + rules);
}

// Sum of the probabilities of random lines per category and lab, in billionths.
std::map<std::pair<Index, Id>, std::int64_t> totals(const Planned& planned) {
  std::map<std::pair<Index, Id>, std::int64_t> sums;
  const PlanLines& lines = planned.plan.lines;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines.stream[i] == Stream::random)
      sums[{planned.ledger.frame.category[lines.candidate[i]], lines.lab[i]}] +=
          std::llround(lines.inclusion_probability[i] * 1e9);
  return sums;
}

double random_gain(const Planned& planned) {
  double gain = 0;
  for (std::size_t i = 0; i < planned.plan.lines.size(); ++i)
    if (planned.plan.lines.stream[i] == Stream::random) gain += planned.plan.lines.gain[i];
  return gain;
}

TEST(RandomStream, GivesEveryoneElseAChanceWithinFloorAndCeiling) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const Planned planned = plan_city(random_city(seed, 80, 5, true), random_policy());
    ASSERT_TRUE(planned.plan.usable()) << planned.plan.summary.full_report();
    double random = 0;
    for (std::size_t i = 0; i < planned.plan.lines.size(); ++i) {
      const double chance = planned.plan.lines.inclusion_probability[i];
      if (planned.plan.lines.stream[i] != Stream::random) {
        EXPECT_EQ(chance, 1);
        continue;
      }
      EXPECT_GE(chance, 0.002);
      EXPECT_LE(chance, 0.8);
      random += chance;
    }
    EXPECT_EQ(planned.plan.lines.size(), planned.ledger.frame.size());
    EXPECT_GE(random, 0.4 * planned.plan.batches - 1e-6);
  }
}

TEST(RandomStream, TotalsOfCategoryAndLabAreWholeToTheBillionth) {
  City city = random_city(5, 90, 4, true);
  for (int k = 0; k < 4; ++k) {
    city.lab("a", "k" + std::to_string(k), "700", "9").lab("b", "k" + std::to_string(k), "800");
  }
  for (int e = 0; e < 90; e += 2)
    city.inspection("e" + std::to_string(1000 + e), "k0", "2020-03-01", "conforming", "random", "a");
  const Planned planned = plan_city(city, random_policy("0.01", "  - {id: rot, labs: no_consecutive}\n"));
  ASSERT_TRUE(planned.plan.usable());
  const auto sums = totals(planned);
  EXPECT_GT(sums.size(), 4u);
  for (const auto& [cell, units] : sums) EXPECT_EQ(units % 1'000'000'000, 0);
}

TEST(RandomStream, SpentDoesNotDependOnTheDraw) {
  City city = random_city(5, 60, 3, true);
  const Planned planned = plan_city(city, random_policy());
  std::int64_t fen = 0;
  for (std::size_t i = 0; i < planned.plan.lines.size(); ++i)
    if (planned.plan.lines.stream[i] != Stream::random) fen += planned.plan.lines.cost[i].fen;
  for (const auto& [cell, units] : totals(planned))
    fen += units / 1'000'000'000 * planned.ledger.unit_cost[cell.first].fen;
  EXPECT_EQ(fen, planned.plan.spent.fen);
  EXPECT_LE(fen, 4'000'000);
}

TEST(RandomStream, UnpredictabilityTradesFindingsForEvenChances) {
  City city;
  city.category("k");
  for (int e = 0; e < 40; ++e) {
    const std::string id = "e" + std::to_string(100 + e);
    city.enterprise(id).offer(id, "k", 0.01 + 0.005 * e);
  }
  const auto run = [&](const std::string& rho) {
    return plan_city(city, "max_batches: 8\nobjective: {unpredictability: " + rho +
                               "}\nstreams: {random: {floor: 0.01, ceiling: 0.9}, directed: {max_share: 0}}\n");
  };
  double gain = 1e9;
  for (const char* rho : {"0", "0.005", "0.02", "0.1", "1"}) {
    const Planned planned = run(rho);
    ASSERT_EQ(planned.plan.batches, 8) << rho;
    EXPECT_LE(random_gain(planned), gain + 1e-9) << rho;
    gain = random_gain(planned);
  }
  const Planned sharp = run("0"), even = run("1");
  int between = 0;
  for (double chance : sharp.plan.lines.inclusion_probability) between += chance > 0.01 + 1e-9 && chance < 0.9 - 1e-9;
  EXPECT_LE(between, 1);
  for (double chance : even.plan.lines.inclusion_probability) EXPECT_NEAR(chance, 0.2, 0.05);
}

TEST(RandomStream, ChancesFollowRisk) {
  const Planned planned = plan_city(random_city(3, 80, 3, true), random_policy("0.02"));
  const PlanLines& lines = planned.plan.lines;
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (std::size_t j = 0; j < lines.size(); ++j) {
      if (lines.stream[i] != Stream::random || lines.stream[j] != Stream::random) continue;
      const Index a = lines.candidate[i], b = lines.candidate[j];
      if (planned.ledger.frame.category[a] != planned.ledger.frame.category[b]) continue;
      if (planned.risk.probability[a] > planned.risk.probability[b] + 1e-6)
        EXPECT_GE(lines.inclusion_probability[i], lines.inclusion_probability[j] - 2e-9);
    }
}

TEST(RandomStream, LeavesOutACategoryTooSmallForItsCeiling) {
  City city;
  city.category("k").category("lonely");
  for (int e = 0; e < 10; ++e) city.enterprise("e" + std::to_string(e)).offer("e" + std::to_string(e), "k", 0.1);
  city.enterprise("only").offer("only", "lonely", 0.5);
  const std::string yaml = "budget: 5000\nstreams: {random: {floor: 0.01, ceiling: 0.8}, directed: {max_share: 0}}\n";
  const Planned planned = plan_city(city, yaml);
  EXPECT_FALSE(planned.has("only/lonely"));
  EXPECT_EQ(planned.left_out("too-small"), 1u);
  const Planned certain =
      plan_city(city, "budget: 5000\nstreams: {random: {floor: 0.01, ceiling: 1}, directed: {max_share: 0}}\n");
  EXPECT_EQ(certain.chance("only/lonely"), 1);
}

TEST(RandomStream, DrawsEachForALabThatRotationAllows) {
  City city;
  city.category("k").lab("a", "k", "500").lab("b", "k", "900");
  for (int e = 0; e < 12; ++e) {
    const std::string id = "e" + std::to_string(100 + e);
    city.enterprise(id).offer(id, "k", 0.1);
    if (e == 0) city.inspection(id, "k", "2020-05-01", "conforming", "random", "a");
  }
  const Planned planned = plan_city(city, R"(budget: 5000
streams: {random: {floor: 0.01, ceiling: 0.8}, directed: {max_share: 0}}
rules: [{id: rot, labs: no_consecutive}]
)");
  EXPECT_EQ(planned.lab("e100/k"), "b");
  EXPECT_EQ(planned.plan.lines.size(), 12u);  // one alone cannot be drawn: another joins it at b
  int with_b = 0;
  for (std::size_t i = 0; i < planned.plan.lines.size(); ++i)
    with_b += planned.ledger.text(planned.plan.lines.lab[i]) == "b";
  EXPECT_EQ(with_b, 2);
}

// Lab a is open to `suspect` and `plain`, lab b to everybody; `rotated` was tested at a. Once suspect is certain, plain
// alone is too few for a cell at a, so it must share rotated's at b.
TEST(RandomStream, KeepsTheChanceOfTheOthersWhenAMemberOfTheirCellIsCertain) {
  City city;
  city.category("k").lab("a", "k", "500").lab("b", "k", "600");
  city.enterprise("plain").offer("plain", "k", 0.05);
  city.enterprise("rotated")
      .offer("rotated", "k", 0.05)
      .inspection("rotated", "k", "2020-05-01", "conforming", "random", "a");
  city.enterprise("suspect").offer("suspect", "k", 0.9).complaint("suspect", "k", "2021-12-01");
  const Planned planned = plan_city(city, R"(budget: 5000
streams: {random: {floor: 0.01, ceiling: 0.8}, directed: {needs: [complaint]}}
rules: [{id: rot, labs: no_consecutive}]
)");
  ASSERT_TRUE(planned.plan.usable()) << planned.plan.summary.full_report();
  EXPECT_EQ(planned.chance("suspect/k"), 1);
  EXPECT_NEAR(planned.chance("plain/k") + planned.chance("rotated/k"), 1, 1e-9);
  EXPECT_EQ(planned.lab("plain/k"), "b");
}

TEST(RandomStream, LeavesOutThoseWhomRotationKeepsFromACommonLab) {
  City city;
  city.category("k").category("other").lab("a", "k", "500").lab("b", "k", "600").lab("a", "other", "500");
  for (int e = 0; e < 10; ++e) city.enterprise("e" + std::to_string(e)).offer("e" + std::to_string(e), "other", 0.1);
  for (const std::string lab : {"a", "b"})
    city.enterprise("was-at-" + lab)
        .offer("was-at-" + lab, "k", 0.05)
        .inspection("was-at-" + lab, "k", "2020-05-01", "conforming", "random", lab);
  const Planned planned = plan_city(city, R"(budget: 5000
streams: {random: {floor: 0.01, ceiling: 0.8}, directed: {needs: [complaint]}}
rules: [{id: rot, labs: no_consecutive}]
)");
  ASSERT_TRUE(planned.plan.usable()) << planned.plan.summary.full_report();
  EXPECT_EQ(planned.left_out("too-small"), 2u);
  EXPECT_TRUE(planned.has("e0/other"));
}

TEST(RandomStream, LeansTowardsADistrictThatNeedsMore) {
  City city;
  city.category("k");
  for (int e = 0; e < 60; ++e) {
    const std::string id = "e" + std::to_string(100 + e);
    city.enterprise(id, e < 54 ? "big" : "tiny").offer(id, "k", e < 54 ? 0.2 : 0.01);
  }
  const std::string base =
      "budget: 10000\nobjective: {unpredictability: 0.02}\nstreams: {random: {floor: 0.002, ceiling: 0.8}, "
      "directed: {max_share: 0}}\n";
  const std::string rule = "rules: [{id: districts, per: district, min_share: 0.3}]\n";
  const auto tiny = [](const Planned& planned) {
    double sum = 0;
    for (int e = 54; e < 60; ++e) sum += planned.chance("e" + std::to_string(100 + e) + "/k");
    return sum;
  };
  const Planned without = plan_city(city, base), with = plan_city(city, base + rule);
  ASSERT_TRUE(with.plan.usable()) << with.plan.summary.full_report();
  EXPECT_LT(tiny(without), 1);
  EXPECT_GE(tiny(with), 3 - 1e-6);
  EXPECT_LE(tiny(with), 3 + 1e-5);  // no more than it must
  EXPECT_LT(with.plan.objective, without.plan.objective);
  const Planned sharp = plan_city(
      city, "budget: 10000\nstreams: {random: {floor: 0.002, ceiling: 0.8}, directed: {max_share: 0}}\n" + rule);
  ASSERT_TRUE(sharp.plan.usable()) << sharp.plan.summary.full_report();
  EXPECT_GE(tiny(sharp), 3 - 1e-6);
}

TEST(RandomStream, KeepsTheCapsOfEnterprisesWhateverTheDraw) {
  City city;
  for (int k = 0; k < 4; ++k) city.category("k" + std::to_string(k));
  for (int e = 0; e < 20; ++e) {
    const std::string id = "e" + std::to_string(100 + e);
    city.enterprise(id);
    for (int k = 0; k < 4; ++k) city.offer(id, "k" + std::to_string(k), 0.05 + 0.01 * e);
    if (e % 3 == 0) city.complaint(id, "", "2021-10-01");
  }
  const Planned planned =
      plan_city(city, random_policy("0.01", "  - {id: cap, per: enterprise, max_visits_per_year: 2}\n"));
  ASSERT_TRUE(planned.plan.usable()) << planned.plan.summary.full_report();
  std::map<Index, double> visits;
  for (std::size_t i = 0; i < planned.plan.lines.size(); ++i)
    visits[planned.ledger.frame.enterprise[planned.plan.lines.candidate[i]]] +=
        planned.plan.lines.inclusion_probability[i];
  double most = 0;
  for (const auto& [enterprise, count] : visits) most = std::max(most, count);
  EXPECT_LE(most, 2 + 1e-6);
  EXPECT_GT(most, 1.5);
  EXPECT_GT(planned.left_out("cap"), 0u);  // two certain lines leave the others of their enterprise no chance
}

TEST(RandomStream, KeepsRatesOfClassesAndRelief) {
  City city;
  city.category("k");
  for (int e = 0; e < 30; ++e) {
    const std::string id = "e" + std::to_string(100 + e);
    city.enterprise(id, "north", e < 10 ? "small" : e < 20 ? "large" : "medium").offer(id, "k", 0.02 + 0.01 * e);
    if (e >= 28) city.inspection(id, "k", "2018-01-01", "conforming").inspection(id, "k", "2020-01-01", "conforming");
  }
  const Planned planned = plan_city(city, R"(budget: 10000
streams: {random: {floor: 0.01, ceiling: 0.9}, directed: {max_share: 0}}
rules:
  - {id: low, per: size, values: [small], min_rate: 0.3}
  - {id: high, per: size, values: [large], max_rate: 0.2}
  - {id: relief, after_conforming_years: 3, max_probability: 0.1}
)");
  ASSERT_TRUE(planned.plan.usable()) << planned.plan.summary.full_report();
  for (int e = 0; e < 30; ++e) {
    const double chance = planned.chance("e" + std::to_string(100 + e) + "/k");
    if (e < 10)
      EXPECT_GE(chance, 0.3);
    else if (e < 20)
      EXPECT_LE(chance, 0.2);
    else if (e >= 28)
      EXPECT_LE(chance, 0.1);
  }
  EXPECT_NEAR(planned.rule("low")->used, 0.3, 1e-6);
  EXPECT_TRUE(planned.rule("low")->binding && planned.rule("relief")->binding);
}

TEST(RandomStream, KeepsItsLeastAndGreatestShare) {
  const City city = random_city(2, 60, 3, true);
  for (const auto& [least, most] : {std::pair{0.5, 1.0}, {0.1, 0.3}}) {
    const Planned planned =
        plan_city(city, random_policy("0", "",
                                      "floor: 0.002, ceiling: 0.8, min_share: " + std::to_string(least) +
                                          ", max_share: " + std::to_string(most)));
    ASSERT_TRUE(planned.plan.usable());
    double random = 0;
    for (std::size_t i = 0; i < planned.plan.lines.size(); ++i)
      if (planned.plan.lines.stream[i] == Stream::random) random += planned.plan.lines.inclusion_probability[i];
    EXPECT_GE(random, least * planned.plan.batches - 1e-6);
    EXPECT_LE(random, most * planned.plan.batches + 1e-6);
  }
}

TEST(RandomStream, BoundIsNearAndNeverBelow) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Planned planned = plan_city(random_city(seed, 120, 5, true), random_policy(seed % 2 == 0 ? "0.01" : "0"));
    ASSERT_TRUE(planned.plan.usable());
    EXPECT_GE(planned.plan.bound, planned.plan.objective);
    EXPECT_LE(planned.plan.gap, 0.01) << "seed " << seed;
    double value = 0;
    for (double gain : planned.plan.lines.gain) value += gain;
    EXPECT_NEAR(value + (seed % 2 == 0 ? 0.01 : 0) * planned.plan.entropy, planned.plan.objective, 1e-6);
  }
}

// Every choice of certain lines and totals of a tiny city, each with its best probabilities found by a fine exchange.
TEST(RandomStream, NothingBeatsTheBoundOnTinyCities) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Rng rng(seed, 3);
    City city;
    city.category("k");
    std::vector<double> p;
    for (int e = 0; e < 6; ++e) {
      p.push_back(0.02 + 0.3 * rng.uniform());
      const std::string id = "e" + std::to_string(e);
      city.enterprise(id).offer(id, "k", p.back());
      if (e < 3) city.complaint(id, "k", "2021-10-01");
    }
    const Planned planned = plan_city(city,
                                      "max_batches: 3\nbatches_per_candidate: 1\nstreams: {random: {floor: 0.05, "
                                      "ceiling: 0.8, min_share: 0.3}, directed: {needs: [complaint]}}\n");
    ASSERT_TRUE(planned.plan.usable()) << "seed " << seed;
    double best = 0;
    for (unsigned certain = 0; certain < 8; ++certain)
      for (int total = 0; total <= 3; ++total) {
        const int directed = __builtin_popcount(certain);
        if (directed + total > 3 || total < 0.3 * (directed + total) - 1e-9) continue;
        std::vector<double> pool;
        double value = 0, left = total;
        for (unsigned e = 0; e < 6; ++e)
          if ((certain >> e & 1) != 0)
            value += p[e];
          else
            pool.push_back(p[e]), value += 0.05 * p[e], left -= 0.05;
        std::sort(pool.rbegin(), pool.rend());
        if (left < 0 || total > std::floor(0.8 * static_cast<double>(pool.size()) + 1e-9)) continue;
        for (double gain : pool) {
          const double more = std::min(left, 0.75);
          value += more * gain, left -= more;
        }
        best = std::max(best, value);
      }
    EXPECT_GE(planned.plan.bound, best - 1e-9) << "seed " << seed;
    EXPECT_NEAR(planned.plan.objective, best, 1e-6) << "seed " << seed;
  }
}

}  // namespace
}  // namespace sightline
