// nested_choice.hpp: which trial the folds so far speak for, and what choosing so would have given.
#pragma once

#include <vector>

namespace sightline::tuning {

// loss[trial][fold]; trial 0 is the model as given.
using Losses = std::vector<std::vector<double>>;

// Least mean regret over folds 0 .. folds - 1, when its mean advantage over trial 0 is above one standard error of the
// differences; else 0. Ties go to the first trial.
[[nodiscard]] std::size_t choose(const Losses& loss, std::size_t folds);

// Per fold from warm_up on: what the folds before it chose.
[[nodiscard]] std::vector<std::size_t> choose_walking_forward(const Losses& loss, std::size_t warm_up);

// Mean over the folds of loss - the least loss of any trial in that fold.
[[nodiscard]] double mean_regret(const Losses& loss, std::size_t trial, std::size_t folds);

}  // namespace sightline::tuning
