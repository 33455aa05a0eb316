#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "sightline/base/error.hpp"
#include "sightline/plan.hpp"

namespace sightline {
namespace {

constexpr std::int64_t unit = 1'000'000'000;

std::string escaped(std::string_view id) {
  std::string text;
  for (char c : id) {
    if (c == '\\')
      text += "\\\\";
    else if (c == '\t')
      text += "\\t";
    else if (c == '\r')
      text += "\\r";
    else if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text;
}

}  // namespace

std::string_view name_of(Stream stream) {
  switch (stream) {
    case Stream::follow_up: return "follow_up";
    case Stream::directed: return "directed";
    case Stream::random: return "random";
  }
  return "";
}

std::string_view name_of(PlanOutcome outcome) {
  switch (outcome) {
    case PlanOutcome::not_made: return "not_made";
    case PlanOutcome::optimal: return "optimal";
    case PlanOutcome::feasible: return "feasible";
    case PlanOutcome::infeasible: return "infeasible";
    case PlanOutcome::none_found: return "none_found";
  }
  return "";
}

std::string plan_register(const Ledger& ledger, const Plan& plan) {
  if (plan.frame_fingerprint != ledger.frame.fingerprint)
    throw Error(ErrorCode::usage, "plan_register: the plan is of another frame than the ledger");
  const PlanLines& lines = plan.lines;
  const Frame& frame = ledger.frame;
  const auto enterprise = [&](std::size_t i) { return frame.enterprise[lines.candidate[i]]; };
  const auto key = [&](std::size_t i) {
    return std::tuple(ledger.text(ledger.enterprises.id[enterprise(i)]),
                      ledger.text(ledger.categories.id[frame.category[lines.candidate[i]]]), ledger.text(lines.lab[i]),
                      name_of(lines.stream[i]));
  };
  std::vector<std::size_t> order(lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  std::string text = fmt::format("sightline register 1\nas_of\t{}\nround\t{}\t{}\npolicy\t{}\nunit\t{}\nlines\t{}\n",
                                 ledger.as_of.to_string(), plan.start.to_string(), plan.end.to_string(),
                                 plan.policy_hash, unit, lines.size());
  for (std::size_t i : order) {
    const auto& [enterprise_id, category_id, lab_id, stream] = key(i);
    const Index district = ledger.district_of.empty() ? no_index : ledger.district_of[enterprise(i)];
    const std::string_view place = district == no_index ? "" : ledger.text(ledger.districts.id[district]);
    fmt::format_to(std::back_inserter(text), "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", escaped(enterprise_id),
                   escaped(category_id), escaped(place), escaped(lab_id), stream, lines.batches[i],
                   std::llround(lines.inclusion_probability[i] * static_cast<double>(unit)), lines.cost[i].fen);
  }
  return text;
}

}  // namespace sightline
