// alignment.hpp: what two cores have in common.
//
//   maximise  sum of min(I_name(a), I_entry(b)) agreement(a, b) + bonus for neighbours that stay neighbours
//   over pairs (a, b) of tokens in the same order (dynamic programming); then words left over on both sides that are
//   equal in another order.
#pragma once

#include <span>

#include "matching/text/tokens.hpp"

namespace sightline::matching {

struct Alignment {
  float shared = 0;        // nats in pairs, as the name counts them
  float shared_entry = 0;  // as the entry counts them
  float contradicted = 0;  // nats: what stands between two pairs on both sides and differs: half of it all
  int first_name = -1;     // token of the name in the first pair, regions not counted; -1 when there is none
  int first_entry = -1;
};

[[nodiscard]] Alignment align(std::span<const Token> name, std::span<const Token> entry);
// The sum that is maximised, and its slow twin: all ways to pair, by plain recursion, for short cores.
[[nodiscard]] float best_in_order(std::span<const Token> name, std::span<const Token> entry);
[[nodiscard]] float best_shared(std::span<const Token> name, std::span<const Token> entry);

}  // namespace sightline::matching
