// problem.hpp: one bad record among good ones; it is kept whole and shown, never thrown.
#pragma once

#include <cstdint>
#include <string>

namespace sightline {

struct Problem {
  std::string table;       // "complaints"
  std::string file;        // as named by the dataset
  std::uint64_t line = 0;  // 1-based line of the file on which the record starts; 0 when there is none
  std::string column;      // "" when the whole row is meant
  std::string value;       // as seen
  std::string code;        // a stable word: date-ambiguous, unknown-enterprise
  std::string message;     // what was expected, and the nearest name for a typo
  std::string row;         // the record as it stood in the file, so that nothing is lost
};

}  // namespace sightline
