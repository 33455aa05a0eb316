#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "allocation/problem_check.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/ids.hpp"

namespace sightline {
namespace {

// The message is made only where it is needed: these checks run over every number of a problem.
template <class Message>
void must(bool holds, Message message) {
  if (!holds) throw Error(ErrorCode::usage, "allocation problem: " + std::string(message()));
}

void must_rise(const std::vector<std::uint64_t>& offsets, std::size_t items, std::size_t end, const char* name) {
  must(offsets.size() == items + 1,
       [&] { return fmt::format("{} has {} entries, expected {}", name, offsets.size(), items + 1); });
  must(offsets.front() == 0, [&] { return fmt::format("{} starts at {}, expected 0", name, offsets.front()); });
  must(std::is_sorted(offsets.begin(), offsets.end()), [&] { return fmt::format("{} must not fall", name); });
  must(offsets.back() == end, [&] { return fmt::format("{} ends at {}, expected {}", name, offsets.back(), end); });
}

void must_fit(std::size_t size, std::size_t expected, const char* name) {
  must(size == 0 || size == expected,
       [&] { return fmt::format("{} has {} entries, expected {} or none", name, size, expected); });
}

void must_be_finite(const std::vector<double>& column, const char* name) {
  for (std::size_t i = 0; i < column.size(); ++i)
    must(std::isfinite(column[i]),
         [&] { return fmt::format("{}[{}] is {}, expected a finite number", name, i, column[i]); });
}

const char* sign_of(Sense sense) { return sense == Sense::at_most ? "<=" : sense == Sense::at_least ? ">=" : "="; }

// A rule holds to 1e-9 of its bound, or of the largest sum that its amounts make where the bound is small.
bool keeps(const AllocationRule& rule, double used) {
  const double slack = rule_tolerance * std::max(1.0, std::abs(rule.bound));
  if (rule.sense != Sense::at_least && used > rule.bound + slack) return false;
  return rule.sense == Sense::at_most || used >= rule.bound - slack;
}

void check_blocks(const AllocationProblem& problem, const std::vector<std::int32_t>& choice,
                  std::vector<std::string>& broken) {
  const std::size_t blocks = std::max(problem.max_chosen.size(), problem.max_units.size());
  std::vector<std::uint64_t> chosen(blocks), units(blocks);
  for (std::size_t c = 0; c < choice.size() && !problem.block_of.empty(); ++c) {
    if (choice[c] < 0 || problem.block_of[c] == no_index) continue;
    const std::size_t option = problem.first_option[c] + static_cast<std::size_t>(choice[c]);
    ++chosen[problem.block_of[c]];
    units[problem.block_of[c]] += problem.units.empty() ? 1 : problem.units[option];
  }
  for (std::size_t b = 0; b < blocks; ++b) {
    if (b < problem.max_chosen.size() && chosen[b] > problem.max_chosen[b])
      broken.push_back(
          fmt::format("block {}: {} candidates chosen, at most {} allowed", b, chosen[b], problem.max_chosen[b]));
    if (b < problem.max_units.size() && units[b] > problem.max_units[b])
      broken.push_back(fmt::format("block {}: {} units chosen, at most {} allowed", b, units[b], problem.max_units[b]));
  }
}

}  // namespace

void check_problem(const AllocationProblem& problem) {
  must(!problem.first_option.empty(), [] { return "first_option is empty, expected candidates + 1 entries"; });
  const std::size_t candidates = problem.candidates(), options = problem.gain.size();
  must_rise(problem.first_option, candidates, options, "first_option");
  must_rise(problem.first_use, options, problem.use_rule.size(), "first_use");
  must(problem.use_amount.size() == problem.use_rule.size(), [] { return "use_rule and use_amount differ in length"; });
  must_fit(problem.exactly.size(), candidates, "exactly");
  must_fit(problem.block_of.size(), candidates, "block_of");
  must_fit(problem.units.size(), options, "units");
  must_fit(problem.tie_key.size(), candidates, "tie_key");
  must_be_finite(problem.gain, "gain");
  must_be_finite(problem.use_amount, "use_amount");
  for (std::size_t i = 0; i < problem.use_rule.size(); ++i)
    must(problem.use_rule[i] < problem.rules.size(), [&] {
      return fmt::format("use_rule[{}] is {}, expected less than {}", i, problem.use_rule[i], problem.rules.size());
    });
  for (const AllocationRule& rule : problem.rules)
    must(std::isfinite(rule.bound),
         [&] { return fmt::format("rule '{}' has bound {}, expected a finite number", rule.name, rule.bound); });
  const std::size_t blocks = std::max(problem.max_chosen.size(), problem.max_units.size());
  must_fit(problem.max_chosen.size(), blocks, "max_chosen");
  must_fit(problem.max_units.size(), blocks, "max_units");
  for (std::size_t c = 0; c < problem.block_of.size(); ++c)
    must(problem.block_of[c] == no_index || problem.block_of[c] < blocks, [&] {
      return fmt::format("block_of[{}] is {}, expected less than {} or no_index", c, problem.block_of[c], blocks);
    });
}

std::vector<double> use_of(const AllocationProblem& problem, const std::vector<std::int32_t>& choice) {
  std::vector<double> used(problem.rules.size());
  for (std::size_t c = 0; c < choice.size(); ++c) {
    if (choice[c] < 0) continue;
    const std::size_t option = problem.first_option[c] + static_cast<std::size_t>(choice[c]);
    for (std::size_t u = problem.first_use[option]; u < problem.first_use[option + 1]; ++u)
      used[problem.use_rule[u]] += problem.use_amount[u];
  }
  return used;
}

std::vector<std::pair<std::uint32_t, double>> uses_of(const AllocationProblem& problem, std::size_t option) {
  std::vector<std::pair<std::uint32_t, double>> uses;
  for (std::size_t u = problem.first_use[option]; u < problem.first_use[option + 1]; ++u)
    uses.emplace_back(problem.use_rule[u], problem.use_amount[u]);
  std::stable_sort(uses.begin(), uses.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (std::size_t u = 0; u < uses.size(); ++u) {
    if (kept > 0 && uses[kept - 1].first == uses[u].first)
      uses[kept - 1].second += uses[u].second;
    else
      uses[kept++] = uses[u];
  }
  uses.resize(kept);
  return uses;
}

double gain_unit(const std::vector<double>& gain) {
  for (const double parts : {1.0, 10.0, 100.0, 1000.0}) {
    std::int64_t unit = 0;
    bool whole = true;
    for (std::size_t j = 0; j < gain.size() && whole; ++j) {
      const double scaled = gain[j] * parts, nearest = std::round(scaled);
      whole = std::abs(scaled - nearest) <= 1e-9 && std::abs(nearest) < 1e9;
      if (whole) unit = std::gcd(unit, static_cast<std::int64_t>(nearest));
    }
    if (whole && unit > 0) return static_cast<double>(unit) / parts;
  }
  return 0;
}

double whole_below(double bound, double unit) {
  return unit > 0 && std::isfinite(bound) && std::abs(bound) < 1e12 * unit ? std::floor(bound / unit + 1e-6) * unit
                                                                           : bound;
}

double gain_of(const AllocationProblem& problem, const std::vector<std::int32_t>& choice) {
  double gain = 0;
  for (std::size_t c = 0; c < choice.size(); ++c)
    if (choice[c] >= 0) gain += problem.gain[problem.first_option[c] + static_cast<std::size_t>(choice[c])];
  return gain;
}

void judge(const AllocationProblem& problem, const AllocationOptions& options, Allocation& out) {
  if (const auto broken = check_allocation(problem, out.choice); !broken.empty())
    throw Error(ErrorCode::solver, "the solver's choice breaks a rule: " + broken.front());
  out.objective = gain_of(problem, out.choice);
  out.bound = std::max(out.bound, out.objective);
  out.gap = (out.bound - out.objective) / std::max(1.0, std::abs(out.bound));
  out.used = use_of(problem, out.choice);
  out.outcome = out.gap <= options.gap + 1e-12 ? AllocationOutcome::optimal : AllocationOutcome::feasible;
  out.note = out.outcome == AllocationOutcome::optimal ? "" : "the time limit passed before the gap was reached";
}

std::vector<std::string> check_allocation(const AllocationProblem& problem, const std::vector<std::int32_t>& choice) {
  check_problem(problem);
  std::vector<std::string> broken;
  const std::size_t candidates = problem.candidates();
  if (choice.size() != candidates) {
    broken.push_back(fmt::format("{} choices for {} candidates", choice.size(), candidates));
    return broken;
  }
  for (std::size_t c = 0; c < candidates; ++c) {
    const auto options = static_cast<std::int64_t>(problem.first_option[c + 1] - problem.first_option[c]);
    if (choice[c] < -1 || choice[c] >= options)
      broken.push_back(fmt::format("candidate {}: choice {} of {} options", c, choice[c], options));
    else if (choice[c] < 0 && !problem.exactly.empty() && problem.exactly[c] != 0)
      broken.push_back(fmt::format("candidate {}: no option chosen, exactly one required", c));
  }
  if (!broken.empty()) return broken;
  const std::vector<double> used = use_of(problem, choice);
  for (std::size_t r = 0; r < used.size(); ++r)
    if (const AllocationRule& rule = problem.rules[r]; !keeps(rule, used[r]))
      broken.push_back(
          fmt::format("rule '{}': {} used, must be {} {}", rule.name, used[r], sign_of(rule.sense), rule.bound));
  check_blocks(problem, choice, broken);
  return broken;
}

}  // namespace sightline
