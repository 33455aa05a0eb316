#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "plan/write_plan.hpp"

namespace sightline::planning {
namespace {

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string outcome_text(const Plan& plan, const Found& found) {
  switch (plan.outcome) {
    case PlanOutcome::optimal: return fmt::format("optimal within {:.2g} %", 100 * std::max(plan.gap, 0.0));
    case PlanOutcome::feasible:
      return fmt::format("feasible, at most {:.2g} % below the best{}", 100 * plan.gap,
                         found.note.empty() ? "" : " (" + found.note + ")");
    case PlanOutcome::infeasible: return "no plan fits the rules";
    default: return "no plan was found: " + found.note;
  }
}

double market_rate(const Risk& risk) {
  double sum = 0;
  for (double p : risk.probability) sum += p;
  return risk.size() == 0 ? 0 : sum / static_cast<double>(risk.size());
}

// The price of a round sum that is small beside the budget: 10 000 of 600 000 yuan, 10 of 500 inspections.
std::string worth_of_money(Money budget, double price) {
  std::int64_t step_yuan = 1;
  while (static_cast<double>(step_yuan * 10) <= budget.in_yuan() / 40) step_yuan *= 10;
  std::string step = Money::yuan(step_yuan).to_grouped();
  step.resize(step.find('.'));
  return fmt::format("one more {} yuan is worth {:.2g}", step, static_cast<double>(step_yuan) * price);
}

void write_figures(const Setup& setup, Plan& plan) {
  Summary& summary = plan.summary;
  const double price = plan.rules.empty() || plan.rules.front().rule != "budget" ? 0 : plan.rules.front().price;
  summary.lines.push_back({"budget", setup.budget ? setup.budget->to_grouped() : "", plan.spent.to_grouped() + " yuan",
                           price > 0 ? worth_of_money(*setup.budget, price) : ""});
  const int most = setup.policy.max_batches;
  summary.lines.push_back(
      {"batches", most > 0 ? fmt::format("<= {}", most) : "", fmt::format("{:.0f}", plan.batches), ""});
  summary.lines.push_back(
      {"expected found", "",
       fmt::format("{:.1f} ({:.0f}-{:.0f})", plan.expected_nonconforming, plan.expected_lower, plan.expected_upper),
       fmt::format("{} of batches; all candidates about {}", percent(plan.expected_rate),
                   percent(market_rate(setup.risk)))});
  std::map<Stream, double> batches;
  for (std::size_t i = 0; i < plan.lines.size(); ++i)
    batches[plan.lines.stream[i]] += plan.lines.batches[i] * plan.lines.inclusion_probability[i];
  for (const auto& [stream, count] : batches) {
    const bool random = stream == Stream::random;
    const double least = setup.policy.streams.random_min_share;
    summary.lines.push_back(
        {std::string(name_of(stream)), random && least > 0 ? ">= " + percent(least) : "",
         percent(plan.batches > 0 ? count / plan.batches : 0),
         fmt::format("{:.0f} batches{}", count,
                     random ? "; probabilities add up to whole batches per category and laboratory" : "")});
  }
  summary.lines.push_back({"objective", "", fmt::format("{:.4f}", plan.objective),
                           fmt::format("no plan is worth more than {:.4f}", plan.bound)});
}

// One line per policy rule with bounds: the group nearest to its bound, and what the rule costs at the margin.
void write_rules(const Setup& setup, Plan& plan) {
  for (const PolicyRule& rule : setup.policy.rules) {
    if (!rule.on || rule.kind != RuleKind::per) continue;
    const RuleUse* tightest = nullptr;
    double cost = 0;
    const auto slack = [](const RuleUse& use) {
      return use.kind == ">=" ? use.used - use.bound : use.bound - use.used;
    };
    for (const RuleUse& use : plan.rules) {
      if (use.rule != rule.id && !use.rule.starts_with(rule.id + ":")) continue;
      cost += use.price * use.bound;
      if (tightest == nullptr || slack(use) < slack(*tightest)) tightest = &use;
    }
    if (tightest == nullptr) continue;
    plan.summary.lines.push_back(
        {rule.id, fmt::format("{} {:.4g}", tightest->kind, tightest->bound), fmt::format("{:.4g}", tightest->used),
         fmt::format("{}{}{}", tightest->unit,
                     tightest->rule == rule.id ? "" : " of " + tightest->rule.substr(rule.id.size() + 1),
                     cost > 0.005 ? fmt::format("; costs about {:.2g}", cost) : "")});
  }
}

void write_notes(const Setup& setup, Plan& plan) {
  std::uint32_t left = 0;
  std::string text;
  for (const LeftOut& out : plan.left_out) {
    left += out.candidates;
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", out.candidates, out.reason);
  }
  if (left > 0) plan.summary.notes.push_back(fmt::format("left out: {} candidates: {}", left, text));
  plan.summary.notes.insert(plan.summary.notes.end(), setup.eligible.notes.begin(), setup.eligible.notes.end());
  for (const PolicyRule& rule : setup.policy.rules)
    if (!rule.on)
      plan.summary.notes.push_back(
          fmt::format("switched off: {}{}", rule.id, rule.note.empty() ? "" : " (" + rule.note + ")"));
  if (!plan.quarters.empty()) {
    std::string parts;
    for (const Quarter& quarter : plan.quarters) parts += (parts.empty() ? "" : " / ") + quarter.budget.to_grouped();
    plan.summary.notes.push_back("yuan per part of the round: " + parts);
  }
}

}  // namespace

void write_summary(const Setup& setup, const Found& found, Plan& plan) {
  Summary& summary = plan.summary;
  summary.verb = "make_plan";
  summary.title = fmt::format("as of {}, round {} to {}{}", setup.ledger.as_of.to_string(), plan.start.to_string(),
                              plan.end.to_string(), setup.ledger.synthetic ? ", synthetic" : "");
  summary.outcome = outcome_text(plan, found);
  if (plan.usable()) {
    write_figures(setup, plan);
    write_rules(setup, plan);
  }
  write_notes(setup, plan);
  if (plan.outcome == PlanOutcome::infeasible) {
    std::string conflict;
    for (const std::string& rule : plan.conflicts) conflict += (conflict.empty() ? "" : ", ") + rule;
    summary.notes.push_back("in conflict: " + conflict);
    summary.next = plan.repair;
  }
  summary.inputs = {{"evidence", setup.ledger.hash},
                    {"model " + setup.risk.model_name, setup.risk.model_hash},
                    {"policy " + setup.policy.name, setup.policy.hash}};
  if (!plan.usable() || plan.lines.size() == 0) return;
  const auto best = static_cast<std::size_t>(std::max_element(plan.lines.gain.begin(), plan.lines.gain.end()) -
                                             plan.lines.gain.begin());
  const Index c = plan.lines.candidate[best];
  summary.next = fmt::format("sightline explain DIR {}/{}",
                             setup.ledger.text(setup.ledger.enterprises.id[setup.ledger.frame.enterprise[c]]),
                             setup.ledger.text(setup.ledger.categories.id[setup.ledger.frame.category[c]]));
}

}  // namespace sightline::planning
