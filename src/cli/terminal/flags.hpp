// flags.hpp: flags that several verbs share, declared once.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "sightline/base/date.hpp"
#include "sightline/base/money.hpp"
#include "sightline/report.hpp"

namespace sightline::cli {

struct SharedFlags {
  bool json = false;           // the summary as one JSON object on stdout
  bool quiet = false;          // no progress, no summary text
  int threads = 0;             // 0 = all cores
  double max_rejected = 0.01;  // share of a table's rows
  std::string as_of;           // as typed
};

void add_output_flags(CLI::App& app, SharedFlags& flags);    // --json, --quiet
void add_threads_flag(CLI::App& app, SharedFlags& flags);    // --threads
void add_evidence_flags(CLI::App& app, SharedFlags& flags);  // --as-of, --max-rejected

void add_language_flag(CLI::App& app, std::string& language);  // --lang; "" = by the locale

// Checks of a flag's text, in the words of all other messages: "is '2', must be a number between 0 and 1".
[[nodiscard]] CLI::Validator number_between(double low, double high);
[[nodiscard]] CLI::Validator whole_between(std::uint64_t low, std::uint64_t high);

// Texts of flags as values; Error(usage) naming the flag.
[[nodiscard]] Language language_flag(const std::string& text);  // "": LC_ALL, LC_MESSAGES, LANG; zh... is Chinese
[[nodiscard]] std::optional<Date> date_flag(const std::string& flag, const std::string& text);
void step_flag(const std::string& text, int& months, int& days);  // --step: 3m or 90d; the other stays
[[nodiscard]] std::optional<Money> money_flag(const std::string& flag, const std::string& text);

}  // namespace sightline::cli
