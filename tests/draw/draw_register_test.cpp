#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>
#include <cmath>

#include "draw/lottery/tickets.hpp"
#include "draw/register.hpp"
#include "draw/visits/sampling_points.hpp"
#include "draw/visits/visits.hpp"
#include "register_cases.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"
#include "sightline/draw.hpp"

namespace sightline {
namespace {

Draw draw_of(const std::string& text, const std::string& beacon = "lottery 2022-01-01: 03 11 17") {
  DrawOptions options;
  options.beacon = beacon;
  return draw_register(text, options);
}

TEST(DrawRegister, KeepsEveryTotalOfRandomPlans) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const std::string text = random_register(seed);
    const Register source = read_register(text);
    const Draw draw = draw_of(text, "seed " + std::to_string(seed));
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> totals;  // expected units, batches drawn
    std::uint64_t certain = 0, certain_drawn = 0;
    std::int64_t cost = 0;
    double expected_cost = 0;  // of a category and laboratory all lines cost the same, so the draw costs just this
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::uint64_t units = std::uint64_t{source.lines.units[i]} * source.lines.batches[i];
      if (source.lines.stream[i] != Stream::random) certain += source.lines.batches[i];
      totals["test " + plain(source.lines.category[i]) + " " + plain(source.lines.lab[i])].first += units;
      totals["district " + plain(source.lines.district[i])].first += units;
      totals["enterprise " + plain(source.lines.enterprise[i])].first += units;
      expected_cost += static_cast<double>(source.lines.cost_fen[i]) * source.lines.units[i] / whole_units;
    }
    for (const DrawLine& line : draw.lines) {
      if (line.stream != Stream::random) certain_drawn += line.batches;
      for (const std::string& name : {"test " + line.category_id + " " + line.lab_id, "district " + line.district_id,
                                      "enterprise " + line.enterprise_id})
        totals[name].second += line.batches;
      cost += line.cost.fen;
    }
    for (const auto& [name, total] : totals) {
      const std::uint64_t low = total.first / whole_units, high = low + (total.first % whole_units > 0 ? 1 : 0);
      ASSERT_GE(total.second, low) << name << ", seed " << seed;
      ASSERT_LE(total.second, high) << name << ", seed " << seed;
      if (name.starts_with("test ")) ASSERT_EQ(low, high) << name << ", seed " << seed;
    }
    ASSERT_EQ(certain, certain_drawn);
    ASSERT_NEAR(static_cast<double>(cost), expected_cost, 0.5) << "seed " << seed;
  }
}

TEST(DrawRegister, DrawsEveryLineAsOftenAsItsProbabilitySays) {
  const std::string text = RegisterCase({.enterprises = 60, .categories = 4, .stations = 0}, 7).text();
  const Register source = read_register(text);
  constexpr int draws = 4000;
  std::vector<double> count(source.lines.size());
  for (int k = 0; k < draws; ++k)
    for (const DrawLine& line : draw_of(text, "beacon " + std::to_string(k)).lines) ++count[line.register_line - 1];
  for (std::size_t i = 0; i < count.size(); ++i) {
    const double p = source.lines.units[i] / double{whole_units};
    EXPECT_LE(std::abs(count[i] / draws - p), 4 * std::sqrt(p * (1 - p) / draws) + 1e-12) << "line " << i + 1;
  }
}

TEST(DrawRegister, AnotherBeaconOrRegisterIsAnotherDraw) {
  const std::string text = random_register(11);
  EXPECT_EQ(to_csv_draw(draw_of(text)), to_csv_draw(draw_of(text)));
  EXPECT_NE(to_csv_draw(draw_of(text)), to_csv_draw(draw_of(text, "another")));
  const Draw draw = draw_of(text);
  EXPECT_EQ(draw.proof.commitment, to_hex(sha256(text)));
  EXPECT_EQ(draw.proof.commitment_sm3, to_hex(sm3(text)));
  EXPECT_EQ(draw.proof.seed, to_hex(sha256(draw.proof.commitment + "lottery 2022-01-01: 03 11 17")));
}

TEST(DrawRegister, RefusesABeaconThatIsNoLineOfText) {
  const std::string text = random_register(1);
  for (const char* beacon : {"", "a\nb", "a\r"}) {
    try {
      (void)draw_of(text, beacon);
      ADD_FAILURE() << beacon;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
    }
  }
}

