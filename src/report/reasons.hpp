// reasons.hpp: the terms of a candidate's logit that a report lists, largest first.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "report/csv/csv_writer.hpp"
#include "sightline/risk.hpp"

namespace sightline {

// The names of the terms as files and texts have them: free of the separators of lists, and "category" for the term
// "group:category", unless another term is called so ("group category").
[[nodiscard]] std::vector<std::string> term_names(const Risk& risk);

// One per thread: keeps its working space between candidates.
class Reasons {
 public:
  static constexpr std::size_t most_listed = 8;
  explicit Reasons(const Risk& risk, const Signals* signals = nullptr);

  // Terms besides the base whose contribution prints as more than zero, largest absolute value first, ties in term
  // order.
  [[nodiscard]] std::span<const Reason> listed(Index candidate, std::size_t limit = most_listed);
  void write_reasons(Index candidate, CsvWriter& csv);  // a cell `name:+0.42;...;others:+0.01;base:-3.1`
  void write_values(Index candidate, CsvWriter& csv);   // a cell `name=3;...` for the listed terms that are signals
  [[nodiscard]] const std::string& name(std::uint32_t term) const { return names_[term]; }
  [[nodiscard]] std::string words(Index candidate, std::size_t limit);  // past_failure +0.90, complaints +0.42

 private:
  const Risk& risk_;
  const Signals* signals_;
  std::vector<std::string> names_;        // of the terms, free of separators
  std::vector<std::uint32_t> signal_of_;  // per term: index in signals, or no_index
  std::vector<Reason> scratch_;
};

}  // namespace sightline
