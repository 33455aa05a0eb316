// rarity.hpp: how much the characters of a core tell: surprisal under the characters that stand before them.
//
//   I(t | before) = -ln max over both lists of  (n(before, t) + a p(t)) / (n(before) + a),  p(t) = (n(t) + 1/2) / (n + v/2)
//
// each n without the occurrence that is asked about (else a brand of one enterprise would look like a fixed phrase),
// with counts over the cores of a list, v distinct tokens, a = 4; `before` of the first token is the start of a core, region tokens count 4. A
// built-in list of trade words counts like cores of the register, so that short lists know them, too.
#pragma once

#include "matching/text/name_list.hpp"

namespace sightline::matching {

// Sets Token::information and Facts::information in both lists.
void measure_rarity(NameList& names, NameList& entries, const Run& run);

}  // namespace sightline::matching
