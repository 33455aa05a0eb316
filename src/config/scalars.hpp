// scalars.hpp: texts of YAML values as numbers, times and distances.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "config/map.hpp"

namespace sightline::config {

[[nodiscard]] std::optional<double> parse_number(std::string_view text);  // a finite decimal number
[[nodiscard]] std::optional<double> parse_days(
    std::string_view text);                                            // 180d, 26w, 6m (30.4375 days), 2y (365.25); > 0
[[nodiscard]] std::optional<int> parse_months(std::string_view text);  // 6m, 1y; >= 0
[[nodiscard]] std::optional<double> parse_metres(std::string_view text);  // 800m, 1.5km; > 0
[[nodiscard]] bool inside(double value, Range range);
[[nodiscard]] std::string expected_number(Range range, bool whole);  // "a number between 0 and 1"
void describe_range(nlohmann::ordered_json& schema, Range range);

}  // namespace sightline::config
