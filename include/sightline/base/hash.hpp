// hash.hpp: fingerprints. SHA-256 and SM3 for what is published, a fast 64-bit mix for tables in memory.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sightline/base/export.hpp"

namespace sightline {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] SIGHTLINE_API Digest sha256(std::string_view bytes);
[[nodiscard]] SIGHTLINE_API Digest sm3(std::string_view bytes);  // GB/T 32905-2016
[[nodiscard]] SIGHTLINE_API std::string to_hex(const Digest& digest);

// SHA-256 of bytes that come in pieces.
class SIGHTLINE_API Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();
  void add(std::string_view bytes);
  [[nodiscard]] Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// 64-bit mix of bytes for hash tables, tie-breaks and fingerprints; the same on every machine, not for secrets.
[[nodiscard]] SIGHTLINE_API std::uint64_t mix64(std::string_view bytes, std::uint64_t seed = 0);
// Finaliser of SplitMix64 (Steele, Lea and Flood 2014).
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
  return x ^ (x >> 31);
}

}  // namespace sightline
