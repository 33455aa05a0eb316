// packed.hpp: an allocation problem as the price engine reads it.
//
// Options that use the same amounts of every rule are one pattern, priced once per pass; candidates with the same options
// and gains are one class, so that ties are whole numbers of a class and not choices between look-alikes.
#pragma once

#include <cstdint>
#include <vector>

#include "sightline/methods/allocation.hpp"

namespace sightline {

struct Packed {
  std::vector<std::uint64_t> first_option{0};  // per class + 1
  std::vector<std::uint32_t> count;            // per class: candidates
  std::vector<std::uint8_t> exactly;           // per class
  std::vector<std::uint32_t> block;            // per class: block that may bind, no_index = none (then count is 1)
  std::vector<double> gain;                    // per option of a class
  std::vector<std::uint32_t> pattern;          // per option
  std::vector<std::uint64_t> first_use{0};     // per pattern + 1
  std::vector<std::uint32_t> use_rule;
  std::vector<double> use_amount;
  std::vector<std::uint64_t> first_member{0};  // per class + 1
  std::vector<std::uint32_t> member;           // candidates
  [[nodiscard]] std::size_t classes() const { return count.size(); }
  [[nodiscard]] std::size_t patterns() const { return first_use.size() - 1; }
};

// Within a pattern, rules rise and none is repeated. Candidates of blocks that cannot bind are as free as any.
[[nodiscard]] Packed pack(const AllocationProblem& problem, const Run& run);

}  // namespace sightline
