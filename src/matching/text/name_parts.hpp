// name_parts.hpp: a name taken apart: region, core (brand and trade words), legal form, branch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sightline::matching {

enum class LegalForm : std::uint8_t { none, limited, stock, sole_trader, cooperative, partnership };

struct NameParts {
  std::uint16_t province = 0, city = 0;  // regions.hpp
  std::u32string county;
  bool short_form = false;  // the first character of the core stands for the province
  LegalForm legal = LegalForm::none;
  std::u32string branch;  // which branch: 万达, 3; empty = the enterprise itself
  std::u32string region;  // as written in front of the core: 上海
  std::u32string core;    // never empty unless the name has no letter, digit or ideograph
};

// folded: a text as fold.hpp leaves it.
void split_name(std::u32string_view folded, NameParts& parts);

}  // namespace sightline::matching
