#include "risk/grade.hpp"
#include "risk/risk_state.hpp"
#include "risk/score/score_frame.hpp"
#include "sightline/base/error.hpp"

namespace sightline {

std::shared_ptr<const RiskState> keep_state(score::Posterior posterior, const Signals& signals, const RiskModel& model,
                                            double interval_z) {
  auto state = std::make_shared<RiskState>();
  state->signals = signals.specs;
  state->groups = model.groups;
  state->posterior = std::move(posterior);
  state->score = model.score;
  state->interval_z = interval_z;
  encode::Encoding& encoding = state->posterior.encoding;
  for (std::size_t j = 0; j < encoding.signals.signals.size(); ++j)
    encoding.signals.signals[j].spec = &state->signals[j];
  for (encode::GroupLevels& group : encoding.groups.groups) {
    group.spec = &state->groups[static_cast<std::size_t>(group.spec - model.groups.data())];
    group.training = {};
  }
  encoding.selection = {};
  return state;
}

void rescore(Risk& risk, std::span<const Index> candidates, std::span<const std::vector<double>> values) {
  if (risk.state == nullptr) throw Error(ErrorCode::usage, "rescore: the risk was not assessed in this process");
  const RiskState& state = *risk.state;
  if (values.size() != state.signals.size())
    throw Error(ErrorCode::usage, "rescore: " + std::to_string(values.size()) + " columns of values for " +
                                      std::to_string(state.signals.size()) + " signals");
  for (const std::vector<double>& column : values)
    if (column.size() != candidates.size())
      throw Error(ErrorCode::usage, "rescore: a column of values has another length than there are candidates");
  for (const Index candidate : candidates)
    if (candidate >= risk.size())
      throw Error(ErrorCode::usage, "rescore: there is no candidate " + std::to_string(candidate));

  const encode::Encoding& encoding = state.posterior.encoding;
  const std::vector<score::Term> terms = score::list_terms(state.posterior);
  Risk part;
  score::size_columns(part, candidates.size(), terms);
  score::Candidates chosen;
  for (const std::vector<double>& column : values) chosen.values.push_back(column.data());
  std::vector<std::vector<Index>> levels;
  for (const encode::GroupLevels& group : encoding.groups.groups) {
    levels.emplace_back();
    for (const Index candidate : candidates) levels.back().push_back(group.now[candidate]);
    chosen.levels.push_back(levels.back().data());
  }
  score::Scorer(state.posterior, terms, state.interval_z).score(chosen, 0, candidates.size(), part, nullptr, nullptr);
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    const Index c = candidates[k];
    const double before = risk.probability[c];
    risk.probability[c] = part.probability[k];
    risk.lower[c] = part.lower[k];
    risk.upper[c] = part.upper[k];
    risk.logit[c] = part.logit[k];
    risk.logit_sd[c] = part.logit_sd[k];
    if (before > 0) risk.harm[c] *= part.probability[k] / before;
    for (std::size_t t = 0; t < terms.size(); ++t) risk.contribution[t][c] = part.contribution[t][k];
    risk.points[c] = points_of(state.score, risk.logit[c]);
    risk.grade[c] = grade_of(state.score, risk.probability[c]);
  }
}

}  // namespace sightline
