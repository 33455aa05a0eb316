// error.hpp: the one exception of the library: the call failed and gives no value.
//
// Three channels are never mixed: Error (this call failed), outcome (an honest "no", a value in the result), and
// Problem (problem.hpp: this record is bad, the rest is fine).
#pragma once

#include <stdexcept>
#include <string>

#include "sightline/base/export.hpp"

namespace sightline {

// The number is the exit code of the command line and the status of the C header.
enum class ErrorCode : int {
  bug = 1,         // ours: please report it
  usage = 2,       // a flag, model, policy or option is wrong
  input = 3,       // evidence cannot be read, or too much of it is rejected
  infeasible = 4,  // exit code only: no plan fits the rules (an outcome, never thrown)
  solver = 5,      // the solver failed, or its plan did not pass check_plan
};

class SIGHTLINE_API Error : public std::runtime_error {
 public:
  // message: what was wrong, where, what was expected. next: what to do about it ("" when there is nothing to add).
  Error(ErrorCode code, const std::string& message, std::string next = "")
      : std::runtime_error(message), code_(code), next_(std::move(next)) {}
  [[nodiscard]] ErrorCode code() const noexcept { return code_; }
  [[nodiscard]] const std::string& next() const noexcept { return next_; }

 private:
  ErrorCode code_;
  std::string next_;
};

}  // namespace sightline
