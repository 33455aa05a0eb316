#include "signals/nearby/sites.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sightline::signals {

// Far-off positions (a swapped coordinate) share the outermost cells: distances are still compared one by one.
std::int32_t Sites::cell(float metres) const {
  return static_cast<std::int32_t>(std::clamp(std::floor(static_cast<double>(metres) / width_m_), -1e9, 1e9));
}

// The width is a hair more than half the distance, so that rounding cannot put a site one cell too far.
Sites::Sites(std::span<const float> x, std::span<const float> y, double distance_m)
    : width_m_(distance_m / reach * (1 + 1e-9)) {
  site_.assign(x.size(), no_index);
  std::vector<Index> order;
  for (Index e = 0; e < x.size(); ++e)
    if (!std::isnan(x[e]) && !std::isnan(y[e])) order.push_back(e);
  const auto before = [&](Index a, Index b) {
    const std::int32_t row_a = cell(y[a]), row_b = cell(y[b]);
    if (row_a != row_b) return row_a < row_b;
    return x[a] != x[b] ? x[a] < x[b] : y[a] < y[b];
  };
  std::sort(order.begin(), order.end(), before);
  for (const Index e : order) {
    if (x_.empty() || x_.back() != x[e] || y_.back() != y[e]) {
      if (const std::int32_t row = cell(y[e]); rows_.empty() || rows_.back().row != row)
        rows_.push_back({row, static_cast<std::uint32_t>(x_.size())});
      x_.push_back(x[e]);
      y_.push_back(y[e]);
      column_.push_back(cell(x[e]));
    }
    site_[e] = static_cast<Index>(x_.size() - 1);
  }
}

std::size_t Sites::first_row(std::int32_t row) const {
  return static_cast<std::size_t>(
      std::lower_bound(rows_.begin(), rows_.end(), row,
                       [](const Row& each, std::int32_t least) { return each.row < least; }) -
      rows_.begin());
}

std::pair<std::size_t, std::size_t> Sites::run(std::size_t r, std::int32_t from, std::int32_t to) const {
  const auto begin = column_.begin() + rows_[r].begin;
  const auto end = r + 1 < rows_.size() ? column_.begin() + rows_[r + 1].begin : column_.end();
  const auto first = std::lower_bound(begin, end, from), last = std::upper_bound(first, end, to);
  return {static_cast<std::size_t>(first - column_.begin()), static_cast<std::size_t>(last - column_.begin())};
}

}  // namespace sightline::signals
