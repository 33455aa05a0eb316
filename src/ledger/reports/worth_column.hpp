// worth_column.hpp: the column in which the ledger keeps what a complaint or report is worth as evidence, [0, 1]: the chance
// that it means the enterprise it is counted for, times what copies, claimants and its status leave of it.
#pragma once

namespace sightline {

inline constexpr const char* worth_column = "sightline:worth";  // no file's: a table without it is worth 1 throughout

}  // namespace sightline
