// grade.hpp: points and grades in scorecard convention.
#pragma once

#include <cmath>

#include "sightline/settings/risk_model.hpp"

namespace sightline {

// base_points + points_to_double_odds * log2(odds / base_odds)
inline double points_of(const ScoreSpec& score, double logit) {
  return score.base_points + score.points_to_double_odds / std::log(2.0) * (logit - std::log(score.base_odds));
}

// Index of the first grade whose upper limit the probability does not exceed; grades.size() for the last grade.
inline std::uint8_t grade_of(const ScoreSpec& score, double probability) {
  std::size_t grade = 0;
  while (grade < score.grades.size() && probability > score.grades[grade].second) ++grade;
  return static_cast<std::uint8_t>(grade);
}

}  // namespace sightline
