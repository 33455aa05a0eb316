#include <algorithm>
#include <functional>
#include <numeric>

#include "plan/small_city.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {
namespace {

using namespace testing;

City four_shops() {
  City city;
  city.category("k");
  for (const char* e : {"e1", "e2", "e3", "e4"}) city.enterprise(e);
  city.offer("e1", "k", 0.10).offer("e2", "k", 0.20).offer("e3", "k", 0.05).offer("e4", "k", 0.15);
  return city;
}

TEST(MakePlan, TakesTheBestWithinTheBudget) {
  const Planned planned = plan_city(four_shops(), "budget: 2000\nbatches_per_candidate: 1\n");
  EXPECT_EQ(planned.plan.outcome, PlanOutcome::optimal);
  EXPECT_TRUE(planned.has("e2/k") && planned.has("e4/k"));
  EXPECT_EQ(planned.plan.lines.size(), 2u);
  EXPECT_EQ(planned.plan.spent, Money::yuan(2000));
  EXPECT_NEAR(planned.plan.objective, 0.35, 1e-9);
  EXPECT_NEAR(planned.plan.expected_nonconforming, 0.35, 1e-9);
  EXPECT_EQ(planned.left_out("worth-less"), 2u);
}

TEST(MakePlan, BudgetOptionOverridesThePolicys) {
  PlanOptions options;
  options.budget = Money::yuan(1000);
  EXPECT_EQ(plan_city(four_shops(), "budget: 4000\n", options).plan.spent, Money::yuan(1000));
}

TEST(MakePlan, NeedsABudgetOrABoundOnBatches) {
  EXPECT_THROW((void)plan_city(four_shops(), "batches_per_candidate: 1\n"), Error);
  const Planned planned = plan_city(four_shops(), "max_batches: 3\n");
  EXPECT_EQ(planned.plan.batches, 3);
  EXPECT_EQ(planned.plan.budget, missing_money);
}

TEST(MakePlan, RefusesRiskOfAnotherFrame) {
  const City city = four_shops();
  const Ledger ledger = city.ledger();
  Risk risk = city.risk(ledger);
  risk.frame_fingerprint += 1;
  EXPECT_THROW((void)make_plan(ledger, risk, policy("budget: 1000\n")), Error);
}

TEST(MakePlan, NamesWhatTheLedgerLacks) {
  const auto message = [](const std::string& rule) {
    try {
      (void)plan_city(four_shops(), "budget: 1000\nrules:\n  - " + rule + "\n");
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(message("{id: a, per: sise, max_batches: 1}"),
            "policy.yaml:4: rule 'a': 'sise' is no column of enterprises or categories, did you mean 'size'?");
  EXPECT_EQ(message("{id: a, per: district, values: [nroth], max_batches: 1}"),
            "policy.yaml:4: rule 'a': no district is 'nroth', did you mean 'north'?");
  EXPECT_EQ(message("{id: a, per: district, where: {lime: fuel}, max_batches: 1}"),
            "policy.yaml:4: rule 'a': 'lime' is no column of enterprises or categories, did you mean 'line'?");
}

TEST(MakePlan, LeavesAnOptionalRuleOffWhereTheLedgerLacksItsAttribute) {
  const Planned planned =
      plan_city(four_shops(), "budget: 1000\nrules: [{id: a, per: credit_class, max_batches: 0, optional: true}]\n");
  EXPECT_EQ(planned.plan.lines.size(), 1u);
  ASSERT_FALSE(planned.plan.summary.notes.empty());
  EXPECT_NE(planned.plan.summary.full_report().find("switched off: policy.yaml:3: rule 'a'"), std::string::npos);
}

TEST(MakePlan, CostsAreExactToTheFen) {
  City city;
  city.category("a", "333.33").category("b", "0.01").category("c", "1234.56");
  for (int e = 0; e < 30; ++e) {
    const std::string id = "e" + std::to_string(100 + e);
    city.enterprise(id).offer(id, "a", 0.05).offer(id, "b", 0.04).offer(id, "c", 0.2);
  }
  const Planned planned = plan_city(city, "budget: 9999.99\n");
  std::int64_t fen = 0;
  for (const Money& cost : planned.plan.lines.cost) fen += cost.fen;
  EXPECT_EQ(fen, planned.plan.spent.fen);
  EXPECT_LE(planned.plan.spent.fen, 999999);
}

TEST(MakePlan, SecondBatchGoesWhereTheFirstLeavesMost) {
  City city;
  city.category("k").enterprise("e1").enterprise("e2");
  city.offer("e1", "k", 0.30, 0).offer("e2", "k", 0.20, 0);
  // 0.3 + 0.7 * 0.3 = 0.51 for two at e1, 0.3 + 0.2 for one each.
  EXPECT_EQ(plan_city(city, "budget: 2000\n").batches("e1/k"), 2);
  City agreeing;
  agreeing.category("k").enterprise("e1").enterprise("e2");
  agreeing.offer("e1", "k", 0.30, 1.5).offer("e2", "k", 0.20, 0);
  EXPECT_EQ(plan_city(agreeing, "budget: 2000\n").batches("e1/k"), 1);
  EXPECT_EQ(plan_city(city, "budget: 2000\nbatches_per_candidate: 1\n").batches("e1/k"), 1);
}

TEST(MakePlan, HarmWeighsFindingsBySeverity) {
  City city;
  city.category("grave", "1000", "5").category("light", "1000", "1").enterprise("e1").enterprise("e2");
  city.offer("e1", "grave", 0.05).offer("e2", "light", 0.10);
  const std::string one = "budget: 1000\nbatches_per_candidate: 1\n";
  EXPECT_TRUE(plan_city(city, one).has("e1/grave"));
  EXPECT_TRUE(plan_city(city, one + "objective: {value: findings}\n").has("e2/light"));
}

TEST(MakePlan, InformationIsWorthItsPrice) {
  City city;
  city.category("k").enterprise("known").enterprise("unknown");
  city.offer("known", "k", 0.10, 0.05).offer("unknown", "k", 0.09, 1.2);
  const std::string one = "budget: 1000\nbatches_per_candidate: 1\n";
  EXPECT_TRUE(plan_city(city, one).has("known/k"));
  EXPECT_TRUE(plan_city(city, one + "objective: {information: 50}\n").has("unknown/k"));
}

TEST(MakePlan, NeverSpendsMoreThanTheBudget) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const City city = random_city(seed, 25, 4, true);
    for (int budget : {0, 900, 5000, 20000}) {
      const Planned planned = plan_city(city, "budget: " + std::to_string(budget) + "\n");
      ASSERT_TRUE(planned.plan.usable());
      EXPECT_LE(planned.plan.spent, Money::yuan(budget)) << "seed " << seed;
      EXPECT_LE(planned.plan.objective, planned.plan.bound + 1e-12);
    }
  }
}

TEST(MakePlan, MoreBudgetNeverLowersTheObjective) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const City city = random_city(seed, 15, 4);
    double before = -1;
    for (int budget = 0; budget <= 12000; budget += 1500) {
      const Planned planned = plan_city(city, "gap: 0\nbudget: " + std::to_string(budget) + R"(
rules:
  - {id: most, per: category, max_batches: 5}
  - {id: north, per: district, values: [north], max_share: 0.6}
)");
      if (planned.plan.usable()) {
        EXPECT_GE(planned.plan.objective, before - 1e-9) << "seed " << seed << " budget " << budget;
        before = planned.plan.objective;
      }
    }
  }
}