TEST(DrawRegister, SpendsTheQuartersOneAfterTheOther) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::string text = random_register(seed);
    const Register source = read_register(text);
    const Draw draw = draw_of(text);
    std::vector<std::int64_t> spent(source.quarters.size());
    for (const Visit& visit : draw.visits) {
      std::size_t q = 0;
      while (visit.first > source.quarters[q].end) ++q;
      ASSERT_GE(visit.first, source.quarters[q].start);
      ASSERT_LE(visit.last, source.quarters[q].end);
      ASSERT_EQ(visit.last - visit.first, 13);
      for (const std::uint32_t line : visit.lines) spent[q] += draw.lines[line].cost.fen;
    }
    std::int64_t used = 0, budget = 0;
    for (std::size_t q = 0; q + 1 < spent.size(); ++q) {  // the last one takes what is left
      used += spent[q];
      budget += source.quarters[q].budget.fen;
      ASSERT_LE(used, budget) << "quarter " << q << " seed " << seed;
    }
  }
}

TEST(DrawRegister, ListsReservesOnlyOfEnterprisesThatAreNotVisited) {
  std::size_t listed = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Draw draw = draw_of(random_register(seed));
    std::set<std::string> visited;
    std::map<std::string, std::uint64_t> drawn, order;
    for (const Visit& visit : draw.visits) visited.insert(visit.enterprise_id);
    for (const DrawLine& line : draw.lines)
      if (line.stream == Stream::random) drawn[line.stratum] += line.batches;
    for (const Reserve& reserve : draw.reserves) {
      ++listed;
      ASSERT_FALSE(visited.contains(reserve.enterprise_id));
      ASSERT_EQ(reserve.order, ++order[reserve.stratum]);
      ASSERT_LE(reserve.order, 5 * drawn[reserve.stratum]);
    }
  }
  EXPECT_GT(listed, 500u);
}

// ---- inspectors -----------------------------------------------------------------------------------------------------

bool may_go(const RegisterInspector& inspector, const Visit& visit, const Draw& draw) {
  for (const std::string_view enterprise : inspector.conflicts)
    if (plain(enterprise) == visit.enterprise_id) return false;
  for (const std::uint32_t line : visit.lines) {
    const auto& list = inspector.qualified_for;
    if (!list.empty() && std::none_of(list.begin(), list.end(), [&](std::string_view category) {
          return plain(category) == draw.lines[line].category_id;
        }))
      return false;
  }
  return true;
}

// Places that a matching can fill when nobody has more than `limit` visits, by maximum flow.
long most_places(const std::vector<std::vector<bool>>& may, std::size_t inspectors, long limit) {
  using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
  using Graph = boost::adjacency_list<
      boost::vecS, boost::vecS, boost::directedS, boost::no_property,
      boost::property<boost::edge_capacity_t, long,
                      boost::property<boost::edge_residual_capacity_t, long,
                                      boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>>;
  Graph graph(may.size() + inspectors + 2);
  const auto add = [&](std::size_t from, std::size_t to, long capacity) {
    const auto there = boost::add_edge(from, to, graph).first, back = boost::add_edge(to, from, graph).first;
    boost::put(boost::edge_capacity, graph, there, capacity);
    boost::put(boost::edge_capacity, graph, back, 0);
    boost::put(boost::edge_reverse, graph, there, back);
    boost::put(boost::edge_reverse, graph, back, there);
  };
  const std::size_t sink = may.size() + inspectors + 1;
  for (std::size_t v = 0; v < may.size(); ++v) {
    add(0, 1 + v, 2);
    for (std::size_t i = 0; i < inspectors; ++i)
      if (may[v][i]) add(1 + v, 1 + may.size() + i, 1);
  }
  for (std::size_t i = 0; i < inspectors; ++i) add(1 + may.size() + i, sink, limit);
  return boost::push_relabel_max_flow(graph, 0, sink);
}

