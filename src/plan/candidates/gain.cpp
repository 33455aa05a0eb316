#include "plan/candidates/gain.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::planning {
namespace {

constexpr double least_size = 1e-3;    // an interval wider than a beta distribution can be
constexpr double greatest_size = 1e9;  // a probability known exactly

}  // namespace

Belief belief_of(const Risk& risk, std::size_t candidate) {
  Belief belief;
  belief.mean = std::clamp(risk.probability[candidate], 0.0, 1.0);
  const double spread = belief.mean * (1 - belief.mean);
  const double sd = spread * risk.logit_sd[candidate];
  belief.size = sd > 0 ? std::clamp(spread / (sd * sd) - 1, least_size, greatest_size) : greatest_size;
  return belief;
}

double chance_to_find(const Belief& belief, int batches) {
  const double b = belief.size * (1 - belief.mean);
  double missed = 1;
  for (int i = 0; i < batches; ++i) missed *= (b + i) / (belief.size + i);
  return 1 - missed;
}

double variance_reduced(const Belief& belief, int batches) {
  return belief.variance() * batches / (belief.size + batches);
}

double variance_of_count(const Belief& belief, int batches) {
  return batches * belief.mean * (1 - belief.mean) * (belief.size + batches) / (belief.size + 1);
}

}  // namespace sightline::planning
