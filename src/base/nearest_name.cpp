#include "base/nearest_name.hpp"

#include <algorithm>
#include <vector>

namespace sightline {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view typed, std::span<const std::string> known) {
  if (typed.size() > 200) return {};
  std::size_t best = std::max<std::size_t>(1, typed.size() / 3) + 1;
  std::string_view name;
  for (const std::string& candidate : known) {
    if (candidate.size() > 200) continue;
    const std::size_t distance = edit_distance(typed, candidate);
    if (distance < best) best = distance, name = candidate;
  }
  return std::string(name);
}

std::string did_you_mean(std::string_view typed, std::span<const std::string> known) {
  const std::string name = nearest_name(typed, known);
  return name.empty() ? "" : ", did you mean '" + name + "'?";
}

}  // namespace sightline
