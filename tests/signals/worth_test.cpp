// What a complaint is worth reaches the signals, and the slow twin counts the same.
#include <gtest/gtest.h>

#include "ledger/small_evidence.hpp"
#include "sightline/signals.hpp"

namespace sightline {
namespace {

TEST(MeasureSignals, CountsComplaintsByWhatTheyAreWorth) {
  std::string complaints = "date,complaint_id,enterprise_id,complainant,text,weight\n";
  for (int k = 0; k < 50; ++k) complaints += "2021-03-05,k" + std::to_string(k) + ",e1,p,面包发霉吃了肚子痛,4\n";
  complaints += "2021-03-06,m,e1,q,买的面包发霉孩子吃了肚子痛,8\n2021-03-07,n,e2,r,电缆太细,2\n";
  testing::SmallEvidence evidence;
  evidence.table("enterprises", "enterprise_id,name\ne1,a\ne2,b\n")
      .table("offers", "enterprise_id,category_id\ne1,c1\ne2,c1\n")
      .table("complaints", complaints);
  const Ledger ledger = build_ledger(evidence.build());
  SignalSpec count, sum, mean;
  count.name = "count", count.source = "complaints", count.scope = "enterprise";
  sum = mean = count;
  sum.name = "sum", sum.aggregate = Aggregate::sum, sum.source = "complaints.weight";
  mean.name = "mean", mean.aggregate = Aggregate::mean, mean.source = "complaints.weight", mean.shrink = 0;
  SignalOptions slow;
  slow.slow_twin = true;
  const Signals fast = measure_signals(ledger, {count, sum, mean}),
                twin = measure_signals(ledger, {count, sum, mean}, slow);
  EXPECT_DOUBLE_EQ(fast.values[0].now[0], 1.5);
  EXPECT_DOUBLE_EQ(fast.values[1].now[0], 4 + 0.5 * 8);
  EXPECT_DOUBLE_EQ(fast.values[2].now[0], 8 / 1.5);
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t c = 0; c < 2; ++c) EXPECT_NEAR(fast.values[s].now[c], twin.values[s].now[c], 1e-12);
}

}  // namespace
}  // namespace sightline
