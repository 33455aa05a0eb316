// plan.hpp: spend a budget on the samples that are worth most.
//
//   maximise   sum over certain lines gain_c(n) + sum over random lines pi_c gain_c(1) + rho sum H(pi_c)
//   subject to sum of costs <= budget and the policy's rules (policy.hpp)
//   gain_c(n)  = severity_k * E[1 - (1 - P)^n] + information * Var(P) * n / (s + n),   P ~ beta(a, b), s = a + b
//   H(pi)      = -pi ln pi - (1 - pi) ln(1 - pi);  rho = the policy's unpredictability
//
// P has the risk's mean p and variance v = (p (1 - p) logit_sd)^2, so s = p (1 - p) / v - 1. E[1 - (1 - P)^n] is the
// chance that n batches find the candidate failing: batches of one candidate share their P, so the second is worth less
// than the first. The second term prices what a result teaches: the expected reduction of Var(P).
//
// Streams  follow_up and directed lines are certain (inclusion probability 1); directed lines need qualifying evidence:
//          a complaint (accepted or of unknown status) or monitoring report about the enterprise (and category, where
//          it names one), a failure of the candidate, a campaign for its category (and district) during the round.
//          The random stream has a whole number of batches per category and lab (a cell), one batch per line. In its
//          cell a line's probability is pi = clamp(logistic((gain - lambda) / rho), floor, ceiling), lambda such that
//          they add up to that number exactly; rho = 0 is the limit: ceiling for the best, floor for the rest.
//          Probabilities are whole billionths. So a draw that rounds the totals of cells and enterprises to whole
//          numbers keeps cost, labs, categories and the caps of enterprises, whatever the dice say.
// Reads    Risk in frame order; costs from the ledger's labs, else its categories.
// Gives    Plan: lines, rules with use and price, outcome, objective and proven bound: no choice of certain lines and
//          random totals does better, the random stream keeping the cells and their spread over districts and
//          attributes that it has in the plan.
//          Candidates without a line are counted in left_out, each once, under the first rule that says so.
// Errors   Error(usage) for a policy that names what the ledger lacks, for neither budget nor max_batches, and for risk
//          of another frame; Error(solver) when the plan fails check_plan. Rules that contradict each other are no
//          error: outcome == infeasible and conflicts names them.
// Repeats  same bytes at any thread count, unless time_limit_s stops it. Ties go to the smaller keyed hash of the
//          public ids, the round's start being the key. Threads: safe to call at once.
// Cost     bench/plan_bench.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sightline/methods/allocation.hpp"
#include "sightline/risk.hpp"
#include "sightline/settings/policy.hpp"

