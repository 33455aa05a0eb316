#include <limits>

#include "report/names.hpp"
#include "report/reasons.hpp"
#include "sightline/report.hpp"

namespace sightline {

std::string to_csv_plan(const Ledger& ledger, const Risk& risk, const Plan& plan) {
  require_same_frame(ledger, risk.frame_fingerprint, "risk");
  CsvWriter csv({"enterprise_id", "category_id", "lab_id", "stream", "batches", "inclusion_probability",
                 "expected_nonconforming", "gain", "cost", "reasons", "probability", "grade", "enterprise_name",
                 "category_name", "district"});
  if (plan.lines.size() == 0) return csv.take();
  require_same_frame(ledger, plan.frame_fingerprint, "plan");
  const Names names(ledger);
  Reasons reasons(risk);
  const PlanLines& lines = plan.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Index c = lines.candidate[i];
    const Index enterprise = ledger.frame.enterprise[c], category = ledger.frame.category[c];
    csv.id(names.enterprise_id(enterprise));
    csv.id(names.category_id(category));
    csv.id(ledger.text(lines.lab[i]));
    csv.id(name_of(lines.stream[i]));
    csv.integer(lines.batches[i]);
    csv.number(lines.inclusion_probability[i]);
    csv.number(lines.expected_nonconforming[i]);
    csv.number(lines.gain[i]);
    csv.money(lines.cost[i]);
    reasons.write_reasons(c, csv);
    csv.number(risk.probability[c]);
    csv.id(risk.grades[risk.grade[c]]);
    csv.text(names.enterprise(enterprise));
    csv.text(names.category(category));
    csv.id(names.district(enterprise));
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_rules(const Plan& plan) {
  CsvWriter csv({"rule", "article", "kind", "bound", "used", "binding", "price", "unit"});
  for (const RuleUse& use : plan.rules) {
    csv.id(use.rule);
    csv.text(use.article);
    csv.id(use.kind);
    csv.amount(use.bound);
    csv.amount(use.used);
    csv.flag(use.binding);
    csv.amount(use.price);
    csv.id(use.unit);
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_frontier(const std::vector<FrontierPoint>& points) {
  CsvWriter csv({"varied", "factor", "budget", "unpredictability", "outcome", "gap", "batches", "random_share",
                 "expected_nonconforming", "expected_lower", "expected_upper", "standard_error"});
  for (const FrontierPoint& point : points) {
    csv.id(point.by_budget ? "budget" : "unpredictability");
    csv.number(point.factor);
    csv.money(point.budget);
    csv.number(point.unpredictability);
    csv.id(name_of(point.outcome));
    const bool usable = point.outcome == PlanOutcome::optimal || point.outcome == PlanOutcome::feasible;
    for (double value : {point.gap, point.batches, point.random_share, point.expected_nonconforming,
                         point.expected_lower, point.expected_upper, point.standard_error})
      csv.number(usable ? value : std::numeric_limits<double>::quiet_NaN());
    csv.end_row();
  }
  return csv.take();
}

std::string to_csv_left_out(const Plan& plan) {
  CsvWriter csv({"rule", "reason", "candidates"});
  for (const LeftOut& left : plan.left_out) {
    csv.id(left.rule);
    csv.text(left.reason);
    csv.integer(left.candidates);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace sightline
