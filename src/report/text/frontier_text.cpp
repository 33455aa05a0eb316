#include <fmt/format.h>

#include "report/text/text_table.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

bool usable(const FrontierPoint& point) {
  return point.outcome == PlanOutcome::optimal || point.outcome == PlanOutcome::feasible;
}

// What the step from the point before is worth.
std::string step_words(const FrontierPoint& before, const FrontierPoint& point) {
  const double found = point.expected_nonconforming - before.expected_nonconforming;
  if (!point.by_budget) return fmt::format("{:+.1f} found", found);
  const double ten_thousands = (point.budget.in_yuan() - before.budget.in_yuan()) / 10000;
  return ten_thousands > 0 ? fmt::format("one more 10,000 yuan finds {:.2f}", found / ten_thousands) : "";
}

std::string table(const std::vector<FrontierPoint>& points, bool by_budget) {
  std::vector<std::vector<std::string>> rows{
      {"", by_budget ? "budget, yuan" : "unpredictability", "batches", "random", "found", "90 %", "error of rate", ""}};
  const FrontierPoint* before = nullptr;
  for (const FrontierPoint& point : points) {
    if (point.by_budget != by_budget) continue;
    std::vector<std::string> row{point.factor == 1 ? "*" : "",
                                 by_budget ? point.budget.to_grouped() : fmt::format("{:.4g}", point.unpredictability)};
    if (usable(point)) {
      for (std::string cell : {fmt::format("{:.0f}", point.batches), fmt::format("{:.0f} %", 100 * point.random_share),
                               fmt::format("{:.1f}", point.expected_nonconforming),
                               fmt::format("{:.0f}-{:.0f}", point.expected_lower, point.expected_upper),
                               fmt::format("{:.2f} %", 100 * point.standard_error)})
        row.push_back(std::move(cell));
      row.push_back(before != nullptr ? step_words(*before, point) : "");
      before = &point;
    } else {
      row.resize(7);
      row.push_back(std::string(name_of(point.outcome)));
    }
    rows.push_back(std::move(row));
  }
  return rows.size() > 1 ? text_table(rows, {false, true, true, true, true, true, true, false}) : "";
}

}  // namespace

std::string to_text_frontier(const std::vector<FrontierPoint>& points) {
  const std::string budgets = table(points, true), chances = table(points, false);
  return budgets + (budgets.empty() || chances.empty() ? "" : "\n") + chances;
}

}  // namespace sightline