TEST(MatchInspectors, FillsEveryPlaceWithinTheLeastWorkload) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const std::string text = random_register(seed);
    const Register source = read_register(text);
    const Draw draw = draw_of(text);
    std::vector<std::vector<bool>> may;
    std::map<std::string, std::uint32_t> load;
    long filled = 0;
    for (const Visit& visit : draw.visits) {
      auto& row = may.emplace_back();
      for (const RegisterInspector& inspector : source.inspectors) row.push_back(may_go(inspector, visit, draw));
      ASSERT_EQ(std::set(visit.inspectors.begin(), visit.inspectors.end()).size(), visit.inspectors.size());
      for (const std::string& id : visit.inspectors) {
        std::size_t i = 0;
        while (plain(source.inspectors[i].id) != id) ++i;
        ASSERT_TRUE(row[i]) << id << " may not go, seed " << seed;
        ++load[id];
        ++filled;
      }
    }
    for (const auto& [id, visits] : load) ASSERT_LE(visits, draw.most_visits);
    const auto everywhere = static_cast<long>(may.size());
    ASSERT_EQ(filled, most_places(may, source.inspectors.size(), everywhere)) << "seed " << seed;
    if (draw.most_visits > 0) {
      ASSERT_EQ(filled, most_places(may, source.inspectors.size(), draw.most_visits)) << "seed " << seed;
      ASSERT_LT(most_places(may, source.inspectors.size(), draw.most_visits - 1), filled) << "seed " << seed;
    }
  }
}

TEST(MatchInspectors, GivesEveryPairItsTurn) {
  const RegisterShape shape{.enterprises = 3, .categories = 1, .labs = 1, .inspectors = 5, .stations = 0};
  std::map<std::string, int> pairs;
  std::string text;
  for (std::uint64_t seed = 1; text.empty(); ++seed) {  // a register in which all five may go everywhere
    const std::string made = RegisterCase(shape, seed).text();
    const Register source = read_register(made);
    if (source.lines.size() == 3 && std::all_of(source.inspectors.begin(), source.inspectors.end(), [](const auto& i) {
          return i.qualified_for.empty() && i.conflicts.empty();
        }))
      text = made;
  }
  for (int k = 0; k < 3000; ++k) {
    const Draw draw = draw_of(text, "beacon " + std::to_string(k));
    if (!draw.visits.empty()) ++pairs[draw.visits[0].inspectors[0] + draw.visits[0].inspectors[1]];
  }
  int least = 3000, most = 0, total = 0;
  for (const auto& [pair, count] : pairs) least = std::min(least, count), most = std::max(most, count), total += count;
  EXPECT_EQ(pairs.size(), 10u);
  const double mean = total / 10.0, error = std::sqrt(mean * 0.9);
  EXPECT_NEAR(least, mean, 4 * error);
  EXPECT_NEAR(most, mean, 4 * error);
}

// ---- sampling points ------------------------------------------------------------------------------------------------

struct Station {
  std::vector<RegisterPoint> points;
  Station& point(std::string_view id, std::string_view kind, std::vector<std::string_view> feeds,
                 std::string_view category = "") {
    points.push_back({"E", id, kind, category, std::move(feeds)});
    return *this;
  }
};

TEST(ChoosePoints, CoversAllTanksWithTheFewestNozzlesEachCoverAlike) {
  Station station;  // two tanks share n2; a third has n4 and n5
  station.point("n1", "nozzle", {}).point("n2", "nozzle", {}).point("n3", "nozzle", {}).point("n4", "nozzle", {});
  station.point("n5", "nozzle", {}).point("t1", "tank", {"n1", "n2"}).point("t2", "tank", {"n2", "n3"});
  station.point("t3", "tank", {"n4", "n5"});
  std::map<std::string, int> seen;
  for (int k = 0; k < 4000; ++k) {
    const PointChoice choice = choose_points(station.points, "petrol", TicketBook(seed_of("", std::to_string(k))));
    EXPECT_TRUE(choice.unreachable.empty());
    std::string all;
    for (const std::string_view id : choice.sampled) all += id;
    ++seen[all];
  }
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_NEAR(seen["n2n4"], 2000, 4 * std::sqrt(1000.0));
  EXPECT_NEAR(seen["n2n5"], 2000, 4 * std::sqrt(1000.0));
}

