#include "sightline/base/run.hpp"

#include <exception>
#include <vector>

#include "sightline/base/error.hpp"

#ifdef SIGHTLINE_WITH_TBB
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#endif

namespace sightline {

void Run::report(std::string_view step, double share) const {
  if (progress && !progress(step, share)) throw Error(ErrorCode::usage, "cancelled");
}

void parallel_chunks(const Run& run, std::size_t size, std::size_t grain,
                     const std::function<void(std::size_t, std::size_t, std::size_t)>& body) {
  if (size == 0) return;
  if (grain == 0) grain = 1;
  const std::size_t chunks = (size + grain - 1) / grain;
  std::vector<std::exception_ptr> failures(chunks);
  const auto one = [&](std::size_t chunk) {
    const std::size_t begin = chunk * grain;
    try {
      body(chunk, begin, begin + grain < size ? begin + grain : size);
    } catch (...) {
      failures[chunk] = std::current_exception();
    }
  };
#ifdef SIGHTLINE_WITH_TBB
  if (chunks > 1 && run.threads != 1) {
    const int cores = tbb::info::default_concurrency();  // asking for more only earns a warning on stderr
    tbb::task_arena arena(run.threads > 0 && run.threads < cores ? run.threads : cores);
    arena.execute([&] { tbb::parallel_for(std::size_t{0}, chunks, one, tbb::simple_partitioner{}); });
  } else
#endif
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) one(chunk);
  (void)run;
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace sightline
