#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "outcomes/join.hpp"
#include "sightline/base/error.hpp"
#include "sightline/outcomes.hpp"

namespace sightline {
namespace {

void check(const Population& population, const Results& results, const OutcomeOptions& options) {
  const std::size_t n = population.size(), r = results.size();
  const auto all = [](std::size_t size, std::initializer_list<std::size_t> sizes) {
    return std::all_of(sizes.begin(), sizes.end(), [size](std::size_t other) { return other == size; });
  };
  if (!all(n, {population.category_id.size(), population.district.size(), population.size_class.size(),
               population.channel.size(), population.enterprise_name.size(), population.category_name.size(),
               population.volume.size(), population.chance.size(), population.sensitivity.size(),
               population.inclusion_probability.size(), population.batches.size(), population.stream.size(),
               population.lab_id.size()}))
    throw Error(ErrorCode::usage, "judge_outcomes: the population's columns differ in length");
  if (!all(r, {results.inspection_id.size(), results.category_id.size(), results.lab_id.size(), results.date.size(),
               results.known.size(), results.revised_on.size(), results.result.size(), results.revised_result.size(),
               results.batches.size(), results.nonconforming.size(), results.line.size()}))
    throw Error(ErrorCode::usage, "judge_outcomes: the results' columns differ in length");
  if (!(options.level > 0 && options.level < 1))
    throw Error(ErrorCode::usage, fmt::format("level is {}, must lie between 0 and 1", options.level));
}

std::string percent(double share) { return std::isnan(share) ? "-" : fmt::format("{:.2f} %", 100 * share); }

void add_states(const Outcomes& outcomes, Summary& summary) {
  summary.lines.push_back({"batches", fmt::format("{}", outcomes.planned), fmt::format("{}", outcomes.tested),
                           fmt::format("tested, {} of them by stand-ins", [&] {
                             std::uint64_t sum = 0;
                             for (const StandIn& stand_in : outcomes.stand_ins) sum += stand_in.tested;
                             return sum;
                           }())});
  for (const Nonresponse& state : outcomes.nonresponse)
    if (state.batches > 0)
      summary.lines.push_back(
          {std::string(name_of(state.state)), "", fmt::format("{}", state.batches),
           fmt::format("batches; lines without any sample stand for {:.0f} candidates", state.stands_for)});
  if (!outcomes.unmatched.empty())
    summary.lines.push_back({"unmatched", "", fmt::format("{}", outcomes.unmatched.size()), "results; unmatched.csv"});
}

void add_rates(const Outcomes& outcomes, Summary& summary) {
  for (const Estimate& estimate : outcomes.estimates) {
    if (estimate.domain != "total" || !estimate.quoted) continue;
    if (estimate.weighting == Weighting::candidates)
      summary.lines.push_back(
          {"hit rate", "", percent(estimate.hit_rate),
           fmt::format("{} of {} batches: what the plan found", estimate.nonconforming, estimate.tested)});
    summary.lines.push_back(
        {"failure rate", "", percent(estimate.failure_rate),
         fmt::format("{} to {}: what the market is, {}", percent(estimate.lower), percent(estimate.upper),
                     estimate.weighting == Weighting::volume ? "by volume" : "each candidate once")});
  }
}

void add_drift(const Outcomes& outcomes, Summary& summary) {
  for (const Drift& drift : outcomes.drift) {
    if (drift.tested == 0) continue;
    summary.lines.push_back({drift.arm, fmt::format("{:.1f}", drift.expected), fmt::format("{}", drift.nonconforming),
                             fmt::format("failures: promised and found; p {:.3f}{}", drift.p_value,
                                         drift.alarm ? ": ALARM, not what the model promised" : "")});
  }
}

Summary summary_of(const Population& population, const Outcomes& outcomes) {
  Summary summary;
  summary.verb = "judge_outcomes";
  summary.title = fmt::format("round {} to {}{}", population.start.to_string(), population.end.to_string(),
                              population.synthetic ? ", synthetic" : "");
  const std::uint64_t pending = outcomes.nonresponse.empty() ? 0 : outcomes.nonresponse.back().batches;
  summary.outcome = outcomes.tested == 0 ? "no result of the round is known"
                    : pending > 0        ? fmt::format("provisional: {} batches are pending", pending)
                                         : "every planned batch is accounted for";
  add_states(outcomes, summary);
  add_rates(outcomes, summary);
  add_drift(outcomes, summary);
  std::uint32_t without = 0;
  for (const double pi : population.inclusion_probability) without += pi > 0 ? 0 : 1;
  if (without > 0)
    summary.notes.push_back(
        fmt::format("{} of {} candidates had no chance of being drawn this round: no estimate speaks of them", without,
                    population.size()));
  return summary;
}

}  // namespace

Outcomes judge_outcomes(const Population& population, const Draw& draw, const Results& results,
                        const OutcomeOptions& options) {
  check(population, results, options);
  outcomes::Joined joined = outcomes::join_results(population, draw, results, options.as_of);
  outcomes::weigh(population, draw, joined);
  Outcomes made;
  made.estimates = outcomes::estimate_domains(population, joined, options);
  made.nonresponse = outcomes::nonresponse_of(draw, joined);
  made.drift = outcomes::drift_of(population, draw, joined);
  for (const LineOutcome& line : joined.lines)
    made.planned += line.planned, made.tested += line.tested, made.nonconforming += line.nonconforming;
  for (const StandIn& stand_in : joined.stand_ins)
    made.tested += stand_in.tested, made.nonconforming += stand_in.nonconforming;
  made.lines = std::move(joined.lines);
  made.stand_ins = std::move(joined.stand_ins);
  made.unmatched = std::move(joined.unmatched);
  made.summary = summary_of(population, made);
  return made;
}

}  // namespace sightline
