// progress.hpp: a bar on stderr while a verb runs; only on a terminal.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace sightline::cli {

class Progress {
 public:
  explicit Progress(bool wanted);  // shown when wanted and stderr is a terminal
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::string_view step, double share);  // redraws at most ten times a second; callable from any thread
  void clear();

 private:
  std::mutex mutex_;
  bool shown_ = false, drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace sightline::cli
