#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "report/tiny_results.hpp"
#include "sightline/base/error.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {
namespace fs = std::filesystem;

class ExplainCandidate : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "sightline-explain-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root = pattern;
  }
  void TearDown() override { fs::remove_all(root); }

  std::string folder(bool with_plan) {
    const Ledger ledger = tiny::ledger();
    const Risk risk = tiny::risk();
    Signals signals;
    signals.specs.resize(1);
    signals.specs[0].name = "complaints";
    signals.values.resize(1);
    signals.values[0].now = {3, 0, 1, 0};
    signals.frame_fingerprint = 77;
    RiskModel model;
    model.signals.resize(1);
    model.signals[0].name = "complaints";
    model.signals[0].source = "complaints";
    model.signals[0].scope = "enterprise";
    OutputFolder out((root / "plan").string());
    out.add("scores.csv", to_csv_scores(ledger, risk, &signals));
    out.add("terms.csv", to_csv_terms(risk, model));
    out.add("fit.json", to_json_fit(ledger, risk, 0));
    if (with_plan) out.add("plan.csv", to_csv_plan(ledger, risk, tiny::plan()));
    out.commit();
    return out.path();
  }
  fs::path root;
};

TEST_F(ExplainCandidate, TellsInAFewLinesWhyAndWhatWouldLowerIt) {
  const Explanation explanation = explain_candidate(folder(true), "E2/tyres");
  EXPECT_EQ(to_text(explanation),
            "E2 =cmd|calc / tyres, as of 2021-06-30, synthetic data\n"
            "probability   19.5 % (90 % interval 9.8-39.1 %), grade B, 600 points, rank 1 of 4\n"
            "raised by     past failure +1.23 (this past;failure beside others, beyond the signals); complaints +0.25 "
            "(1: number of complaints of the enterprise); category +0.10 "
            "(this category beside others, beyond the signals)\n"
            "lowered by    nothing\n"
            "would lower   without complaints 15.9 %\n"
            "plan          directed, 2 batches, chance 1, 1600.50 yuan, 0.3 failures expected\n");
}

TEST_F(ExplainCandidate, TakesAReasonAwayFromTheLogit) {
  const Explanation explanation = explain_candidate(folder(false), "E1/tyres");
  ASSERT_EQ(explanation.reasons.size(), 4u);
  EXPECT_EQ(explanation.reasons[1].name, "complaints");
  EXPECT_NEAR(explanation.reasons[1].probability_without, 1 / (1 + std::exp(3.15 + 0.5)), 1e-6);
  EXPECT_FALSE(explanation.planned);
  EXPECT_EQ(to_text(explanation).find("plan "), std::string::npos);
  const auto json = nlohmann::json::parse(to_json(explanation));
  EXPECT_EQ(json["rank"], 2);
  EXPECT_EQ(json["reasons"][1]["value"], "3");
  EXPECT_FALSE(json.contains("plan"));
}

TEST_F(ExplainCandidate, SaysThatThePlanLeavesACandidateOut) {
  EXPECT_NE(to_text(explain_candidate(folder(true), "E3/paint")).find("no place in the plan"), std::string::npos);
}

TEST_F(ExplainCandidate, SuggestsTheNearestCandidate) {
  const std::string path = folder(false);
  try {
    (void)explain_candidate(path, "E1/tyers");
    FAIL() << "a candidate that does not exist was explained";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_EQ(error.what(), path + ": holds no candidate 'E1/tyers', did you mean 'E1/tyres'?");
  }
  EXPECT_THROW((void)explain_candidate(path, "E1"), Error);
}

TEST_F(ExplainCandidate, NeedsAFolderOfScores) {
  try {
    (void)explain_candidate((root / "nothing").string(), "E1/tyres");
    FAIL() << "a folder without scores was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::input);
    EXPECT_FALSE(error.next().empty());
  }
}

}  // namespace
}  // namespace sightline
