// summary.hpp: what a call was asked, what it did, what it left out and why, and what to do next.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sightline/base/export.hpp"

namespace sightline {

struct SIGHTLINE_API Summary {
  struct Line {
    std::string label, asked, done, note;  // asked may be ""
  };
  struct Stage {
    std::string name;
    double seconds = 0;
  };
  std::string verb;                                         // make_plan
  std::string title;                                        // as of 2021-06-30, synthetic city
  std::string outcome;                                      // optimal within 0.01 %; "" until the verb was called
  std::vector<Line> lines;                                  // asked and done, in reading order
  std::vector<std::string> notes;                           // left out and why; switched off and why
  std::vector<std::pair<std::string, std::string>> inputs;  // name, hash
  std::vector<Stage> stages;                                // seconds per stage, filled in by the command line alone
  std::uint64_t seed = 0;
  std::string next;  // the next step, as a command

  [[nodiscard]] std::string brief() const;        // one line; "make_plan was not called" when fresh
  [[nodiscard]] std::string full_report() const;  // the whole table
};

}  // namespace sightline
