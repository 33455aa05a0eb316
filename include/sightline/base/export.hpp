// export.hpp: marks what the shared library shows; everything else is hidden.
#pragma once

#if defined(__GNUC__)
#define SIGHTLINE_API __attribute__((visibility("default")))
#else
#define SIGHTLINE_API
#endif
