// The whole way, a thousand times: do the intervals of a round hold the truth as often as they say, and what does a plan
// that leaves nobody safe find?
#include <gtest/gtest.h>

#include "outcomes/city_rounds.hpp"

namespace sightline::testing {
namespace {

struct Held {
  int rounds = 0, below = 0, above = 0;  // truth below the interval, above it
  [[nodiscard]] double share() const { return 1 - static_cast<double>(below + above) / rounds; }
};

class ManyRounds {
 public:
  ManyRounds(std::uint64_t cities, std::uint64_t rounds_each) {
    const Policy policy = load_policy(yangquan_folder + "policy.yaml");
    Policy greedy = policy;
    greedy.unpredictability = 0;
    greedy.streams.random = false;
    for (std::uint64_t seed = 1; seed <= cities; ++seed) {
      const CityOfRounds city(seed, policy);
      finds += city.finds(city.plan);
      greedy_finds += city.finds(make_plan(city.ledger, city.risk, greedy));
      judge(city, rounds_each);
    }
  }

  Held total, categories;
  std::map<std::string, Held> category;
  double finds = 0, greedy_finds = 0;

 private:
  // Categories of 30 batches and more, by the plan.
  static std::map<std::string, double> truths(const CityOfRounds& city) {
    std::map<std::string, double> batches, truth{{"", city.rate()}};
    for (std::size_t i = 0; i < city.plan.lines.size(); ++i)
      batches[city.population.category_id[city.plan.lines.candidate[i]]] +=
          city.plan.lines.batches[i] * city.plan.lines.inclusion_probability[i];
    for (const auto& [id, count] : batches)
      if (count > 29.999) truth[id] = city.rate(id);
    return truth;
  }

  void judge(const CityOfRounds& city, std::uint64_t rounds_each) {
    const auto truth = truths(city);
    OutcomeOptions options;
    options.all_estimators = false;
    for (std::uint64_t number = 0; number < rounds_each; ++number)
      for (const Estimate& estimate : city.round(number, options).estimates) {
        const auto known = truth.find(estimate.value);
        if (!estimate.quoted || estimate.weighting != Weighting::candidates || known == truth.end()) continue;
        if (estimate.domain == "total") count(total, estimate, known->second);
        if (estimate.domain != "category") continue;
        count(categories, estimate, known->second);
        count(category[estimate.value], estimate, known->second);
      }
  }

  static void count(Held& held, const Estimate& estimate, double truth) {
    ++held.rounds;
    held.below += truth < estimate.lower ? 1 : 0;
    held.above += truth > estimate.upper ? 1 : 0;
  }
};

void expect_as_stated(const std::string& name, const Held& held) {
  std::printf("%-20s %5d rounds, truth held %.3f, below %.3f, above %.3f\n", name.c_str(), held.rounds, held.share(),
              static_cast<double>(held.below) / held.rounds, static_cast<double>(held.above) / held.rounds);
  EXPECT_GE(held.share(), 0.93) << name;
  EXPECT_LE(held.share(), 0.97) << name;
}

// 1,000 rounds of 20 cities of examples/yangquan. One by one, categories are held to the lower end of the bar: with
// about one failure to expect, as in rebar (0.988 measured), intervals that keep 97.5 % on each side hold more.
TEST(JudgeOutcomes, IntervalsHoldTheTruthOfACityAsOftenAsTheySayAndThePlanStillFinds) {
  const ManyRounds many(20, 50);
  expect_as_stated("total", many.total);
  expect_as_stated("all categories", many.categories);
  for (const auto& [id, held] : many.category) {
    std::printf("%-20s %5d rounds, truth held %.3f\n", id.c_str(), held.rounds, held.share());
    if (held.rounds >= 250) EXPECT_GE(held.share(), 0.93) << id;  // five cities and more
  }
  std::printf("the plan finds %.3f of what the greedy plan finds\n", many.finds / many.greedy_finds);
  EXPECT_GE(many.finds, 0.9 * many.greedy_finds);
}

}  // namespace
}  // namespace sightline::testing
