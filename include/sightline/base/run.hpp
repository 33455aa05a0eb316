// run.hpp: how a call runs (threads, progress, cancellation); never what it computes.
//
// Repeats  the chunks of a loop depend on its length alone, never on the number of threads, and results are combined in
//          chunk order: the same bytes at any thread count.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "sightline/base/export.hpp"

namespace sightline {

struct Run {
  int threads = 0;  // number of threads; 0 = all cores
  // Called now and then with the step's name and the share done in [0, 1]; returning false cancels: Error(usage).
  std::function<bool(std::string_view step, double share)> progress;

  SIGHTLINE_API void report(std::string_view step, double share) const;
};

// Calls body(chunk, begin, end) for consecutive chunks of [0, size), each of `grain` items (the last may be shorter).
// Chunks run in any order and at once; an exception of the first failing chunk (in chunk order) is rethrown.
SIGHTLINE_API void parallel_chunks(
    const Run& run, std::size_t size, std::size_t grain,
    const std::function<void(std::size_t chunk, std::size_t begin, std::size_t end)>& body);

}  // namespace sightline
