// nearest_name.hpp: the known name that a mistyped one most likely means, for error messages.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sightline {

// The nearest of `known` by edit distance (insert, delete, replace, swap of neighbours; Damerau 1964), or "" when none
// is nearer than a third of the length (at least one edit).
[[nodiscard]] std::string nearest_name(std::string_view typed, std::span<const std::string> known);
// ", did you mean 'x'?" or "".
[[nodiscard]] std::string did_you_mean(std::string_view typed, std::span<const std::string> known);

}  // namespace sightline