// All choices of none, one or two batches for up to ten candidates, with the rules written out again.
class Exhaustive {
 public:
  Exhaustive(const Planned& planned, int budget) : ledger_(planned.ledger), risk_(planned.risk), budget_(budget) {}

  double best() {
    chosen_.assign(ledger_.frame.size(), 0);
    best_ = -1;
    descend(0);
    return best_;
  }

 private:
  double gain(std::size_t c, int n) const {
    const double p = risk_.probability[c], v = std::pow(p * (1 - p) * risk_.logit_sd[c], 2);
    const double size = p * (1 - p) / v - 1, b = size * (1 - p);
    double missed = 1;
    for (int i = 0; i < n; ++i) missed *= (b + i) / (size + i);
    return ledger_.severity[ledger_.frame.category[c]] * (1 - missed);
  }
  bool kept() const {
    std::vector<double> of_category(ledger_.categories.size()), of_district(ledger_.districts.size());
    std::vector<int> of_enterprise(ledger_.enterprises.size());
    double all = 0, cost = 0;
    for (std::size_t c = 0; c < chosen_.size(); ++c) {
      const Index k = ledger_.frame.category[c], e = ledger_.frame.enterprise[c];
      of_category[k] += chosen_[c];
      of_district[ledger_.district_of[e]] += chosen_[c];
      of_enterprise[e] += chosen_[c];
      all += chosen_[c];
      cost += chosen_[c] * ledger_.unit_cost[k].in_yuan();
    }
    if (cost > budget_) return false;
    for (double batches : of_category)
      if (batches > 3) return false;
    for (double batches : of_district)
      if (batches > 0.7 * all + 1e-9) return false;
    for (int batches : of_enterprise)
      if (batches > 2) return false;
    return true;
  }
  void descend(std::size_t c) {
    if (c == chosen_.size()) {
      if (!kept()) return;
      double value = 0;
      for (std::size_t i = 0; i < chosen_.size(); ++i) value += gain(i, chosen_[i]);
      best_ = std::max(best_, value);
      return;
    }
    for (int n = 0; n <= 2; ++n) {
      chosen_[c] = n;
      descend(c + 1);
    }
    chosen_[c] = 0;
  }

