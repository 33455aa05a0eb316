// regions.hpp: names of provinces and cities of China at the start of a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sightline::matching {

struct Region {
  std::uint16_t province = 0, city = 0;  // 0 = none; city 0: the province as a whole
  std::size_t length = 0;                // characters read, "省", "市" and the like included; 0 = no region here
  bool short_form = false;               // one character that stands for the province (粤)
  bool country = false;                  // 中国
};

// The longest region name at the start of `text`. short_forms: also one-character names of provinces.
[[nodiscard]] Region region_at(std::u32string_view text, bool short_forms);
// Length of a county, district or town name (平定县) at the start of `text`; 0 when there is none. behind_region: a
// province or city stands before it, so that short names (城区) and towns are believed, too.
[[nodiscard]] std::size_t county_at(std::u32string_view text, bool behind_region);
[[nodiscard]] std::u32string_view region_name(std::uint16_t province, std::uint16_t city);

}  // namespace sightline::matching
