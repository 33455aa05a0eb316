#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "sightline/base/error.hpp"
#include "sightline/base/ids.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

// Words of a text with the line on which each starts.
class Words {
 public:
  Words(std::string_view text, const std::string& name) : text_(text), name_(name) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
  }

  [[noreturn]] void fail(const std::string& expected, std::string_view seen) const {
    if (seen.empty())
      throw Error(ErrorCode::input, fmt::format("{}:{}: the text ends, expected {}", name_, line_, expected));
    throw Error(ErrorCode::input,
                fmt::format("{}:{}: '{}' seen, expected {}", name_, line_, seen.substr(0, 60), expected));
  }

  std::string_view next() {
    skip_space(true);
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::string_view next_of_line() {  // "" at the end of the line
    skip_space(false);
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  void keyword(std::string_view word) {
    if (const auto seen = next(); seen != word) fail(fmt::format("the word '{}'", word), seen);
  }

  double number(const char* what) {
    const auto seen = next();
    double value = 0;
    if (!read(seen, value)) fail(fmt::format("{} (a number)", what), seen);
    return value;
  }

  std::uint32_t count(const char* what, std::uint32_t limit) {
    const auto seen = next();
    std::uint64_t value = 0;
    if (!read(seen, value) || value > limit) fail(fmt::format("{} (a whole number, at most {})", what, limit), seen);
    return static_cast<std::uint32_t>(value);
  }

  static bool read(std::string_view seen, double& value) {
    const char* begin = seen.data() + (seen.size() > 1 && seen[0] == '+' && seen[1] != '-' ? 1 : 0);
    const auto [end, error] = std::from_chars(begin, seen.data() + seen.size(), value);
    return !seen.empty() && error == std::errc{} && end == seen.data() + seen.size() && std::isfinite(value);
  }

  static bool read(std::string_view seen, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(seen.data(), seen.data() + seen.size(), value);
    return !seen.empty() && error == std::errc{} && end == seen.data() + seen.size();
  }

 private:
  void skip_space(bool over_lines) {
    for (; at_ < text_.size() && is_space(text_[at_]); ++at_) {
      if (text_[at_] != '\n') continue;
      if (!over_lines) return;
      ++line_;
    }
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
};

AllocationRule read_rule(Words& words) {
  AllocationRule rule;
  const auto sense = words.next();
  if (sense == "<=")
    rule.sense = Sense::at_most;
  else if (sense == ">=")
    rule.sense = Sense::at_least;
  else if (sense == "=")
    rule.sense = Sense::equal;
  else
    words.fail("the sense of a rule (<=, >= or =)", sense);
  rule.bound = words.number("the bound of a rule");
  const auto first = words.next();
  if (first.empty()) words.fail("the name of a rule", first);
  rule.name = first;
  for (auto more = words.next_of_line(); !more.empty(); more = words.next_of_line()) rule.name.append(" ").append(more);
  return rule;
}

void read_use(Words& words, AllocationProblem& problem) {
  const auto pair = words.next();
  const auto colon = pair.find(':');
  std::uint64_t rule = 0;
  double amount = 0;
  if (colon == std::string_view::npos || !Words::read(pair.substr(0, colon), rule) ||
      !Words::read(pair.substr(colon + 1), amount))
    words.fail("a pair rule:amount", pair);
  if (rule >= problem.rules.size())
    words.fail(fmt::format("a rule below {} (rules count from 0)", problem.rules.size()), pair);
  problem.use_rule.push_back(static_cast<std::uint32_t>(rule));
  problem.use_amount.push_back(amount);
}

void read_candidate(Words& words, AllocationProblem& problem) {
  const std::uint32_t options = words.count("the number of options of a candidate", no_index - 1);
  const auto picks = words.next();
  if (picks != "at_most" && picks != "exactly") words.fail("at_most or exactly", picks);
  problem.exactly.push_back(picks == "exactly");
  for (std::uint32_t k = 0; k < options; ++k) {
    problem.gain.push_back(words.number("the gain of an option"));
    const std::uint32_t pairs = words.count("the number of pairs of an option", no_index - 1);
    for (std::uint32_t p = 0; p < pairs; ++p) read_use(words, problem);
    problem.first_use.push_back(problem.use_rule.size());
  }
  problem.first_option.push_back(problem.gain.size());
}

}  // namespace

AllocationProblem parse_allocation(std::string_view text, const std::string& name) {
  AllocationProblem problem;
  Words words(text, name);
  words.keyword("allocation");
  if (const auto version = words.next(); version != "1") words.fail("version 1 of the form", version);
  words.keyword("rules");
  const std::uint32_t rules = words.count("the number of rules", no_index - 1);
  for (std::uint32_t r = 0; r < rules; ++r) problem.rules.push_back(read_rule(words));
  words.keyword("candidates");
  const std::uint32_t candidates = words.count("the number of candidates", no_index - 1);
  for (std::uint32_t c = 0; c < candidates; ++c) read_candidate(words, problem);
  if (const auto rest = words.next(); !rest.empty()) words.fail("the end of the text", rest);
  return problem;
}

}  // namespace sightline
