#include <fmt/format.h>

#include <charconv>

#include "sightline/report.hpp"

namespace sightline {
namespace {

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string named(const std::string& id, const std::string& name) {
  return name.empty() || name == id ? id : id + " " + name;
}

// A number of a file with three digits; other texts as they are.
std::string rounded(const std::string& cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return error == std::errc() && end == cell.data() + cell.size() ? fmt::format("{:.3g}", value) : cell;
}

// "past_failure +0.90 (1: number of nonconforming results of the candidate)"
std::string in_words(const ExplainedReason& reason) {
  std::string text = fmt::format("{} {:+.2f}", reason.name, reason.contribution);
  if (reason.meaning.empty() && reason.value.empty()) return text;
  if (reason.value.empty()) return text + " (" + reason.meaning + ")";
  return text + " (" + rounded(reason.value) + (reason.meaning.empty() ? "" : ": " + reason.meaning) + ")";
}

bool is_total(const ExplainedReason& reason, const Explanation& all) {
  return reason.name == "others" || &reason == &all.reasons.back();
}

std::string reasons_text(const Explanation& all, bool raising) {
  constexpr int most = 4;
  std::string text;
  int count = 0;
  for (const ExplainedReason& reason : all.reasons)
    if (!is_total(reason, all) && (reason.contribution > 0) == raising && count++ < most)
      text += (text.empty() ? "" : "; ") + in_words(reason);
  return text.empty() ? "nothing" : text;
}

// Only what happened can pass: events that are not repeated. Its product, size and place stay.
std::string lower_text(const Explanation& all) {
  constexpr int most = 3;
  std::string text;
  int count = 0;
  for (const ExplainedReason& reason : all.reasons) {
    if (reason.kind != "signal" || reason.contribution <= 0 || count++ >= most) continue;
    text += (text.empty() ? "" : "; ") + fmt::format("without {} {}", reason.name, percent(reason.probability_without));
    if (reason.half_life_days > 0) text += fmt::format(" (half forgotten in {:.0f} days)", reason.half_life_days);
  }
  return text.empty() ? "nothing that passes: no event raises it" : text;
}

std::string plan_text(const Explanation& all) {
  if (all.lines.empty()) return "no place in the plan (left_out.csv has the reasons)";
  std::string text;
  for (const auto& line : all.lines)
    text += (text.empty() ? "" : "; ") + line.stream + ", " + line.batches +
            (line.batches == "1" ? " batch" : " batches") + (line.lab_id.empty() ? "" : " at " + line.lab_id) +
            ", chance " + rounded(line.inclusion_probability) + ", " + line.cost + " yuan, " +
            rounded(line.expected_nonconforming) + " failures expected";
  return text;
}

}  // namespace

std::string to_text(const Explanation& all) {
  std::string text = named(all.enterprise_id, all.enterprise_name) + " / " + named(all.category_id, all.category_name);
  if (!all.district.empty()) text += ", district " + all.district;
  if (!all.as_of.empty()) text += ", as of " + all.as_of;
  if (all.synthetic) text += ", synthetic data";
  text += fmt::format("\nprobability   {} (90 % interval {:.1f}-{:.1f} %), grade {}, {:.0f} points, rank {} of {}\n",
                      percent(all.probability), 100 * all.lower, 100 * all.upper, all.grade, all.points, all.rank,
                      all.candidates);
  text += "raised by     " + reasons_text(all, true) + "\n";
  text += "lowered by    " + reasons_text(all, false) + "\n";
  text += "would lower   " + lower_text(all) + "\n";
  if (all.planned) text += "plan          " + plan_text(all) + "\n";
  return text;
}

}  // namespace sightline
