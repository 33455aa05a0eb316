// text_table.hpp: rows of cells as aligned columns for a terminal; Chinese characters take two places.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sightline {

// right: per column, whether numbers stand flush right. Columns are two spaces apart; lines have no trailing space.
[[nodiscard]] std::string text_table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right);

// The name beside its id where there is one, cut with an ellipsis to `widest` places.
[[nodiscard]] std::string text_label(std::string_view id, std::string_view name, std::size_t widest = 32);

}  // namespace sightline
