// messages.hpp: how the program speaks when something is wrong: `sightline: file:line: ...` and what to do next.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

#include "sightline/base/error.hpp"

namespace sightline::cli {

void print_error(std::string_view message,
                 std::string_view next = {});  // on stderr; each line of the message by itself
int print_error(const Error& error);           // gives the exit code

// What was wrong with the arguments, as an Error(usage) that names the nearest flag or verb.
[[nodiscard]] Error usage_error(const CLI::App& program, const CLI::ParseError& failure);

[[nodiscard]] std::string short_help(const CLI::App& program);  // the verbs, one line each
[[nodiscard]] std::string version_text();                       // the version and what is built in

// Writes to stdout. A reader that went away is no error; a full disk is Error(input).
void print(std::string_view text);
void finish_output();

}  // namespace sightline::cli
