#include "sightline/methods/relations.hpp"

#include <gtest/gtest.h>

#include "ledger/small_evidence.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

using testing::SmallEvidence;

// mill -> depot -> shop and stall; mill -> stall ended; another mill on its own; shop and kiosk have one owner.
Ledger supply_chain() {
  return build_ledger(SmallEvidence()
                          .table("enterprises", "enterprise_id\nmill\ndepot\nshop\nstall\nkiosk\nmill2\nlone\n")
                          .table("offers", "enterprise_id,category_id\nmill,flour\n")
                          .table("relations",
                                 "from_id,to_id,kind,since,until,known_on,weight\n"
                                 "mill,depot,supplies,2019-01-01,,,\ndepot,shop,supplies,,,,2\n"
                                 "depot,stall,supplies,,,,\nmill,stall,supplies,2018-01-01,2018-12-31,,\n"
                                 "shop,kiosk,same_owner,,,,\nmill2,shop,supplies,2019-01-01,,2022-01-01,\n"
                                 "stranger,shop,supplies,,,,\nlone,lone,supplies,,,,\n")
                          .as_of({2020, 6, 30})
                          .build());
}

std::vector<std::string> reached(const Ledger& ledger, const char* start, const RelationQuery& query) {
  const Relations relations = build_relations(ledger);
  const Trace trace = trace_relations(ledger, relations, ledger.find_enterprise(start), query);
  std::vector<std::string> paths;
  for (const Index e : trace.enterprise) paths.push_back(to_text_path(ledger, trace.path_to(e)));
  return paths;
}

TEST(BuildRelations, KeepsKnownEdgesBetweenListedEnterprises) {
  const Ledger ledger = supply_chain();
  const Relations relations = build_relations(ledger);
  EXPECT_EQ(relations.size(), 5u) << "not the one known in 2022, the stranger's and the loop";
  for (std::size_t i = 0; i + 1 < relations.size(); ++i)
    EXPECT_LE(std::pair(relations.from[i], relations.to[i]), std::pair(relations.from[i + 1], relations.to[i + 1]));
}

TEST(TraceRelations, FindsEveryDealerDownstreamWithItsPath) {
  const Ledger ledger = supply_chain();
  const RelationQuery down{{{"supplies", 1}}, Direction::down, {2020, 6, 30}, 0};
  EXPECT_EQ(reached(ledger, "mill", down),
            (std::vector<std::string>{"mill", "mill -> depot", "mill -> depot -> shop", "mill -> depot -> stall"}));
  RelationQuery once = down;
  once.max_steps = 1;
  EXPECT_EQ(reached(ledger, "mill", once), (std::vector<std::string>{"mill", "mill -> depot"}));
  RelationQuery before = down;
  before.day = {2018, 6, 30};
  EXPECT_EQ(reached(ledger, "mill", before), (std::vector<std::string>{"mill", "mill -> stall"}));
}

TEST(TraceRelations, FollowsKindsTheirWay) {
  const Ledger ledger = supply_chain();
  EXPECT_EQ(
      reached(ledger, "kiosk", {parse_relation_kinds("supplies+same_owner:0.5"), Direction::natural, {2020, 6, 30}, 0}),
      (std::vector<std::string>{"kiosk", "kiosk -> shop", "kiosk -> shop -> depot", "kiosk -> shop -> depot -> mill"}));
  EXPECT_EQ(reached(ledger, "kiosk", {parse_relation_kinds("supplies"), Direction::natural, {}, 0}),
            (std::vector<std::string>{"kiosk"}));
  EXPECT_TRUE(Trace{}.path_to(3).empty());
}

TEST(FindComponents, GroupsWhatHangsTogether) {
  const Ledger ledger = supply_chain();
  const Components found = find_components(ledger, build_relations(ledger), {{}, Direction::natural, {2020, 6, 30}, 0});
  const auto of = [&](const char* id) { return found.of_enterprise[ledger.find_enterprise(id)]; };
  EXPECT_EQ(of("mill"), of("kiosk"));
  EXPECT_NE(of("mill"), of("lone"));
  EXPECT_EQ(found.size[of("mill")], 5u);
  EXPECT_EQ(found.size.size(), 3u);
}

TEST(ParseRelationKinds, ReadsKindsAndWeights) {
  const auto kinds = parse_relation_kinds("supplies+same_owner:0.5");
  ASSERT_EQ(kinds.size(), 2u);
  EXPECT_EQ(kinds[1].name, "same_owner");
  EXPECT_EQ(kinds[1].weight, 0.5);
  for (const char* wrong : {"", "a+", "a:0", "a:x", "a:-1", ":2"})
    EXPECT_THROW((void)parse_relation_kinds(wrong), Error) << wrong;
}

}  // namespace
}  // namespace sightline
