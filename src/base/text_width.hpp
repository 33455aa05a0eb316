// text_width.hpp: how many columns of a terminal a UTF-8 text takes (a Chinese character takes two).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sightline {

// Columns taken; wide and full-width characters (Unicode East Asian Width W and F) count two, combining marks none.
[[nodiscard]] std::size_t text_width(std::string_view utf8);
// The text followed (or, with `right`, preceded) by the spaces that make it `width` columns wide.
[[nodiscard]] std::string padded(std::string_view utf8, std::size_t width, bool right = false);

}  // namespace sightline
