// risk_model.hpp: the risk model file (sightline.risk/1): signals, groups, prior, score, and what the file proves about
// itself. Key by key reference: models/schema/risk.json.
//
// Errors   Error(usage) listing every unknown key, wrong type, range and contradiction with file, line and suggestion,
//          and every `check:` row that the prior card does not reproduce to its printed digits.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sightline/signals.hpp"

namespace sightline {

struct GroupSpec {
  std::vector<std::string>
      by;  // category, district, enterprise, inspector, lab, month, quarter, or enterprise attributes; crossed when
           // several
  double prior_scale = 0.5;  // half-normal prior on the standard deviation of the effects (logit), > 0
  bool nuisance = false;     // fitted but never scored
  bool optional = false;
  int line = 0;
};

enum class Selection : std::uint8_t { as_is, weighted };

struct ScoreSpec {
  double base_points = 500, points_to_double_odds = 50, base_odds = 0.05;
  std::vector<std::pair<std::string, double>> grades{
      {"A", 0.02}, {"B", 0.05}, {"C", 0.12}};  // upper limits of probability
  std::string last_grade = "D";
};

struct PriorRate {  // a published failure rate that anchors a category (or an attribute's value) before any test of
                    // one's own
  std::string dimension;  // category, or an attribute such as enterprises.size
  std::string value;      // category id or name, attribute value
  double rate = 0;        // (0, 1)
  double batches = 0;     // how many tests it rests on; bounds its weight
  std::string source;     // authority and year
};

struct CheckRow {
  std::vector<std::pair<std::string, double>> signals;  // raw values; the rest at 0
  double probability = 0;
  int digits = 2;  // as printed in the file
  int line = 0;
};

struct RiskModel {
  std::string name, path, hash;
  double intercept_mean = -3, intercept_sd = 2;  // logit, prior of the intercept
  double half_life_days = 0;                     // recency weight of training rows; 0 = none
  int plan_days = 0;  // training rows as a plan for so many days sees them (SignalOptions); 0: from the day before
  Selection selection = Selection::as_is;
  std::vector<SignalSpec> signals;
  std::vector<GroupSpec> groups;  // scored groups, then nuisance groups
  std::vector<PriorRate> priors;  // of the prior files that the model names
  bool recalibrate = true;        // fit slope and intercept on honest predictions of earlier periods
  ScoreSpec score;
  std::vector<CheckRow> checks;
};

[[nodiscard]] SIGHTLINE_API RiskModel load_risk_model(const std::string& path);
[[nodiscard]] SIGHTLINE_API RiskModel parse_risk_model(std::string_view yaml, const std::string& path);
// How the model wants its signals measured: options for measure_signals.
[[nodiscard]] SIGHTLINE_API SignalOptions signal_options(const RiskModel& model, const Run& run = {});
[[nodiscard]] SIGHTLINE_API std::string risk_model_schema();  // JSON Schema, recorded from the loader itself

}  // namespace sightline
