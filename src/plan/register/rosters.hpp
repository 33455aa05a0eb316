// rosters.hpp: what else the draw is bound to before the dice are thrown: who may go, and where samples can be taken.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline::planning {

// An id or a list as a field of the register: \ TAB CR LF as \\ \t \r \n.
[[nodiscard]] std::string escaped(std::string_view id);

// Lines of the register, in the order of their bytes' ids: "inspector_id TAB qualified_for TAB conflicts", lists
// cleaned, sorted and joined by ";".
[[nodiscard]] std::vector<std::string> inspector_lines(const Ledger& ledger);

// "enterprise_id TAB point_id TAB kind TAB feeds TAB category_id" of the enterprises named (1 per enterprise of the
// ledger, else 0).
[[nodiscard]] std::vector<std::string> point_lines(const Ledger& ledger, const std::vector<std::uint8_t>& named);

}  // namespace sightline::planning
