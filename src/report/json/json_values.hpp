// json_values.hpp: values as JSON, for every report.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sightline/base/summary.hpp"
#include "sightline/evidence.hpp"

namespace sightline {

using Json = nlohmann::ordered_json;

// A result as JSON text, two spaces per level, a final line break. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_text(const Json& json);
[[nodiscard]] Json json_number(double value);            // null when no finite number
[[nodiscard]] Json json_yuan(Money value);               // a number of yuan; null when missing
[[nodiscard]] Json json_day(Date day);                   // null when unknown
[[nodiscard]] Json json_inputs(const Summary& summary);  // name: hash
[[nodiscard]] Json json_summary(const Summary& summary);

}  // namespace sightline
