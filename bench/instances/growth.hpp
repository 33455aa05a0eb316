// growth.hpp: how the work of a benchmark grows with its size: work ~ size^growth between one size and the one before.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>
#include <string>

namespace sightline::bench {

// Takes the processor time of all threads of every iteration, so that neither their number nor a busy machine shows; at
// its end sets the counters `cpu_ms` (the fastest iteration) and `growth` against the size before in the same series (1
// = linear).
class Growth {
 public:
  Growth(benchmark::State& state, std::string series, double size)
      : state_(state), series_(std::move(series)), size_(size) {}
  template <class Work>
  void time(Work work) {
    const std::clock_t start = std::clock();
    work();
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    best_ = best_ == 0 ? seconds : std::min(best_, seconds);
  }
  ~Growth() {
    static std::map<std::string, std::map<double, double>> seconds;  // series -> size -> fastest
    std::map<double, double>& of_size = seconds[series_];
    const auto [found, fresh] = of_size.try_emplace(size_, best_);
    found->second = std::min(found->second, best_);
    state_.counters["cpu_ms"] = found->second * 1e3;
    if (found != of_size.begin())
      if (const auto before = std::prev(found); before->second > 0)
        state_.counters["growth"] = std::log(found->second / before->second) / std::log(size_ / before->first);
  }

 private:
  benchmark::State& state_;
  std::string series_;
  double size_, best_ = 0;
};

}  // namespace sightline::bench