namespace sightline {

enum class Stream : std::uint8_t { follow_up, directed, random };
[[nodiscard]] SIGHTLINE_API std::string_view name_of(Stream stream);

enum class PlanOutcome : std::uint8_t { not_made, optimal, feasible, infeasible, none_found };
[[nodiscard]] SIGHTLINE_API std::string_view name_of(PlanOutcome outcome);

// Why a candidate may be directed; bits of PlanLines::evidence.
enum class Qualifying : std::uint8_t { complaint = 1, monitoring_report = 2, past_failure = 4, campaign = 8 };

struct PlanOptions {
  std::optional<Money> budget;  // overrides the policy's
  double time_limit_s = 0;      // 0 = none
  std::vector<double> prices;   // warm start
  Run run;
};

// Lines in frame order, then by stream. A random line is drawn with its inclusion probability.
struct PlanLines {
  std::vector<Index> candidate;  // index in the frame
  std::vector<Id> lab;           // no_id when the ledger has no labs
  std::vector<Stream> stream;
  std::vector<std::uint16_t> batches;  // if chosen
  std::vector<double> inclusion_probability;
  std::vector<double> expected_nonconforming;  // probability * batches * inclusion probability
  std::vector<double> gain;                    // in the objective's unit, times inclusion probability
  std::vector<Money> cost;                     // of the batches if chosen
  std::vector<std::uint8_t> evidence;          // Qualifying bits of the candidate, whatever its stream
  [[nodiscard]] std::size_t size() const { return candidate.size(); }
};

struct RuleUse {              // one bound of one rule, e.g. districts / 140302 / min
  std::string rule;           // id, and the group for a per-rule: "districts:140302"
  std::string article, kind;  // kind: <=, >=, = or count (candidates excluded)
  double bound = 0, used = 0;
  bool binding = false;
  double price = 0;  // objective gained by relaxing the bound by one unit
  std::string unit;  // yuan, batches, enterprises, candidates
};

struct LeftOut {  // why a candidate has no place: one row per reason, candidates counted once under their first reason
  std::string rule, reason;
  std::uint32_t candidates = 0;
};

struct Quarter {  // a part of the round and the money it is given; the parts add up to what is spent
  Date start, end;
  Money budget;
};

struct Plan {
  PlanOutcome outcome = PlanOutcome::not_made;
  PlanLines lines;
  std::vector<RuleUse> rules;
  std::vector<LeftOut> left_out;
  double objective = 0, bound = 0, gap = 0;
  double entropy = 0;   // sum of H(pi), in nats; objective = sum of the lines' gains + unpredictability * entropy
  Money budget, spent;  // budget: missing_money when nothing limits it; spent: certain lines plus the random totals
  double batches = 0;   // certain plus expected random; whole per category
  // Nonconforming batches that the plan expects to find, with the central 90 % interval of a gamma distribution of the
  // same mean and variance: beta-binomial certain lines, binary random ones, and an error common to all logits as large
  // as the risk's intercept sd (at most the smallest logit_sd of the lines). expected_rate: per batch.
  double expected_nonconforming = 0, expected_lower = 0, expected_upper = 0, expected_rate = 0;
  std::vector<std::string> conflicts;  // rule ids, when infeasible
  std::string repair;                  // the smallest change that would make it possible, in words
  std::vector<double> prices;          // of the allocation's rules, for a warm start
  Date start, end;                     // of the round
  std::vector<Quarter> quarters;       // empty when the policy has none
  std::string commitment;              // SHA-256 of plan_register, hex
  std::uint64_t frame_fingerprint = 0;
  std::string policy_name, policy_hash;
  Summary summary;  // make_plan
  [[nodiscard]] bool usable() const { return outcome == PlanOutcome::optimal || outcome == PlanOutcome::feasible; }
};

[[nodiscard]] SIGHTLINE_API Plan make_plan(const Ledger& ledger, const Risk& risk, const Policy& policy,
                                           const PlanOptions& options = {});

// What the plan breaks, in words; empty when it keeps the budget and every rule. Recomputes everything from the ledger
// and shares no code with make_plan or the solver; make_plan runs it after every solve.
[[nodiscard]] SIGHTLINE_API std::vector<std::string> check_plan(const Ledger& ledger, const Policy& policy,
                                                                const Plan& plan);

// What other budgets and other degrees of unpredictability would give: one plan per point, the policy else unchanged.
struct FrontierPoint {
  bool by_budget = false;       // else by unpredictability
  double factor = 1;            // of the policy's own value; 1 = the plan itself
  Money budget;                 // missing_money where nothing limits it
  double unpredictability = 0;  // of the policy, in the objective's unit per nat
  PlanOutcome outcome = PlanOutcome::not_made;
  double gap = 0, batches = 0;
  double random_share = 0;                                                    // of the batches
  double expected_nonconforming = 0, expected_lower = 0, expected_upper = 0;  // as in Plan
  // Of the failure rate of all candidates with a place, as Horvitz and Thompson estimate it: their number N,
  //   sqrt(sum_c (1 / pi_c - 1) p_c) / N
  // pi the inclusion probability, p the model's chance of a nonconforming batch; independent draws, so on the safe side.
  double standard_error = 0;
};

struct FrontierOptions {
  std::optional<Money> budget;  // overrides the policy's
  std::vector<double> budget_factors{0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2};
  std::vector<double> unpredictability_factors{0, 0.25, 0.5, 1, 2, 4, 8};
  double time_limit_s = 0;  // per plan, 0 = none
  Run run;
};

// Points in the order of the factors, budgets first. Plans other than the policy's own are proven to 6 % at least. Errors as make_plan; a point where no plan fits says so in its
// outcome. Budgets vary only where the policy or the options give one.
[[nodiscard]] SIGHTLINE_API std::vector<FrontierPoint> trace_frontier(const Ledger& ledger, const Risk& risk,
                                                                      const Policy& policy,
                                                                      const FrontierOptions& options = {});

// The canonical register that a draw is made from, as text that any program can read. UTF-8, lines end in \n, fields
// are separated by one TAB; in ids, \ TAB CR LF are written \\ \t \r \n. No line depends on the order of the evidence.
//   sightline register 1
//   as_of      2021-06-30
//   round      2021-07-01  2021-12-31
//   policy     SHA-256 of the policy file, hex
//   unit       1000000000
//   quarter    2021-07-01  2021-09-30  budget in fen     once per quarter; one for the round where the policy has none
//   window     days of a visit's date window
//   lines      how many follow
//   inspectors how many follow them
//   points     how many sampling points follow those
//   then per line of the plan, in the order of the bytes of (enterprise, category, lab, stream):
//   enterprise_id  category_id  district  lab_id  stream  batches  probability in units  cost in fen  place
//   inspector_id  qualified_for  conflicts                (lists joined by ;)
//   enterprise_id  point_id  kind  feeds  category_id     (of the enterprises above)
// place: 1..lines, the published order in which the draw meets the lines: along a Hilbert curve through space and risk.
[[nodiscard]] SIGHTLINE_API std::string plan_register(const Ledger& ledger, const Plan& plan);

}  // namespace sightline
