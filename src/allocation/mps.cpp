#include <fmt/format.h>

#include <iterator>
#include <string>

#include "allocation/problem_check.hpp"
#include "sightline/base/ids.hpp"
#include "sightline/methods/allocation.hpp"

namespace sightline {
namespace {

using Out = std::back_insert_iterator<std::string>;

// Names in MPS have no blanks, so rows and columns are numbered and the rules' own names stand in comments.
void write_rows(const AllocationProblem& problem, Out out) {
  fmt::format_to(out, "NAME allocation\nROWS\n N minus_gain\n");
  for (std::size_t r = 0; r < problem.rules.size(); ++r) {
    const Sense sense = problem.rules[r].sense;
    fmt::format_to(out, " {} r{}\n", sense == Sense::at_most ? 'L' : sense == Sense::at_least ? 'G' : 'E', r);
  }
  for (std::size_t c = 0; c < problem.candidates(); ++c)
    fmt::format_to(out, " {} c{}\n", !problem.exactly.empty() && problem.exactly[c] != 0 ? 'E' : 'L', c);
  for (std::size_t b = 0; b < problem.max_chosen.size(); ++b) fmt::format_to(out, " L n{}\n", b);
  for (std::size_t b = 0; b < problem.max_units.size(); ++b) fmt::format_to(out, " L u{}\n", b);
}

void write_column(const AllocationProblem& problem, std::size_t c, std::size_t option, Out out) {
  const std::string column = fmt::format("x{}_{}", c, option - problem.first_option[c]);
  fmt::format_to(out, " {} minus_gain {}\n {} c{} 1\n", column, -problem.gain[option], column, c);
  for (const auto& [rule, amount] : uses_of(problem, option)) fmt::format_to(out, " {} r{} {}\n", column, rule, amount);
  if (problem.block_of.empty() || problem.block_of[c] == no_index) return;
  const std::uint32_t block = problem.block_of[c];
  if (!problem.max_chosen.empty()) fmt::format_to(out, " {} n{} 1\n", column, block);
  if (!problem.max_units.empty())
    fmt::format_to(out, " {} u{} {}\n", column, block, problem.units.empty() ? 1u : problem.units[option]);
}

void write_bounds(const AllocationProblem& problem, Out out) {
  fmt::format_to(out, "RHS\n");
  for (std::size_t r = 0; r < problem.rules.size(); ++r)
    fmt::format_to(out, " rhs r{} {}\n", r, problem.rules[r].bound);
  for (std::size_t c = 0; c < problem.candidates(); ++c) fmt::format_to(out, " rhs c{} 1\n", c);
  for (std::size_t b = 0; b < problem.max_chosen.size(); ++b)
    fmt::format_to(out, " rhs n{} {}\n", b, problem.max_chosen[b]);
  for (std::size_t b = 0; b < problem.max_units.size(); ++b)
    fmt::format_to(out, " rhs u{} {}\n", b, problem.max_units[b]);
  fmt::format_to(out, "BOUNDS\n");
  for (std::size_t c = 0; c < problem.candidates(); ++c)
    for (std::size_t option = problem.first_option[c]; option < problem.first_option[c + 1]; ++option)
      fmt::format_to(out, " UP bound x{}_{} 1\n", c, option - problem.first_option[c]);
  fmt::format_to(out, "ENDATA\n");
}

std::string one_line(std::string name) {
  for (char& c : name)
    if (c == '\n' || c == '\r') c = ' ';
  return name;
}

}  // namespace

std::string to_mps(const AllocationProblem& problem) {
  check_problem(problem);
  std::string text;
  const Out out(text);
  fmt::format_to(out, "* minimise minus the gain; x<candidate>_<option>\n");
  for (std::size_t r = 0; r < problem.rules.size(); ++r)
    fmt::format_to(out, "* r{} is {}\n", r, one_line(problem.rules[r].name));
  write_rows(problem, out);
  fmt::format_to(out, "COLUMNS\n marker 'MARKER' 'INTORG'\n");
  for (std::size_t c = 0; c < problem.candidates(); ++c)
    for (std::size_t option = problem.first_option[c]; option < problem.first_option[c + 1]; ++option)
      write_column(problem, c, option, out);
  fmt::format_to(out, " marker 'MARKER' 'INTEND'\n");
  write_bounds(problem, out);
  return text;
}

}  // namespace sightline
