// agreement_rows.hpp: rows that peers/glmer.R makes by the same arithmetic, so that what R prints can stand in a test.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "risk/fit/fit.hpp"

namespace sightline::made {

// Park and Miller 1988: x <- 16807 x mod (2^31 - 1).
class MinimalStandard {
 public:
  explicit MinimalStandard(std::uint64_t seed) : state_(seed) {}
  double uniform() {
    state_ = 16807 * state_ % 2147483647;
    return static_cast<double>(state_) / 2147483647;
  }
  double spread(double sd) { return sd * std::sqrt(3.0) * (2 * uniform() - 1); }  // uniform, mean 0

 private:
  std::uint64_t state_;
};

struct AgreementShape {
  std::uint64_t seed;
  std::size_t rows, columns;  // columns beside the intercept
  std::vector<std::size_t> levels;
  std::vector<double> sd;
  double intercept;
  int trials;
};

struct AgreementRows {  // in the order they are drawn
  std::vector<std::vector<Index>> level;
  std::vector<double> x, failures;
};

// Draws in this order: weights; effects group by group; per row the levels, the signals, the trials.
inline AgreementRows draw_rows(const AgreementShape& shape) {
  MinimalStandard random(shape.seed);
  std::vector<double> beta{shape.intercept};
  for (std::size_t j = 0; j < shape.columns; ++j) beta.push_back(random.spread(0.5));
  std::vector<std::vector<double>> effect(shape.levels.size());
  for (std::size_t g = 0; g < effect.size(); ++g)
    for (std::size_t l = 0; l < shape.levels[g]; ++l) effect[g].push_back(random.spread(shape.sd[g]));
  AgreementRows rows;
  rows.level.resize(effect.size());
  for (std::size_t i = 0; i < shape.rows; ++i) {
    for (std::size_t g = 0; g < effect.size(); ++g)
      rows.level[g].push_back(static_cast<Index>(random.uniform() * static_cast<double>(shape.levels[g])));
    double eta = beta[0];
    rows.x.push_back(1);
    for (std::size_t j = 1; j <= shape.columns; ++j) {
      rows.x.push_back(random.spread(1));
      eta += beta[j] * rows.x.back();
    }
    for (std::size_t g = 0; g < effect.size(); ++g) eta += effect[g][rows.level[g][i]];
    const double p = 1 / (1 + std::exp(-eta));
    rows.failures.push_back(0);
    for (int t = 0; t < shape.trials; ++t) rows.failures.back() += random.uniform() < p ? 1 : 0;
  }
  return rows;
}

// The first group is integrated one by one, the others are crossed.
inline hierarchy::Design agreement_design(const AgreementShape& shape, double column_sd) {
  const AgreementRows rows = draw_rows(shape);
  hierarchy::Design design;
  for (std::size_t j = 0; j <= shape.columns; ++j)
    design.columns.push_back(
        {j == 0 ? "intercept" : "x" + std::to_string(j), 0, j == 0 ? 3 : column_sd, -1, Sign::any});
  const bool grouped = !shape.levels.empty();
  const std::vector<std::uint32_t> order = hierarchy::gather_clusters(
      grouped ? rows.level[0] : std::vector<Index>(shape.rows, no_index), grouped ? shape.levels[0] : 0, design);
  if (grouped) {
    design.clustered.levels = shape.levels[0];
    design.clustered.scale = 0;
  }
  for (std::size_t g = 0; g < shape.levels.size(); ++g) {
    design.scales.push_back({"g" + std::to_string(g + 1), hierarchy::flat, 0.5});
    if (g == 0) continue;
    hierarchy::Group group{"g" + std::to_string(g + 1), static_cast<int>(g), shape.levels[g], {}, {}, {}};
    for (const std::uint32_t row : order) group.level.push_back(rows.level[g][row]);
    design.crossed.push_back(std::move(group));
  }
  for (const std::uint32_t row : order) {
    design.trials.push_back(shape.trials);
    design.failures.push_back(rows.failures[row]);
    design.weight.push_back(1);
    for (std::size_t j = 0; j <= shape.columns; ++j) design.x.push_back(rows.x[row * (shape.columns + 1) + j]);
  }
  return design;
}

}  // namespace sightline::made
