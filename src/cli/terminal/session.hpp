// session.hpp: one run of a verb: its clock, its progress bar, its summary.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/terminal/flags.hpp"
#include "cli/terminal/progress.hpp"
#include "sightline/base/error.hpp"
#include "sightline/report.hpp"

namespace sightline::cli {

class Session {
 public:
  Session(std::string verb, const SharedFlags& flags);

  // Runs one stage and notes how long it took.
  template <class Work>
  auto stage(const std::string& name, Work&& work) {
    const auto begin = std::chrono::steady_clock::now();
    auto result = std::forward<Work>(work)();
    note_stage(name, begin);
    return result;
  }
  [[nodiscard]] Run run();
  [[nodiscard]] double seconds() const;  // of the stages so far

  // Reads a dataset; when too much of it is rejected, rejected.csv goes to `out` before the Error.
  [[nodiscard]] Evidence read(const std::string& dataset, OutputFolder& out);
  // Reads a dataset even when too much of it is rejected: `too_much` is the Error that read() would throw.
  [[nodiscard]] Evidence read_all(const std::string& dataset, std::optional<Error>& too_much);
  void write(OutputFolder& out);

  // The verb's own summary with the notes and inputs of the stages before it, the label of synthetic data and the
  // times; its `next` names the folders of this run.
  [[nodiscard]] Summary summary(const Summary& own, const std::vector<const Summary*>& before, bool synthetic,
                                const std::string& dataset = {}, const std::string& out = {}) const;

  // The answer on stdout: the JSON object (with `more` merged in) or the text. Nothing when quiet.
  void answer(const Summary& summary, const std::string& text, const nlohmann::ordered_json& more = {});

 private:
  void note_stage(const std::string& name, std::chrono::steady_clock::time_point begin);
  std::string verb_;
  const SharedFlags& flags_;
  Progress progress_;
  std::vector<Summary::Stage> stages_;
};

}  // namespace sightline::cli
