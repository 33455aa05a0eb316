#include <gtest/gtest.h>

#include <algorithm>

#include "report/csv/csv_reader.hpp"
#include "report/tiny_results.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/rng.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

TEST(ToCsvScores, HasOneRowPerCandidateInFrameOrder) {
  const std::string text = to_csv_scores(tiny::ledger(), tiny::risk());
  EXPECT_EQ(
      text,
      "enterprise_id,category_id,probability,lower,upper,harm,points,grade,rank,reasons,values,logit,"
      "enterprise_name,category_name,district\n"
      "E1,tyres,0.0410913,0.0205456,0.0821826,0.1,500.00,A,2,past "
      "failure:-0.75;complaints:+0.50;category:+0.10;base:-3.00,,"
      "-3.15,\"轮胎, \"\"Best\"\"\",,140302\n"
      "E1,paint,0.0431073,0.0215536,0.0862145,0.333333,450.12,A,4,category:-0.10;base:-3.00,,-3.1,"
      "\"轮胎, \"\"Best\"\"\",,140302\n"
      "E2,tyres,0.195377,0.0976887,0.390755,1e-07,600.00,B,1,past failure:+1.2346;complaints:+0.25;category:+0.10;"
      "base:-3.00,,-1.41544,'=cmd|calc,,\n"
      "E3,paint,0.0474263,0.0237132,0.0948526,,400.00,A,3,base:-3.00,,-2.99999,,,140302\n");
}

TEST(ToCsvScores, GivesTheSignalsBehindTheListedReasons) {
  Signals signals;
  signals.specs.resize(1);
  signals.specs[0].name = "complaints";
  signals.values.resize(1);
  signals.values[0].now = {3, 0, 1.5, std::numeric_limits<double>::quiet_NaN()};
  signals.frame_fingerprint = 77;
  const std::string text = to_csv_scores(tiny::ledger(), tiny::risk(), &signals);
  CsvReader csv(text, "scores.csv");
  const std::size_t values = csv.column("values");
  const std::vector<std::string> expected{"complaints=3", "", "complaints=1.5", ""};
  for (const std::string& cell : expected) {
    ASSERT_TRUE(csv.next());
    EXPECT_EQ(csv.cell(values), cell);
  }
}

TEST(ToCsvScores, RefusesScoresOfAnotherFrame) {
  Risk risk = tiny::risk();
  risk.frame_fingerprint = 78;
  EXPECT_THROW((void)to_csv_scores(tiny::ledger(), risk), Error);
}

// Many terms and rows: the printed reasons add up to the printed logit, and threads change no byte.
TEST(ToCsvScores, PrintsReasonsThatAddUpToTheLogitAtAnyThreadCount) {
  Ledger ledger = tiny::ledger();
  const std::size_t rows = 20'000, terms = 25;
  ledger.frame.enterprise.assign(rows, 0);
  ledger.frame.category.assign(rows, 1);
  Risk risk = tiny::risk();
  Rng rng(5);
  risk.terms.clear();
  risk.contribution.assign(terms, std::vector<double>(rows));
  risk.logit.assign(rows, 0);
  for (std::size_t t = 0; t < terms; ++t) {
    risk.terms.push_back("t" + std::to_string(t));
    for (std::size_t c = 0; c < rows; ++c)
      risk.logit[c] += risk.contribution[t][c] = rng.below(3) == 0 ? 0 : rng.normal();
  }
  for (auto* column : {&risk.probability, &risk.lower, &risk.upper, &risk.harm, &risk.points})
    column->assign(rows, 0.5);
  risk.grade.assign(rows, 0);
  risk.rank.assign(rows, 1);
  sightline::Run one_thread, two_threads;
  one_thread.threads = 1;
  two_threads.threads = 2;
  const std::string text = to_csv_scores(ledger, risk, nullptr, one_thread);
  EXPECT_EQ(text, to_csv_scores(ledger, risk, nullptr, two_threads));
  CsvReader csv(text, "scores.csv");
  const std::size_t reasons = csv.column("reasons");
  for (std::size_t c = 0; c < rows; ++c) {
    ASSERT_TRUE(csv.next());
    std::string_view cell = csv.cell(reasons);
    double sum = 0, last = 1e9;
    int parts = 0;
    while (!cell.empty()) {
      const std::string part(cell.substr(0, cell.find(';')));
      const std::size_t colon = part.rfind(':');
      const double amount = std::stod(part.substr(colon + 1));
      const std::string name = part.substr(0, colon);
      if (name != "others" && name != "t0") {
        EXPECT_LE(std::abs(amount), last) << "largest first";
        last = std::abs(amount);
      }
      sum += amount;
      ++parts;
      cell.remove_prefix(std::min(cell.size(), part.size() + 1));
    }
    ASSERT_LE(parts, 10);
    ASSERT_NEAR(sum, risk.logit[c], parts * 0.00005 + 1e-9) << "each part is rounded to four decimals";
  }
}

TEST(ToCsvDomains, ListsRatesAndRanks) {
  const Ledger ledger = tiny::ledger();
  const std::vector<DomainScore> domains{{ledger.categories.id[1], 2, 0.05, 0.01, 0.2, 1, 1, 2}};
  EXPECT_EQ(to_csv_domains(ledger, domains),
            "id,candidates,rate,lower,upper,rank,rank_lower,rank_upper\npaint,2,0.05,0.01,0.2,1,1,2\n");
}

TEST(ToCsvTerms, SaysWhatEachReasonMeans) {
  RiskModel model;
  model.signals.resize(1);
  model.signals[0].name = "complaints";
  model.signals[0].source = "complaints";
  model.signals[0].scope = "enterprise";
  model.signals[0].half_life_days = 180;
  EXPECT_EQ(to_csv_terms(tiny::risk(), model),
            "term,kind,meaning,half_life_days\n"
            "base,base,every other term at nothing,\n"
            "complaints,signal,\"number of complaints of the enterprise, half forgotten in 180 days\",180\n"
            "past failure,group,\"this past;failure beside others, beyond the signals\",\n"
            "category,group,\"this category beside others, beyond the signals\",\n");
}

}  // namespace
}  // namespace sightline
