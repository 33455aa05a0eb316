#include "review/tune/nested_choice.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::tuning {

double mean_regret(const Losses& loss, std::size_t trial, std::size_t folds) {
  double sum = 0;
  for (std::size_t f = 0; f < folds; ++f) {
    double least = loss[trial][f];
    for (const std::vector<double>& other : loss) least = std::min(least, other[f]);
    sum += loss[trial][f] - least;
  }
  return sum / static_cast<double>(folds);
}

std::size_t choose(const Losses& loss, std::size_t folds) {
  std::size_t best = 0;
  for (std::size_t trial = 1; trial < loss.size(); ++trial)
    if (mean_regret(loss, trial, folds) < mean_regret(loss, best, folds)) best = trial;
  if (best == 0 || folds < 2) return 0;
  const auto count = static_cast<double>(folds);
  double sum = 0, squares = 0;
  for (std::size_t f = 0; f < folds; ++f) sum += loss[0][f] - loss[best][f];
  const double mean = sum / count;
  for (std::size_t f = 0; f < folds; ++f) squares += std::pow(loss[0][f] - loss[best][f] - mean, 2);
  return mean > std::sqrt(squares / (count - 1) / count) ? best : 0;
}

std::vector<std::size_t> choose_walking_forward(const Losses& loss, std::size_t warm_up) {
  std::vector<std::size_t> choices;
  for (std::size_t fold = warm_up; fold < loss[0].size(); ++fold) choices.push_back(choose(loss, fold));
  return choices;
}

}  // namespace sightline::tuning
