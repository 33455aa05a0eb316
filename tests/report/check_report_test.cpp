#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/csv/csv_reader.hpp"
#include "report/tiny_results.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

Evidence evidence() {
  Evidence evidence;
  evidence.name = "tiny";
  evidence.synthetic = true;
  evidence.hash = "9f3c";
  auto table = std::make_shared<Table>();
  table->name = "complaints";
  table->source = "complaints.csv";
  table->account = {10, 7, 1, 2};
  evidence.tables.push_back(table);
  evidence.rejected = {
      {"complaints", "complaints.csv", 4, "date", "2021-13-01", "date-invalid", "is no day, expected YYYY-MM-DD",
       "C4,2021-13-01,\"a \"\"quoted\"\" text\nin two lines\""},
      {"complaints", "complaints.csv", 9, "text", "=HYPERLINK(\"x\")", "unknown-enterprise", "-", "r"}};
  return evidence;
}

Ledger ledger() {
  Ledger ledger = tiny::ledger();
  ledger.declared = {{"all", 10, 10, 10, true, "fine"},
                     {"others", 53, 54, -1, false, "others: declared 53, parts add up to 54 (4 + 43 + 5 + 2)"}};
  return ledger;
}

TEST(ToCsvRejected, KeepsTheWholeRecordAsItStood) {
  const Evidence all = evidence();
  const std::string text = to_csv_rejected(all);
  EXPECT_TRUE(text.starts_with("table,file,line,column,value,code,message,row\n"));
  CsvReader csv(text, "rejected.csv");
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.cell(csv.column("row")), all.rejected[0].row);
  EXPECT_EQ(csv.cell(csv.column("line")), "4");
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.cell(csv.column("value")), "'=HYPERLINK(\"x\")");
  EXPECT_FALSE(csv.next());
}

TEST(ToCsvAccounts, ShowsTheFourCountsOfEveryTable) {
  EXPECT_EQ(to_csv_accounts(evidence()),
            "table,file,read,accepted,duplicate,rejected\ncomplaints,complaints.csv,10,7,1,2\n");
}

TEST(ToCsvDeclared, ShowsWhichTotalsDisagree) {
  EXPECT_EQ(to_csv_declared(ledger()),
            "label,declared,sum_of_parts,counted,agrees,message\nall,10,10,10,true,fine\n"
            "others,53,54,,false,\"others: declared 53, parts add up to 54 (4 + 43 + 5 + 2)\"\n");
}

TEST(ToTextCheck, SaysWhatDoesNotAddUpAndThatTheDataAreSynthetic) {
  const Ledger facts = ledger();
  EXPECT_EQ(to_text_check(evidence(), &facts),
            "tiny (synthetic data), as of 2021-06-30\n"
            "table       file            read  accepted  duplicate  rejected\n"
            "complaints  complaints.csv    10         7          1         2\n"
            "together                      10         7          1         2\n"
            "rejected rows: 2 = 1 date-invalid + 1 unknown-enterprise\n"
            "  complaints.csv:4: date: is no day, expected YYYY-MM-DD (date-invalid)\n"
            "  complaints.csv:9: text: - (unknown-enterprise)\n"
            "declared totals: 2, of which 1 disagree\n"
            "  others: declared 53, parts add up to 54 (4 + 43 + 5 + 2)\n"
            "findings: none\n"
            "ledger: 3 enterprises, 2 categories, 1 districts, 4 candidates\n");
}

TEST(ToTextCheck, ShowsTheAccountsWhenThereCouldBeNoLedger) {
  const std::string text = to_text_check(evidence(), nullptr);
  EXPECT_NE(text.find("complaints.csv    10"), std::string::npos);
  EXPECT_EQ(text.find("ledger"), std::string::npos);
}

TEST(ToJsonCheck, HoldsAccountsCodesTotalsAndFindings) {
  const Ledger facts = ledger();
  const auto json = nlohmann::json::parse(to_json_check(evidence(), &facts));
  EXPECT_EQ(json["tables"][0]["duplicate"], 1);
  EXPECT_EQ(json["rejected"]["date-invalid"], 1);
  EXPECT_EQ(json["declared"][1]["sum_of_parts"], 54);
  EXPECT_EQ(json["candidates"], 4);
  EXPECT_EQ(json["synthetic"], true);
}

}  // namespace
}  // namespace sightline
