# Flags of every target of the project, and of no consumer.
add_library(sightline_flags INTERFACE)
target_compile_options(sightline_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
                       -Wnon-virtual-dtor -Woverloaded-virtual
                       $<$<BOOL:${SIGHTLINE_WERROR}>:-Werror>)
# GCC 12 warns of overlapping copies in plain string concatenation (GCC bug 105651, mended in 13) and, inlining at -O3, of
# uninitialised members of an empty Eigen vector.
target_compile_options(sightline_flags INTERFACE
                       "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict;-Wno-maybe-uninitialized>")
# Clang 19 warns of what the standard library of GCC 12 does inside its own std::stable_sort.
target_compile_options(sightline_flags INTERFACE $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
# Results must not depend on the compiler's freedom to fuse a multiplication with an addition.
target_compile_options(sightline_flags INTERFACE -ffp-contract=off)
target_compile_definitions(sightline_flags INTERFACE EIGEN_MPL2_ONLY)
if(SIGHTLINE_SANITIZE)
  add_compile_options(-fsanitize=${SIGHTLINE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SIGHTLINE_SANITIZE})
endif()
find_program(SIGHTLINE_CCACHE ccache)
if(SIGHTLINE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks for before it keeps objects made with a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${SIGHTLINE_CCACHE})
endif()
find_program(SIGHTLINE_MOLD mold)
if(SIGHTLINE_MOLD AND PROJECT_IS_TOP_LEVEL)
  add_link_options(-fuse-ld=mold)
endif()