  const Ledger& ledger_;
  const Risk& risk_;
  int budget_;
  std::vector<int> chosen_;
  double best_ = -1;
};

TEST(MakePlan, EqualsExhaustiveSearchOnTinyCities) {
  int tried = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const City city = random_city(seed, 4, 4);
    const int budget = 1500 + 400 * static_cast<int>(seed % 7);
    const Planned planned = plan_city(city, "gap: 0\nbudget: " + std::to_string(budget) + R"(
rules:
  - {id: most, per: category, max_batches: 3}
  - {id: spread, per: district, max_share: 0.7}
  - {id: cap, per: enterprise, max_batches: 2}
)");
    if (planned.ledger.frame.size() > 10) continue;
    ASSERT_EQ(planned.plan.outcome, PlanOutcome::optimal) << "seed " << seed;
    EXPECT_NEAR(planned.plan.objective, Exhaustive(planned, budget).best(), 1e-9) << "seed " << seed;
    ++tried;
  }
  EXPECT_GE(tried, 40);
}

const char* const full_policy = R"(
budget: 30000
objective: {unpredictability: 0.01, information: 0.5}
streams:
  random: {min_share: 0.3, floor: 0.002, ceiling: 0.8}
  directed: {needs: [complaint]}
rules:
  - {id: most, per: category, max_share: 0.6}
  - {id: districts, per: district, min_share: 0.1}
  - {id: cap, per: enterprise, max_batches: 3}
)";

std::vector<std::string> named_lines(const Planned& planned) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < planned.plan.lines.size(); ++i)
    lines.push_back(City::name(planned.ledger, planned.plan.lines.candidate[i]) + " " +
                    std::string(name_of(planned.plan.lines.stream[i])) + " " +
                    std::to_string(planned.plan.lines.batches[i]) + " " +
                    std::to_string(planned.plan.lines.inclusion_probability[i]));
  return lines;
}

TEST(MakePlan, PermutingRowsChangesNothing) {
  const City city = random_city(4, 60, 5, true);
  const Planned first = plan_city(city, full_policy);
  ASSERT_TRUE(first.plan.usable()) << first.plan.summary.full_report();
  for (std::uint64_t shuffle = 1; shuffle <= 3; ++shuffle) {
    Planned other{city.ledger(shuffle), {}, {}};
    other.risk = city.risk(other.ledger);
    other.plan = make_plan(other.ledger, other.risk, policy(full_policy));
    EXPECT_EQ(named_lines(other), named_lines(first));
    EXPECT_EQ(other.plan.commitment, first.plan.commitment);
    EXPECT_EQ(other.plan.objective, first.plan.objective);
  }
}

TEST(MakePlan, SameBytesWithOneAndTwoThreads) {
  const City city = random_city(8, 80, 6, true);
  PlanOptions one, two;
  one.run.threads = 1;
  two.run.threads = 2;
  const Planned a = plan_city(city, full_policy, one), b = plan_city(city, full_policy, two);
  EXPECT_EQ(named_lines(a), named_lines(b));
  EXPECT_EQ(a.plan.commitment, b.plan.commitment);
  EXPECT_EQ(a.plan.objective, b.plan.objective);
  EXPECT_EQ(a.plan.bound, b.plan.bound);
  EXPECT_EQ(a.plan.summary.full_report(), b.plan.summary.full_report());
}

