// sha256_prefix.hpp: SHA-256 of many texts that begin alike: the common beginning is hashed once.
//
// Threads  a SHA256Prefix may be used from several threads at once.
// Cost     about 50 ns per text of up to 55 bytes where the processor has SHA instructions (bench/draw_bench.cpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sightline/base/hash.hpp"

namespace sightline {

class SHA256Prefix {
 public:
  explicit SHA256Prefix(std::string_view prefix);
  [[nodiscard]] Digest operator()(std::string_view rest) const;  // SHA-256(prefix ‖ rest)

 private:
  alignas(8) std::array<std::byte, 128> state_;  // of the hash library, after the prefix
};

}  // namespace sightline
