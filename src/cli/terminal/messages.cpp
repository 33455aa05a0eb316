#include "cli/terminal/messages.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "base/nearest_name.hpp"

namespace sightline::cli {
namespace {

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

const CLI::App* chosen_verb(const CLI::App& program) {
  const auto chosen = program.get_subcommands();
  return chosen.empty() ? nullptr : chosen.front();
}

Error unexpected(const CLI::App& program, const std::string& argument) {
  const CLI::App* verb = chosen_verb(program);
  const std::string help = verb == nullptr ? "sightline --help" : "sightline " + verb->get_name() + " --help";
  if (argument.starts_with("-")) {
    const std::string flag = argument.substr(0, argument.find('='));
    return {ErrorCode::usage,
            "there is no flag " + flag + did_you_mean(flag, flags_of(verb == nullptr ? program : *verb)), help};
  }
  if (verb != nullptr) return {ErrorCode::usage, "'" + argument + "' is one argument too many", help};
  std::vector<std::string> verbs;
  for (const CLI::App* each : program.get_subcommands([](const CLI::App*) { return true; }))
    verbs.push_back(each->get_name());
  return {ErrorCode::usage, "there is no verb '" + argument + "'" + did_you_mean(argument, verbs), help};
}

}  // namespace

void print_error(std::string_view message, std::string_view next) {
  std::string text;
  while (!message.empty()) {
    const std::size_t end = std::min(message.find('\n'), message.size());
    text += "sightline: " + std::string(message.substr(0, end)) + "\n";
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  if (!next.empty()) text += "next: " + std::string(next) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

int print_error(const Error& error) {
  if (error.code() == ErrorCode::bug)
    print_error(std::string("our bug, please report it: ") + error.what(), error.next());
  else
    print_error(error.what(), error.next());
  return static_cast<int>(error.code());
}

Error usage_error(const CLI::App& program, const CLI::ParseError& failure) {
  for (const std::string& argument : program.remaining(true))
    if (argument.starts_with("-") || dynamic_cast<const CLI::ExtrasError*>(&failure) != nullptr)
      return unexpected(program, argument);
  const CLI::App* verb = chosen_verb(program);
  std::string what = failure.what();  // a check's words follow the flag's name and a colon
  if (const std::size_t colon = what.find(": is '"); colon != std::string::npos) what.erase(colon, 1);
  return {ErrorCode::usage, what, verb == nullptr ? "sightline --help" : "sightline " + verb->get_name() + " --help"};
}

std::string short_help(const CLI::App& program) {
  std::string text =
      "sightline " SIGHTLINE_VERSION ": " + program.get_description() + "\nusage: sightline VERB ARGUMENTS\n\n";
  for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; }))
    text += fmt::format("  {:<10}{}\n", verb->get_name(), verb->get_description());
  return text + "\n`sightline VERB --help` shows the flags and an example; `sightline --version` what is built in.\n";
}

std::string version_text() {
#if defined(__clang__)
  constexpr const char* compiler = "clang " __clang_version__;
#else
  constexpr const char* compiler = "g++ " __VERSION__;
#endif
  return fmt::format("sightline {}\ncompiler  {}\nbuilt with  {}\n", SIGHTLINE_VERSION, compiler, SIGHTLINE_BUILT_WITH);
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void finish_output() {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  if (errno == EPIPE || errno == 0) return;  // whoever read has seen enough; the files are complete
  throw Error(ErrorCode::input, fmt::format("the output cannot be written: {}", std::strerror(errno)));
}

}  // namespace sightline::cli
