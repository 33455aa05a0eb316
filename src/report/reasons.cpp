#include "report/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sightline {
namespace {

constexpr double least_shown = 0.00005;  // prints as 0.0001

std::string without_separators(std::string name) {
  for (char& c : name)
    if (std::string_view(",;:=\"\r\n\t").find(c) != std::string_view::npos) c = ' ';
  return name;
}

}  // namespace

std::vector<std::string> term_names(const Risk& risk) {
  constexpr std::string_view group = "group:";
  std::vector<std::string> names;
  for (const std::string& term : risk.terms) {
    const std::string own = term.starts_with(group) ? term.substr(group.size()) : term;
    const bool taken = std::find(risk.terms.begin(), risk.terms.end(), own) != risk.terms.end();
    names.push_back(without_separators(taken ? term : own));
  }
  return names;
}

Reasons::Reasons(const Risk& risk, const Signals* signals)
    : risk_(risk), signals_(signals), names_(term_names(risk)), signal_of_(risk.terms.size(), no_index) {
  if (signals == nullptr) return;
  for (std::size_t term = 0; term < risk.terms.size(); ++term)
    for (std::uint32_t s = 0; s < signals->specs.size(); ++s)
      if (signals->specs[s].name == risk.terms[term]) signal_of_[term] = s;
}

std::span<const Reason> Reasons::listed(Index candidate, std::size_t limit) {
  scratch_.clear();
  for (std::uint32_t term = 1; term < risk_.terms.size(); ++term) {
    const double contribution = risk_.contribution[term][candidate];
    if (std::abs(contribution) >= least_shown) scratch_.push_back({term, contribution});
  }
  const std::size_t count = std::min(limit, scratch_.size());
  std::partial_sort(scratch_.begin(), scratch_.begin() + static_cast<std::ptrdiff_t>(count), scratch_.end(),
                    [](const Reason& a, const Reason& b) {
                      const double x = std::abs(a.contribution), y = std::abs(b.contribution);
                      return x != y ? x > y : a.term < b.term;
                    });
  return {scratch_.data(), count};
}

void Reasons::write_reasons(Index candidate, CsvWriter& csv) {
  csv.cell();
  const std::size_t count = listed(candidate).size();
  for (std::size_t i = 0; i < count; ++i) {
    csv.append(names_[scratch_[i].term]);
    csv.append(":");
    csv.append_signed(scratch_[i].contribution);
    csv.append(";");
  }
  if (scratch_.size() > count) {
    double others = 0;
    for (std::size_t i = count; i < scratch_.size(); ++i) others += scratch_[i].contribution;
    csv.append("others:");
    csv.append_signed(others);
    csv.append(";");
  }
  if (names_.empty()) return;
  csv.append(names_[0]);
  csv.append(":");
  csv.append_signed(risk_.contribution[0][candidate]);
}

void Reasons::write_values(Index candidate, CsvWriter& csv) {
  csv.cell();
  if (signals_ == nullptr) return;
  bool first = true;
  for (const Reason& reason : listed(candidate)) {
    const std::uint32_t signal = signal_of_[reason.term];
    if (signal == no_index || signals_->values[signal].now.empty()) continue;
    const double value = signals_->values[signal].now[candidate];
    if (std::isnan(value)) continue;
    if (!first) csv.append(";");
    first = false;
    csv.append(names_[reason.term]);
    csv.append("=");
    csv.append_number(value);
  }
}

std::string Reasons::words(Index candidate, std::size_t limit) {
  std::string text;
  for (const Reason& reason : listed(candidate, limit))
    text += fmt::format("{}{} {:+.2f}", text.empty() ? "" : ", ", names_[reason.term], reason.contribution);
  return text;
}

}  // namespace sightline
