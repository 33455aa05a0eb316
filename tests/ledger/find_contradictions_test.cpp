#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "ledger/small_evidence.hpp"
#include "sightline/ledger.hpp"

namespace sightline {
namespace {

using testing::SmallEvidence;

std::map<std::string, std::size_t> codes(const Ledger& ledger) {
  std::map<std::string, std::size_t> count;
  for (const Problem& problem : ledger.findings) ++count[problem.code];
  return count;
}

TEST(FindContradictions, NamesEachKindOnce) {
  const Evidence evidence =
      SmallEvidence()
          .table("enterprises",
                 "enterprise_id,credit_code,opened_on,closed_on\na,91350100M000100Y43,2020-01-01,2021-01-01\n"
                 "b,91350100M000100Y43,,\nc,91350100M000100Y44,,\nd,,,\n")
          .table("offers",
                 "enterprise_id,category_id,available_from,available_to\na,x,,\nb,x,2021-02-01,2021-01-01\nzz,x,,\nb,y,"
                 ",\n")
          .table("categories", "category_id\nx\n")
          .table("inspections",
                 "enterprise_id,category_id,date,known_on,result,revised_on,revised_result\n"
                 "a,x,2019-12-31,,conforming,,\na,x,2021-01-02,,conforming,,\n"
                 "b,x,2020-01-01,2019-01-01,closed,,\nb,x,2019-06-01,,odd,,\n"
                 "d,x,2020-02-02,,conforming,,nonconforming\nd,x,2020-02-03,,conforming,2020-02-01,nonconforming\n"
                 "yy,x,2020-02-02,,conforming,,\n")
          .build();
  const Ledger ledger = build_ledger(evidence, {.as_of = {2021, 6, 30}, .also = {}, .run = {}});
  EXPECT_EQ(codes(ledger), (std::map<std::string, std::size_t>{{"credit-code", 1},
                                                               {"shared-credit-code", 1},
                                                               {"closed-but-offered", 1},
                                                               {"ends-before-start", 1},
                                                               {"unknown-enterprise", 1},
                                                               {"unknown-category", 1},
                                                               {"event-before-opening", 1},
                                                               {"event-after-closing", 1},
                                                               {"known-before-date", 1},
                                                               {"unknown-result", 1},
                                                               {"revision-without-day", 1},
                                                               {"revised-before-date", 1},
                                                               {"unmatched-enterprise", 1}}));
  const auto found = std::find_if(ledger.findings.begin(), ledger.findings.end(),
                                  [](const Problem& problem) { return problem.code == "event-before-opening"; });
  EXPECT_EQ(found->file, "inspections.csv");
  EXPECT_EQ(found->line, 2u);
  EXPECT_EQ(found->value, "2019-12-31");
  EXPECT_EQ(found->message, "enterprise 'a' opened on 2020-01-01");
}

TEST(FindContradictions, NamesCandidatesThatTheLastVisitFoundClosed) {
  const auto last = [](const char* result) {
    return build_ledger(
        SmallEvidence()
            .table("offers", "enterprise_id,category_id\na,x\na,y\n")
            .table("inspections", "enterprise_id,category_id,date,result\na,x,2020-01-01,closed\na,y,2020-02-01," +
                                      std::string(result) + "\n")
            .build());
  };
  EXPECT_EQ(codes(last("closed")), (std::map<std::string, std::size_t>{{"found-closed", 1}}));
  EXPECT_TRUE(last("conforming").findings.empty());
}

TEST(FindContradictions, CountsWhatItDoesNotList) {
  std::string offers = "enterprise_id,category_id\n";
  for (int i = 0; i < 30; ++i) offers += "z" + std::to_string(i) + ",c\n";
  const Evidence evidence =
      SmallEvidence().table("enterprises", "enterprise_id\na\n").table("offers", offers).as_of({2021, 1, 1}).build();
  const Ledger ledger = build_ledger(evidence, {.as_of = {}, .also = {}, .findings_per_code = 10, .run = {}});
  ASSERT_EQ(ledger.findings.size(), 11u);
  EXPECT_EQ(ledger.findings.back().message, "20 more findings of this code");
}

TEST(ReconcileDeclared, AddsUpThePartsOfAPublishedTotal) {
  const Evidence evidence =
      SmallEvidence()
          .table("offers", "enterprise_id,category_id\na,paint\nb,paint\n")
          .as_of({2021, 6, 30})
          .declared({"other producers and dealers",
                     53,
                     {{"school uniform", 4}, {"fertiliser", 43}, {"paint", 5}, {"wire and cable", 2}},
                     4})
          .declared({"offers", 2, {}, 9})
          .declared({"subjects of no kind", 7, {{"one", 3}, {"two", 4}}, 10})
          .build();
  const Ledger ledger = build_ledger(evidence);
  ASSERT_EQ(ledger.declared.size(), 3u);
  EXPECT_FALSE(ledger.declared[0].agrees);
  EXPECT_EQ(ledger.declared[0].sum_of_parts, 54);
  EXPECT_EQ(
      ledger.declared[0].message,
      "other producers and dealers: declared 53, parts add up to 54 (4 + 43 + 5 + 2); the ledger has 2 paint, not 5");
  EXPECT_TRUE(ledger.declared[1].agrees);
  EXPECT_EQ(ledger.declared[1].counted, 2);
  EXPECT_TRUE(ledger.declared[2].agrees);
  EXPECT_EQ(ledger.declared[2].counted, -1);
  ASSERT_EQ(ledger.findings.size(), 1u);
  EXPECT_EQ(ledger.findings[0].code, "declared-total");
  EXPECT_EQ(ledger.findings[0].line, 4u);
}

}  // namespace
}  // namespace sightline
