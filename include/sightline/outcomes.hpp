// outcomes.hpp: laboratory results joined to the plan and its draw: what became of every planned batch, how often
// products fail, where each failure stands, and whether the model promised what came.
//
// Target   failure rate of a domain = mean chance of a nonconforming batch over its candidates that could be drawn, each
//          counted once, or by its volume. Candidates without a chance this round are counted beside it. The hit rate
//          (failures per tested batch of what was drawn) says what the plan found, not what the market is.
// Join     a result of the round belongs to the drawn line of its enterprise and category; else to a reserve of the
//          stratum, which stands in for the next line without a sample, in the drawn order; else to a line added by
//          hand; else it is unmatched, and says why. A retest counts from the day it is known.
// Weights  a tested line stands for 1 / inclusion probability candidates; a stand-in for those of the line whose place
//          it takes; and within category (certain and random lines apart) tested lines stand for those without a result,
//          too. Refused, closed and not available are outcomes with their own weights, never conforming results.
// Estimate estimation.hpp; `quoted` marks the one to publish: assisted, or shrunk where fewer than `small_domain`
//          batches were tested. Shrunk: the domain's rate relative to what the model, set right by the total, expects
//          there is gamma distributed about 1, with the variance that the domains of its kind show (at least its own
//          standard error), and takes up the domain's results by its effective number of batches (Clayton and Kaldor
//          1987; Marshall 1991).
// Change   against an earlier round: the mean over categories, weighted by this round's candidates, of the differences
//          of their rates: what would have changed had the mix stayed the same.
// Errors   Error(usage) for columns of different length, or a draw of other candidates than the population's.
// Repeats  same inputs, same bytes. Threads: safe to call at once.
// Cost     linear in candidates times domains' kinds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sightline/draw.hpp"
#include "sightline/methods/estimation.hpp"

namespace sightline {

struct Population {  // the candidates of the plan's frame: columns of one length
  std::vector<std::string> enterprise_id, category_id, district, size_class, channel;  // "" = unknown
  std::vector<std::string> enterprise_name, category_name;
  std::vector<double> volume;                 // NaN: the mean volume of its category
  std::vector<double> chance;                 // of a nonconforming batch, as the model had it before the draw
  std::vector<double> sensitivity;            // of its category's test, (0, 1]
  std::vector<double> inclusion_probability;  // 0: without a chance this round
  std::vector<std::uint16_t> batches;         // planned, if drawn
  std::vector<Stream> stream;                 // of its line
  std::vector<std::string> lab_id;
  double common_sd = 0;    // logit: error that all chances share
  Date as_of, start, end;  // of the plan's knowledge; of the round
  bool synthetic = false;
  [[nodiscard]] std::size_t size() const { return enterprise_id.size(); }
};
[[nodiscard]] SIGHTLINE_API Population population_of(const Ledger& ledger, const Risk& risk, const Plan& plan);

struct Results {  // rows of the results, columns of one length
  std::vector<std::string> inspection_id, enterprise_id, category_id, lab_id;
  std::vector<Date> date, known, revised_on;  // revised_on: unknown when never
  std::vector<Result> result, revised_result;
  std::vector<std::uint32_t> batches, nonconforming;  // as in InspectionColumns
  std::vector<Mode> mode;                             // empty = unknown
  std::vector<std::uint64_t> line;                    // of the file
  [[nodiscard]] std::size_t size() const { return enterprise_id.size(); }
};
// The table `inspections` of an evidence. Error(input) when it has none.
[[nodiscard]] SIGHTLINE_API Results read_results(const Evidence& evidence);

// Adds the rows of `more` whose inspection_id `results` does not have (rows without one always).
SIGHTLINE_API void add_missing(Results& results, const Results& more);

enum class LineState : std::uint8_t { conforming, nonconforming, not_available, refused, closed, pending };
[[nodiscard]] SIGHTLINE_API std::string_view name_of(LineState state);

struct LineOutcome {            // of Draw::lines[i], in that order
  std::uint32_t candidate = 0;  // in the population
  LineState state = LineState::pending;
  std::uint32_t planned = 0, tested = 0, nonconforming = 0;               // batches
  std::uint32_t not_available = 0, refused = 0, closed = 0, pending = 0;  // planned = tested + these four
  std::uint32_t stand_in = no_index;                                      // of Draw::reserves
  double expansion = 0;  // candidates that it stands for; 0 when it has no result
  std::vector<std::uint32_t> results;
};
struct StandIn {                                              // a reserve that was asked
  std::uint32_t reserve = 0, candidate = 0, line = no_index;  // line: whose place it took; no_index: none was free
  LineState state = LineState::pending;
  std::uint32_t tested = 0, nonconforming = 0;
  double expansion = 0;
  std::vector<std::uint32_t> results;
};
struct Unmatched {
  std::uint32_t result = 0;
  std::string reason;  // before-the-round, after-the-round, unknown-candidate, not-drawn, no-vacancy
};

enum class Weighting : std::uint8_t { candidates, volume };

struct Estimate {
  std::string domain, value;  // total, category, district, channel, size; its value ("" for the total)
  Weighting weighting = Weighting::candidates;
  Estimator estimator = Estimator::assisted;
  std::uint32_t candidates = 0, without_chance = 0;
  std::uint64_t tested = 0, nonconforming = 0;  // batches
  double hit_rate = 0;                          // nonconforming / tested; NaN when nothing was tested
  double failure_rate = 0, lower = 0, upper = 0, standard_error = 0;
  double effective = 0;  // batches of a simple random sample that would say as much
  bool small = false, quoted = false;
};

struct Nonresponse {  // per state, of the lines that brought no sample
  LineState state = LineState::pending;
  std::uint32_t lines = 0, batches = 0;
  double stands_for = 0;  // candidates: sum of 1 / inclusion probability
};

// What the model promised of an arm (certain lines; random ones with their stand-ins) against what was found, and the two
// arms against each other, where an error common to all chances cancels. p_value: two-sided, half of what lies at it
// counted; of an arm over failures that are independent given a normal shift of all logits with the model's common_sd,
// between the arms binomial. The alarm rings below 0.01.
struct Drift {
  std::string arm;  // directed, random, directed against random
  std::uint64_t tested = 0, nonconforming = 0;
  double expected = 0;  // nonconforming batches; between the arms: the directed share of all that were found
  double p_value = 1;
  bool alarm = false;
};

struct OutcomeOptions {
  Date as_of;                       // results known later are not seen; unknown: everything is
  std::uint32_t small_domain = 30;  // tested batches below which an estimate is shrunk
  double level = 0.95;              // of the intervals, (0, 1)
  bool all_estimators = true;       // false: only those to quote, in a quarter of the time
  Run run;
};

struct Outcomes {
  std::vector<LineOutcome> lines;
  std::vector<StandIn> stand_ins;
  std::vector<Unmatched> unmatched;
  std::vector<Estimate> estimates;
  std::vector<Nonresponse> nonresponse;
  std::vector<Drift> drift;
  std::uint64_t planned = 0, tested = 0, nonconforming = 0;  // batches, stand-ins with them
  Summary summary;                                           // judge_outcomes
};

[[nodiscard]] SIGHTLINE_API Outcomes judge_outcomes(const Population& population, const Draw& draw,
                                                    const Results& results, const OutcomeOptions& options = {});

}  // namespace sightline