TEST(MakePlan, WarmPricesChangeNothing) {
  const City city = random_city(8, 60, 4);
  const std::string yaml = "gap: 0\nbudget: 8000\nrules: [{id: most, per: category, max_batches: 4}]\n";
  const Planned cold = plan_city(city, yaml);
  PlanOptions options;
  options.prices = cold.plan.prices;
  EXPECT_NEAR(plan_city(city, yaml, options).plan.objective, cold.plan.objective, 1e-9);
}

TEST(MakePlan, CommitsToItsRegister) {
  const Planned planned = plan_city(random_city(2, 20, 3), "budget: 5000\n");
  EXPECT_EQ(planned.plan.commitment, to_hex(sha256(plan_register(planned.ledger, planned.plan))));
}

TEST(MakePlan, PricesTheBudgetByWhatMoreMoneyFinds) {
  const City city = random_city(6, 200, 5);
  const Planned planned = plan_city(city, "budget: 60000\n");
  PlanOptions more;
  more.budget = Money::yuan(62000);
  const double gained = plan_city(city, "budget: 60000\n", more).plan.objective - planned.plan.objective;
  ASSERT_NE(planned.rule("budget"), nullptr);
  EXPECT_TRUE(planned.rule("budget")->binding);
  EXPECT_NEAR(planned.rule("budget")->price * 2000, gained, 0.2 * gained);
}

TEST(MakePlan, IntervalCoversWhatIsFound) {
  const City city = random_city(7, 150, 4);
  const Planned planned = plan_city(city, "budget: 60000\n");
  const Plan& plan = planned.plan;
  EXPECT_LT(plan.expected_lower, plan.expected_nonconforming);
  EXPECT_GT(plan.expected_upper, plan.expected_nonconforming);
  // Simulated from the beta-binomials of the lines.
  Rng rng(1);
  int inside = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    double found = 0;
    for (std::size_t i = 0; i < plan.lines.size(); ++i) {
      const std::size_t c = plan.lines.candidate[i];
      const double p = planned.risk.probability[c], sd = p * (1 - p) * planned.risk.logit_sd[c];
      const double size = p * (1 - p) / (sd * sd) - 1;
      found += rng.binomial(plan.lines.batches[i], rng.beta(size * p, size * (1 - p)));
    }
    inside += found >= plan.expected_lower && found <= plan.expected_upper;
  }
  EXPECT_NEAR(inside / 2000.0, 0.9, 0.05);
}

TEST(MakePlan, QuartersShareOutWhatIsSpent) {
  const Planned planned = plan_city(four_shops(), R"(budget: 2000
round: {start: 2022-01-01, end: 2022-12-31, quarters: [0.2, 0.3, 0.3, 0.2]}
)");
  ASSERT_EQ(planned.plan.quarters.size(), 4u);
  EXPECT_EQ(planned.plan.quarters[1].start, Date(2022, 4, 1));
  EXPECT_EQ(planned.plan.quarters[3].end, Date(2022, 12, 31));
  EXPECT_EQ(planned.plan.quarters[0].budget, Money::yuan(400));
  std::int64_t sum = 0;
  for (const Quarter& quarter : planned.plan.quarters) sum += quarter.budget.fen;
  EXPECT_EQ(sum, planned.plan.spent.fen);
}

TEST(MakePlan, CountsEveryCandidateOnceAmongLinesAndLeftOut) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const Planned planned = plan_city(random_city(seed, 50, 5, true), full_policy);
    if (!planned.plan.usable()) continue;
    std::size_t counted = planned.plan.lines.size();
    for (const LeftOut& out : planned.plan.left_out) counted += out.candidates;
    EXPECT_EQ(counted, planned.ledger.frame.size()) << "seed " << seed;
  }
}

TEST(MakePlan, AnEmptyFrameGivesAnEmptyPlan) {
  City city;
  city.category("k").enterprise("e1");
  city.offer("e1", "k");
  city.inspection("e1", "k", "2021-12-01", "conforming");
  const Planned planned = plan_city(city, "budget: 1000\nrules: [{id: six, no_repeat: 6m}]\n");
  EXPECT_EQ(planned.plan.outcome, PlanOutcome::optimal);
  EXPECT_EQ(planned.plan.lines.size(), 0u);
  EXPECT_EQ(planned.left_out("six"), 1u);
}

}  // namespace
}  // namespace sightline
