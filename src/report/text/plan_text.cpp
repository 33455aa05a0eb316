#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "report/names.hpp"
#include "report/reasons.hpp"
#include "report/text/text_table.hpp"
#include "sightline/report.hpp"

namespace sightline {
std::string to_text_plan(const Ledger& ledger, const Risk& risk, const Plan& plan, std::size_t limit) {
  if (plan.lines.size() == 0) return "the plan has no lines\n";
  require_same_frame(ledger, risk.frame_fingerprint, "risk");
  require_same_frame(ledger, plan.frame_fingerprint, "plan");
  const PlanLines& lines = plan.lines;
  std::vector<std::size_t> order(lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  limit = std::min(limit, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(limit), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      return lines.gain[a] != lines.gain[b] ? lines.gain[a] > lines.gain[b] : a < b;
                    });
  const Names names(ledger);
  Reasons reasons(risk);
  std::vector<std::vector<std::string>> rows{
      {"", "enterprise", "category", "lab", "stream", "batches", "chance", "fails", "yuan", "reasons"}};
  for (std::size_t k = 0; k < limit; ++k) {
    const std::size_t i = order[k];
    const Index c = lines.candidate[i];
    const Index enterprise = ledger.frame.enterprise[c], category = ledger.frame.category[c];
    const std::string_view lab = ledger.text(lines.lab[i]);
    rows.push_back({std::to_string(k + 1), text_label(names.enterprise_id(enterprise), names.enterprise(enterprise)),
                    text_label(names.category_id(category), names.category(category)),
                    lab.empty() ? "-" : std::string(lab), std::string(name_of(lines.stream[i])),
                    std::to_string(lines.batches[i]), fmt::format("{:.3f}", lines.inclusion_probability[i]),
                    fmt::format("{:.1f} %", 100 * risk.probability[c]), lines.cost[i].to_grouped(),
                    reasons.words(c, 3)});
  }
  return text_table(rows, {true, false, false, false, false, true, true, true, true, false});
}

}  // namespace sightline
