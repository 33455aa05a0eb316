// trade_words.hpp: words of trades and of the make-up of companies that say little about which enterprise is meant.
#pragma once

#include <span>
#include <string_view>

namespace sightline::matching {

[[nodiscard]] std::span<const std::u32string_view> trade_words();
inline constexpr float trade_word_count = 3;

}  // namespace sightline::matching
