// wide.hpp: 128-bit integers, an extension of both compilers.
#pragma once

namespace sightline {

__extension__ typedef unsigned __int128 Wide;
__extension__ typedef __int128 WideSigned;

}  // namespace sightline
