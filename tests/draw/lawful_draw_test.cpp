#include <cmath>

#include "draw/lottery/tickets.hpp"
#include "lawful_cases.hpp"

namespace sightline {
namespace {

LawfulShape shape_of(std::uint64_t seed) {
  Rng rng(seed, 6);
  LawfulShape shape;
  shape.lines = 1 + rng.below(12);
  shape.classes = 1 + rng.below(3);
  shape.labs = 1 + rng.below(2);
  shape.columns = 1 + rng.below(3);
  shape.enterprises = 1 + rng.below(14);
  shape.graded = rng.below(2) == 0;
  shape.whole_rows = rng.below(3) > 0;
  shape.most = 1 + static_cast<std::uint32_t>(rng.below(2));
  return shape;
}

TEST(DrawLawfully, GivesEveryLineExactlyItsExpectationOverAllSamples) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const LawfulLines lines = random_lines(shape_of(seed), seed);
    std::vector<long double> mean(lines.size());
    long double whole = 0;
    for (const auto& [batches, probability] : all_samples(lines)) {
      whole += probability;
      for (std::size_t i = 0; i < lines.size(); ++i) mean[i] += probability * batches[i];
      ASSERT_EQ(broken_total(lines, batches), "") << "seed " << seed;
    }
    ASSERT_NEAR(static_cast<double>(whole), 1, 1e-14) << "seed " << seed;
    for (std::size_t i = 0; i < lines.size(); ++i)
      ASSERT_NEAR(static_cast<double>(mean[i] * whole_units), static_cast<double>(lines.units[i]), 1e-5)
          << "line " << i << " seed " << seed;
  }
}

TEST(DrawLawfully, KeepsEveryTotalInRandomPlans) {
  for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
    Rng rng(seed, 8);
    LawfulShape shape;
    shape.lines = 1 + rng.below(120);
    shape.classes = 1 + rng.below(6);
    shape.labs = 1 + rng.below(3);
    shape.columns = 1 + rng.below(8);
    shape.enterprises = 1 + rng.below(150);
    shape.graded = rng.below(2) == 0;
    shape.whole_rows = rng.below(3) > 0;
    shape.most = 1 + static_cast<std::uint32_t>(rng.below(3));
    const LawfulLines lines = random_lines(shape, seed);
    PhiloxDice dice(seed);
    ASSERT_EQ(broken_total(lines, draw_lawfully(lines, dice)), "") << "seed " << seed;
  }
}

TEST(DrawLawfully, DrawsEveryLineAsOftenAsItsProbabilitySays) {
  const LawfulLines lines = random_lines({.lines = 200, .classes = 4, .labs = 2, .columns = 6, .enterprises = 150}, 1);
  constexpr int draws = 100'000;
  std::vector<double> count(lines.size());
  PhiloxDice dice(3);
  for (int k = 0; k < draws; ++k) {
    const auto batches = draw_lawfully(lines, dice);
    for (std::size_t i = 0; i < lines.size(); ++i) count[i] += batches[i];
  }
  double worst = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double mean = static_cast<double>(lines.units[i]) / whole_units, p = mean - std::floor(mean);
    const double error = std::sqrt(p * (1 - p) / draws);
    if (error > 0)
      worst = std::max(worst, std::abs(count[i] / draws - mean) / error);
    else
      EXPECT_EQ(count[i], mean * draws);
  }
  EXPECT_LE(worst, 4);
}

TEST(DrawLawfully, NeverVisitsAnEnterpriseTwiceWhoseChancesAddUpToOne) {
  LawfulLines lines;  // one enterprise in three categories (0.2 each) among others that fill the categories
  lines.row_class = {0, 1, 2};
  lines.row_classes = 3;
  lines.columns = 1;
  lines.groups = 1;
  for (Index r = 0; r < 3; ++r)
    for (Index k = 0; k < 5; ++k) {
      lines.row.push_back(r);
      lines.column.push_back(0);
      lines.units.push_back(whole_units / 5);
      lines.group.push_back(k == 0 ? 0 : no_index);
      lines.order.push_back(static_cast<Index>(lines.order.size()));
    }
  bool visited = false;
  for (const auto& [batches, probability] : all_samples(lines)) {
    EXPECT_LE(batches[0] + batches[5] + batches[10], 1);
    visited = visited || batches[0] == 1;
  }
  EXPECT_TRUE(visited);
}

TEST(DrawLawfully, SpreadsASampleAlongThePublishedOrder) {
  LawfulLines lines;  // 100 lines of 0.1 in one cell: each run of ten has its line, or a neighbouring run has two
  lines.row_class = {0};
  lines.row_classes = lines.columns = 1;
  for (Index i = 0; i < 100; ++i) {
    lines.row.push_back(0);
    lines.column.push_back(0);
    lines.group.push_back(no_index);
    lines.units.push_back(whole_units / 10);
    lines.order.push_back(i);
  }
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    PhiloxDice dice(seed);
    const auto batches = draw_lawfully(lines, dice);
    int before = 0;
    for (std::size_t i = 0; i < 100; ++i) {
      before += batches[i];
      ASSERT_LE(std::abs(before - static_cast<double>(i + 1) / 10), 1 + 1e-9) << "after line " << i << " seed " << seed;
    }
  }
}

TEST(DrawLawfully, WorksWhereFewOfManyCellsHaveLines) {
  const LawfulLines lines = random_lines({.lines = 300, .classes = 200, .columns = 200, .enterprises = 900}, 4);
  PhiloxDice dice(4);
  EXPECT_EQ(broken_total(lines, draw_lawfully(lines, dice)), "");
}

TEST(RoundCirculation, RefusesAFlowThatIsNotConserved) {
  std::vector<FlowEdge> edges{{0, 1, whole_units / 2}, {1, 0, whole_units / 3}};
  EXPECT_ANY_THROW(round_circulation(2, edges, [](std::size_t, std::uint64_t, std::uint64_t) { return true; }));
}

TEST(Ticket, IsTheHeadOfThePublishedHash) {
  const std::string seed = seed_of("ab", "cd");
  EXPECT_EQ(seed, to_hex(sha256("abcd")));
  const Ticket ticket = TicketBook(seed).ticket("line", 17, {"E1", "petrol"});
  const std::string whole = to_hex(sha256(seed + "line\t17\tE1\tpetrol"));
  EXPECT_EQ(ticket.to_string(), whole.substr(0, 32));
  EXPECT_EQ(ticket.reserve, std::stoull(whole.substr(32, 16), nullptr, 16));
  const std::string long_id(500, 'x');
  EXPECT_EQ(TicketBook(seed).ticket({"turn", "1", long_id}).to_string(),
            to_hex(sha256(seed + "turn\t1\t" + long_id)).substr(0, 32));
}

TEST(Ticket, DrawsBelowByTheWholeOfIts128Bits) {
  EXPECT_EQ((Ticket{~0ull, ~0ull, 0}.below(1'000'000'000)), 999'999'999u);
  EXPECT_EQ((Ticket{0, ~0ull, 0}.below(~0ull)), 0u);
  EXPECT_EQ((Ticket{1, ~0ull, 0}.below(~0ull)), 1u);  // (2^65 - 1)(2^64 - 1) / 2^128 is just below 2
  EXPECT_EQ((Ticket{1ull << 63, 0, 0}.below(7)), 3u);
}

}  // namespace
}  // namespace sightline
