// fold.hpp: one step of a walk-forward: who is asked about, and what each model and baseline answers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "review/baselines.hpp"
#include "review/metrics/off_policy.hpp"
#include "sightline/review.hpp"

namespace sightline {

struct Fold {
  Date cutoff, end;                       // [cutoff, end)
  std::vector<std::uint32_t> inspection;  // rows of the final ledger's inspections, in its order
};
// The folds from options.from to options.to that have an inspection with a result; Error(usage) when there is none.
[[nodiscard]] std::vector<Fold> make_folds(const Ledger& final_ledger, const BacktestOptions& options);

// A model as it is asked: its file, and what becomes of its nuisance groups.
struct Contender {
  std::string name;
  const RiskModel* model = nullptr;
  NuisanceUse nuisance = NuisanceUse::fitted;
  bool expert_card = false;  // no outcomes: the prior alone
};
[[nodiscard]] std::vector<Contender> list_contenders(const std::vector<RiskModel>& models,
                                                     const BacktestOptions& options);

struct Answers {
  std::vector<std::vector<double>> probability;  // [contender, then baseline][question]
  std::vector<ChosenValue> value;                // per contender; only where inclusion probabilities are recorded
  bool has_value = false;
  std::size_t candidates = 0;  // of the fold's frame
};
// Builds the fold's ledger from what was known before the cut-off and asks everybody. fits: last fold's, by contender
// name.
[[nodiscard]] Answers answer_fold(const Evidence& evidence, const Ledger& final_ledger, const Fold& fold,
                                  const std::vector<Contender>& contenders, const BacktestOptions& options,
                                  std::map<std::string, RiskFit>& fits);

}  // namespace sightline
