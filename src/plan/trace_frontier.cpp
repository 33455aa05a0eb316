#include <algorithm>
#include <cmath>

#include "sightline/base/error.hpp"
#include "sightline/plan.hpp"

namespace sightline {
namespace {

constexpr double wide_gap = 0.06;  // of plans that are only compared

void measure(const Risk& risk, const Plan& plan, FrontierPoint& point) {
  point.outcome = plan.outcome;
  if (!plan.usable()) return;
  point.gap = plan.gap;
  point.batches = plan.batches;
  point.expected_nonconforming = plan.expected_nonconforming;
  point.expected_lower = plan.expected_lower;
  point.expected_upper = plan.expected_upper;
  const PlanLines& lines = plan.lines;
  double random = 0, variance = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double pi = lines.inclusion_probability[i];
    if (lines.stream[i] == Stream::random) random += pi * lines.batches[i];
    variance += (1 / pi - 1) * risk.probability[lines.candidate[i]];
  }
  point.random_share = plan.batches > 0 ? random / plan.batches : 0;
  point.standard_error = lines.size() > 0 ? std::sqrt(variance) / static_cast<double>(lines.size()) : 0;
}

}  // namespace

std::vector<FrontierPoint> trace_frontier(const Ledger& ledger, const Risk& risk, const Policy& policy,
                                          const FrontierOptions& options) {
  for (const auto* factors : {&options.budget_factors, &options.unpredictability_factors})
    for (double factor : *factors)
      if (!(factor >= 0) || !std::isfinite(factor))
        throw Error(ErrorCode::usage, "trace_frontier: factors must be finite and 0 or more");
  std::vector<FrontierPoint> points;
  PlanOptions plan_options;
  plan_options.time_limit_s = options.time_limit_s;
  plan_options.run = options.run;
  const bool has_budget = options.budget.has_value() || policy.has_budget;
  const Money budget = options.budget.value_or(policy.budget);
  const auto trace = [&](bool by_budget, double factor) {
    FrontierPoint point;
    point.by_budget = by_budget;
    point.factor = factor;
    Policy varied = policy;
    if (factor != 1) varied.mip_gap = std::max(policy.mip_gap, wide_gap);
    if (!by_budget) varied.unpredictability *= factor;
    point.unpredictability = varied.unpredictability;
    point.budget = has_budget ? budget : missing_money;
    if (by_budget) point.budget = Money{std::llround(static_cast<double>(budget.fen) * factor)};
    plan_options.budget = has_budget ? std::optional<Money>(point.budget) : std::nullopt;
    measure(risk, make_plan(ledger, risk, varied, plan_options), point);
    points.push_back(point);
  };
  const double total = static_cast<double>(options.budget_factors.size() + options.unpredictability_factors.size());
  const auto report = [&] { options.run.report("frontier", static_cast<double>(points.size()) / total); };
  if (has_budget)
    for (double factor : options.budget_factors) report(), trace(true, factor);
  if (policy.unpredictability > 0)
    for (double factor : options.unpredictability_factors) report(), trace(false, factor);
  return points;
}

}  // namespace sightline
