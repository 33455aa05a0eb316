// published.hpp: the folders of a plan and its draw, read back and held against each other.
#pragma once

#include <string>
#include <vector>

#include "sightline/draw.hpp"
#include "sightline/simulate.hpp"

namespace sightline::cli {

[[nodiscard]] std::string file_of(const std::string& folder, const char* name);
// A text of a JSON file that this program wrote; Error(input) when there is none.
[[nodiscard]] std::string json_text_of(const std::string& folder, const char* name, const char* key);
[[nodiscard]] bool synthetic_plan(const std::string& folder);  // whether the plan says that its data are made up
[[noreturn]] void refuse(const std::vector<DrawFault>& faults);

// The draw of a folder, replayed with its own beacon, all reserves in their order; Error(input) names what does not
// agree with the plan.
[[nodiscard]] Draw replayed_draw(const std::string& plan_folder, const std::string& draw_folder, const Run& run);

// The lines and reserves of a draw's folder, as simulate takes them; without `until`.
[[nodiscard]] DrawnRound drawn_round(const std::string& draw_folder);

}  // namespace sightline::cli