TEST(ChoosePoints, ReportsTanksThatNothingReaches) {
  Station station;
  station.point("n1", "nozzle", {}).point("t1", "tank", {"n1"}).point("t2", "tank", {}).point("t3", "tank", {"t2"});
  const PointChoice choice = choose_points(station.points, "petrol", TicketBook("seed"));
  EXPECT_EQ(choice.sampled, (std::vector<std::string_view>{"n1"}));
  EXPECT_EQ(choice.unreachable, (std::vector<std::string_view>{"t2", "t3"}));
}

TEST(ChoosePoints, SamplesLinesSilosAndTrucksThemselves) {
  Station plant;
  plant.point("line1", "line", {}).point("line2", "line", {}).point("silo", "silo", {"truck"});
  plant.point("silo2", "silo", {})
      .point("truck", "truck", {})
      .point("x", "tank", {"x1"}, "other")
      .point("x1", "nozzle", {});
  const PointChoice choice = choose_points(plant.points, "coal", TicketBook("seed"));
  EXPECT_EQ(choice.sampled, (std::vector<std::string_view>{"line1", "line2", "silo2", "truck", "x1"}));
  EXPECT_TRUE(choice.unreachable.empty());
}

TEST(ChoosePoints, FollowsCirclesOfTransferLines) {
  Station station;
  station.point("n", "nozzle", {}).point("t1", "tank", {"t2"}).point("t2", "tank", {"t1", "n"});
  const PointChoice choice = choose_points(station.points, "petrol", TicketBook("seed"));
  EXPECT_EQ(choice.sampled, (std::vector<std::string_view>{"n"}));
}

// The smallest cover of random stations, against all subsets.
TEST(ChoosePoints, FindsTheSmallestCoverOfRandomStations) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Rng rng(seed, 51);
    const std::size_t nozzles = 1 + rng.below(8), tanks = 1 + rng.below(6);
    std::vector<std::string> names;
    for (std::size_t k = 0; k < nozzles + tanks; ++k) names.push_back((k < nozzles ? "n" : "t") + std::to_string(k));
    Station station;
    std::vector<unsigned> reach;
    for (std::size_t n = 0; n < nozzles; ++n) station.point(names[n], "nozzle", {});
    for (std::size_t t = 0; t < tanks; ++t) {
      std::vector<std::string_view> feeds;
      unsigned mask = 0;
      for (std::size_t n = 0; n < nozzles; ++n)
        if (rng.below(3) == 0) feeds.push_back(names[n]), mask |= 1u << n;
      station.point(names[nozzles + t], "tank", feeds);
      if (mask != 0) reach.push_back(mask);
    }
    unsigned fed = 0;
    for (const unsigned mask : reach) fed |= mask;
    for (unsigned n = 0; n < nozzles; ++n)
      if ((fed >> n & 1) == 0) reach.push_back(1u << n);  // fed by nothing: to be sampled itself
    std::size_t least = nozzles;
    for (unsigned set = 0; set < 1u << nozzles; ++set)
      if (std::all_of(reach.begin(), reach.end(), [set](unsigned mask) { return (mask & set) != 0; }))
        least = std::min(least, static_cast<std::size_t>(std::popcount(set)));
    const PointChoice choice = choose_points(station.points, "petrol", TicketBook("seed"));
    ASSERT_EQ(choice.sampled.size(), least) << "seed " << seed;
    unsigned taken = 0;
    for (const std::string_view id : choice.sampled) taken |= 1u << (id[1] - '0');
    for (const unsigned mask : reach) ASSERT_NE(mask & taken, 0u) << "seed " << seed;
  }
}

TEST(ChoosePoints, LeavesACoverToPeopleWhereThereAreTooManySets) {
  Station station;
  std::vector<std::string> names;
  for (int k = 0; k < 80; ++k) names.push_back(std::string(k < 60 ? "n" : "t") + std::to_string(k));
  for (std::size_t n = 0; n < 60; ++n) station.point(names[n], "nozzle", {});
  for (std::size_t t = 60; t < 80; ++t)
    station.point(names[t], "tank", {names[(t - 60) * 3], names[(t - 60) * 3 + 1], names[((t - 60) * 3 + 3) % 60]});
  const PointChoice choice = choose_points(station.points, "petrol", TicketBook("seed"));
  EXPECT_EQ(choice.unreachable.size(), 20u);  // the tanks form one circle
  EXPECT_EQ(choice.sampled.size(), 20u);      // the nozzles that no tank feeds stand alone
}

}  // namespace
}  // namespace sightline
