#include "draw/lottery/reserves.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace sightline {
namespace {

struct Candidate {
  std::uint64_t high, low;  // the key: more than 64 bits where units are few
  Index line;
  friend auto operator<=>(const Candidate&, const Candidate&) = default;
};

struct Stratum {
  std::uint64_t drawn = 0;
  std::vector<Candidate> candidates;
};

Candidate candidate_of(const RegisterLines& lines, const TicketBook& book, Index line) {
  const Wide key = static_cast<Wide>(line_ticket(book, lines, line).reserve) * whole_units / lines.units[line];
  return {static_cast<std::uint64_t>(key >> 64), static_cast<std::uint64_t>(key), line};
}

// Per line of the register: is any line of its enterprise drawn or certain?
std::vector<bool> visited_lines(const RegisterLines& lines, const Lottery& lottery,
                                const std::vector<std::uint16_t>& taken) {
  std::vector<bool> mark(lines.size(), true);  // certain lines are
  for (std::size_t i = 0; i < taken.size(); ++i) mark[lottery.line[i]] = taken[i] > 0;
  for (std::size_t i = 0, end; i < lines.size(); i = end) {
    bool any = mark[i];
    for (end = i + 1; end < lines.size() && lines.enterprise[end] == lines.enterprise[i]; ++end) any = any || mark[end];
    for (std::size_t k = i; k < end; ++k) mark[k] = any;
  }
  return mark;
}

}  // namespace

std::vector<ReserveLine> draw_reserves(const RegisterLines& lines, const Lottery& lottery,
                                       const std::vector<std::uint16_t>& taken, const TicketBook& book,
                                       std::uint32_t per_drawn) {
  const auto cell_of = [&](std::size_t i) {
    return std::uint64_t{lottery.lines.row_class[lottery.lines.row[i]]} * lottery.lines.columns +
           lottery.lines.column[i];
  };
  std::unordered_map<std::uint64_t, Stratum> cells;  // that have drawn lines
  for (std::size_t i = 0; i < taken.size(); ++i)
    if (taken[i] > 0) cells[cell_of(i)].drawn += taken[i];
  const std::vector<bool> visited = visited_lines(lines, lottery, taken);
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (visited[lottery.line[i]]) continue;
    if (const auto at = cells.find(cell_of(i)); at != cells.end())
      at->second.candidates.push_back(candidate_of(lines, book, lottery.line[i]));
  }
  std::map<std::pair<std::string_view, std::string_view>, Stratum*> strata;  // in the order of their names
  for (auto& [cell, stratum] : cells)
    strata[{lottery.row_class[cell / lottery.lines.columns], lottery.column[cell % lottery.lines.columns]}] = &stratum;
  std::vector<ReserveLine> reserves;
  for (const auto& [name, stratum] : strata) {
    const std::size_t count = std::min<std::uint64_t>(stratum->candidates.size(), stratum->drawn * per_drawn);
    const auto end = stratum->candidates.begin() + static_cast<std::ptrdiff_t>(count);
    std::partial_sort(stratum->candidates.begin(), end, stratum->candidates.end());
    for (std::size_t k = 0; k < count; ++k)
      reserves.push_back({stratum->candidates[k].line, static_cast<std::uint32_t>(k + 1)});
  }
  return reserves;
}

}  // namespace sightline
