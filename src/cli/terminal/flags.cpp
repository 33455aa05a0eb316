#include "cli/terminal/flags.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "sightline/base/error.hpp"

namespace sightline::cli {
namespace {

template <class Number>
CLI::Validator between(Number low, Number high, const char* kind) {
  const auto check = [low, high, kind](const std::string& text) -> std::string {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && value >= low && value <= high) return {};
    return fmt::format("is '{}', must be {} between {} and {}", text, kind, low, high);
  };
  return CLI::Validator(check, "");
}

}  // namespace

CLI::Validator number_between(double low, double high) { return between(low, high, "a number"); }

CLI::Validator whole_between(std::uint64_t low, std::uint64_t high) { return between(low, high, "a whole number"); }

void add_output_flags(CLI::App& app, SharedFlags& flags) {
  app.add_flag("--json", flags.json, "print the summary as one JSON object");
  app.add_flag("--quiet,-q", flags.quiet, "print no summary and no progress");
}

void add_threads_flag(CLI::App& app, SharedFlags& flags) {
  app.add_option("--threads", flags.threads, "threads to use, 0 = all cores; never changes a result")
      ->type_name("N")
      ->check(whole_between(0, 1024));
}

void add_language_flag(CLI::App& app, std::string& language) {
  app.add_option("--lang", language, "language that report.html opens in, en or zh; default by the locale")
      ->type_name("LANG")
      ->check(CLI::IsMember({"en", "zh"}));
}

Language language_flag(const std::string& text) {
  std::string_view wanted = text;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); wanted.empty() && value != nullptr) wanted = value;
  return wanted.starts_with("zh") ? Language::chinese : Language::english;
}

void add_evidence_flags(CLI::App& app, SharedFlags& flags) {
  app.add_option("--as-of", flags.as_of, "the day whose knowledge counts; default: the dataset's")->type_name("DATE");
  app.add_option("--max-rejected", flags.max_rejected,
                 "share of a table's rows that may be rejected, 0 to 1; default 0.01")
      ->type_name("SHARE")
      ->check(number_between(0, 1));
}

std::optional<Date> date_flag(const std::string& flag, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto date = Date::parse(text);
  if (!date) throw Error(ErrorCode::usage, flag + " is '" + text + "', expected a day such as 2021-06-30");
  return date;
}

std::optional<Money> money_flag(const std::string& flag, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto money = Money::parse(text);
  if (!money || money->fen < 0)
    throw Error(ErrorCode::usage, flag + " is '" + text + "', expected yuan with at most two decimals, such as 607000");
  return money;
}

void step_flag(const std::string& text, int& months, int& days) {
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string unit = error == std::errc() ? std::string(end, text.data() + text.size()) : "";
  if (count <= 0 || count > 10'000 || (unit != "m" && unit != "d"))
    throw Error(ErrorCode::usage, "--step is '" + text + "', must be a time such as 3m or 90d");
  (unit == "m" ? months : days) = count;
}

}  // namespace sightline::cli
