// What complaints are worth: copies, claimants, status; names that only a text gives.
#include "ledger/reports/weigh_complaints.hpp"

#include <gtest/gtest.h>

#include "ledger/reports/worth_column.hpp"
#include "ledger/small_evidence.hpp"

namespace sightline {
namespace {

const std::string enterprises =
    "enterprise_id,name,district\ne1,阳泉市永和食品有限公司,城区\ne2,阳泉市华泰电缆有限公司,郊区\n"
    "e3,阳泉市金穗化肥经营部,矿区\ne4,太原市绿源建材有限公司,郊区\n";
const std::string offers = "enterprise_id,category_id\ne1,c1\ne2,c1\ne3,c1\ne4,c1\n";

Ledger ledger_of(const std::string& complaints, const std::string& settings = "") {
  testing::SmallEvidence evidence;
  evidence.table("enterprises", enterprises).table("offers", offers).table("complaints", complaints);
  if (!settings.empty()) evidence.table("report_settings", settings);
  return build_ledger(evidence.build());
}

// Worth of all complaints about an enterprise together.
double worth_of(const Ledger& ledger, std::string_view enterprise) {
  const Events& events = *ledger.find_events("complaints");
  const Column* worth = events.table->find(worth_column);
  double sum = 0;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (events.enterprise[i] == ledger.find_enterprise(enterprise))
      sum += worth == nullptr ? 1 : worth->numbers[events.row[i]];
  return sum;
}

TEST(WeighComplaints, CountsFiftyCopiesAsOne) {
  std::string text = "date,complaint_id,enterprise_id,text\n";
  for (int k = 0; k < 50; ++k) text += "2021-03-05,k" + std::to_string(k) + ",e1,面包发霉，吃了肚子痛\n";
  EXPECT_DOUBLE_EQ(worth_of(ledger_of(text), "e1"), 1);
}

TEST(WeighComplaints, CountsCopiesUnderOtherNamesAsOne) {
  std::string text = "date,complaint_id,enterprise_id,complainant,text\n";
  for (int k = 0; k < 50; ++k)
    text += "2021-03-05,k" + std::to_string(k) + ",e1,p" + std::to_string(k) + ",面包发霉，吃了肚子痛\n";
  EXPECT_DOUBLE_EQ(worth_of(ledger_of(text), "e1"), 1);
}

TEST(WeighComplaints, CountsOneClaimantsHundredAsOne) {
  std::string text = "date,complaint_id,enterprise_id,complainant,text\n";
  for (int k = 0; k < 100; ++k)
    text += "2021-0" + std::to_string(1 + k % 6) + "-" + std::to_string(10 + k % 17) + ",k" + std::to_string(k) +
            ",e1,p,第" + std::to_string(k * 7919) + "次投诉标签\n";
  EXPECT_DOUBLE_EQ(worth_of(ledger_of(text), "e1"), 1);
}

TEST(WeighComplaints, LetsIndependentComplainantsAddLessAndLess) {
  const Ledger ledger = ledger_of(
      "date,complaint_id,enterprise_id,complainant,text\n2021-03-05,k1,e1,p1,面包发霉吃了肚子痛\n"
      "2021-03-06,k2,e1,p2,买的面包发霉孩子吃了肚子痛\n2021-06-05,k3,e1,p3,电缆太细\n");
  EXPECT_DOUBLE_EQ(worth_of(ledger, "e1"), 1 + 0.5 + 1);
}

TEST(WeighComplaints, DropsRefusedAndMaliciousOnesUnlessTheManifestSaysOtherwise) {
  const std::string text =
      "date,complaint_id,enterprise_id,status\n2021-03-05,k1,e1,refused\n2021-04-05,k2,e1,malicious\n"
      "2021-05-05,k3,e1,accepted\n2021-05-05,k4,e1,accepted\n";
  EXPECT_DOUBLE_EQ(worth_of(ledger_of(text), "e1"), 1);
  EXPECT_DOUBLE_EQ(worth_of(ledger_of(text, "status,incidents\n0,0\n"), "e1"), 4);
}

TEST(WeighComplaints, NamesAnOrganisedClaimant) {
  std::string companies = "enterprise_id,name\n", offered = "enterprise_id,category_id\n";
  std::string text = "date,complaint_id,enterprise_id,complainant\n2021-02-01,x,e7,honest\n";
  for (int e = 0; e < 30; ++e) {
    const std::string id = "e" + std::to_string(e);
    companies += id + ",n" + id + "\n";
    offered += id + ",c1\n";
    text += "2021-03-" + std::to_string(10 + e % 19) + ",k" + id + "," + id + ",hunter\n";
  }
  testing::SmallEvidence evidence;
  evidence.table("enterprises", companies).table("offers", offered).table("complaints", text);
  const Ledger ledger = build_ledger(evidence.build());
  std::size_t named = 0;
  for (const Problem& finding : ledger.findings)
    if (finding.code == "organised-claimant") {
      ++named;
      EXPECT_EQ(finding.value, "hunter");
    }
  EXPECT_EQ(named, 1u);
  double sum = 0;
  const Events& events = *ledger.find_events("complaints");
  for (const std::uint32_t row : events.row) sum += events.table->find(worth_column)->numbers[row];
  EXPECT_LT(sum, 1 + 5 + 25 * 0.84);  // the first five count, then 5/6, 5/7, ...
  EXPECT_GT(sum, 5);
}

TEST(MatchReports, CountsANameForItsEnterpriseByTheChanceThatItIsMeant) {
  const Ledger ledger = ledger_of(
      "date,complaint_id,enterprise_name\n2021-03-05,k1,阳泉市永和食品有限公司\n"
      "2021-04-05,k2,阳泉市华泰電纜有限公司（总店）\n2021-05-05,k3,谁也不是\n",
      "link\n0.5\n");
  EXPECT_DOUBLE_EQ(worth_of(ledger, "e1"), 1);  // its own name
  const double said = worth_of(ledger, "e2");
  EXPECT_TRUE(said == 0 || (said > 0.5 && said < 1)) << said;
  EXPECT_DOUBLE_EQ(worth_of(ledger, "e4"), 0);
}

}  // namespace
}  // namespace sightline
