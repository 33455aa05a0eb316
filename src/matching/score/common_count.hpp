// common_count.hpp: how many values two sorted ranges without repeats share.
#pragma once

#include <cstddef>

namespace sightline::matching {

template <class Range>
[[nodiscard]] std::size_t common_count(const Range& a, const Range& b) {
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j])
      ++common, ++i, ++j;
    else if (a[i] < b[j])
      ++i;
    else
      ++j;
  }
  return common;
}

}  // namespace sightline::matching
