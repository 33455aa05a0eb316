// plan.hpp: spend a budget on the samples that are worth most.
//
//   maximise   sum_c gain_c(o_c)    over one option o_c (lab, batches) per candidate c, plus the random stream's totals
//   subject to sum_c cost_c(o_c) <= budget and the policy's rules (policy.hpp)
//   gain of n batches = severity * E[1 - (1 - P)^n-like expected detections], P ~ beta with the risk's mean and
//   variance: batches of one candidate are correlated, so the second is worth less than the first.
//
// Streams  follow_up and directed lines are certain (inclusion probability 1); directed lines need qualifying evidence.
//          The random stream has a whole number of batches per category, and every other candidate a probability within
//          the policy's floor and ceiling that adds up to it.
// Reads    Risk in frame order; costs from the ledger's labs, else its categories.
// Gives    Plan: lines, rules with use and price, outcome, objective and proven bound.
// Errors   Error(usage) for a policy that names what the ledger lacks; Error(solver) when the plan fails check_plan.
//          Rules that contradict each other are no error: outcome == infeasible and conflicts names them.
// Repeats  same bytes at any thread count, unless time_limit_s stops it. Threads: safe to call at once.
// Cost     bench/plan_bench.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sightline/allocation.hpp"
#include "sightline/policy.hpp"
#include "sightline/risk.hpp"

namespace sightline {

enum class Stream : std::uint8_t { follow_up, directed, random };
[[nodiscard]] SIGHTLINE_API std::string_view name_of(Stream stream);

enum class PlanOutcome : std::uint8_t { not_made, optimal, feasible, infeasible, none_found };
[[nodiscard]] SIGHTLINE_API std::string_view name_of(PlanOutcome outcome);

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

struct Plan {
  PlanOutcome outcome = PlanOutcome::not_made;
  PlanLines lines;
  std::vector<RuleUse> rules;
  std::vector<LeftOut> left_out;
  double objective = 0, bound = 0, gap = 0;
  Money budget, spent;  // spent: certain lines plus the random stream's totals
  double batches = 0;   // certain plus expected random; whole per category
  double expected_nonconforming = 0, expected_lower = 0, expected_upper = 0, expected_rate = 0;
  std::vector<std::string> conflicts;  // rule ids, when infeasible
  std::string repair;                  // the smallest change that would make it possible, in words
  std::vector<double> prices;          // of the allocation's rules, for a warm start
  Date start, end;                     // of the round
  std::string commitment;              // SHA-256 of the canonical register, hex
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

}  // namespace sightline
