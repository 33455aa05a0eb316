// sites.hpp: the enterprises' positions, each once, in cells of a grid, so that everything within a distance lies in a
// few runs of consecutive sites.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline::signals {

class Sites {
 public:
  // Cells have half the width of the distance: five rows of cells cover a circle.
  Sites(std::span<const float> x, std::span<const float> y, double distance_m);

  [[nodiscard]] std::size_t size() const { return x_.size(); }
  [[nodiscard]] Index of_enterprise(Index enterprise) const { return site_[enterprise]; }  // no_index without position
  [[nodiscard]] std::span<const float> x() const { return x_; }
  [[nodiscard]] std::span<const float> y() const { return y_; }

  // Calls visit(begin, end) for runs of sites that together hold every site within the distance, and some beyond.
  template <class Visit>
  void near(float x, float y, Visit visit) const {
    const std::int32_t column = cell(x), row = cell(y);
    for (std::size_t r = first_row(row - reach); r < rows_.size() && rows_[r].row <= row + reach; ++r) {
      const auto [begin, end] = run(r, column - reach, column + reach);
      if (begin < end) visit(begin, end);
    }
  }

 private:
  static constexpr std::int32_t reach = 2;
  struct Row {
    std::int32_t row;
    std::uint32_t begin;  // first site of the row of cells
  };
  [[nodiscard]] std::int32_t cell(float metres) const;
  [[nodiscard]] std::size_t first_row(std::int32_t row) const;
  [[nodiscard]] std::pair<std::size_t, std::size_t> run(std::size_t r, std::int32_t from, std::int32_t to) const;

  double width_m_;
  std::vector<float> x_, y_;          // sorted by (row, column, x, y)
  std::vector<std::int32_t> column_;  // of cells, per site
  std::vector<Row> rows_;             // rows of cells that hold a site
  std::vector<Index> site_;           // per enterprise
};

}  // namespace sightline::signals
