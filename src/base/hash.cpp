#include "sightline/base/hash.hpp"

#include <openssl/evp.h>

#include <cstring>

#include "base/wide.hpp"
#include "sightline/base/error.hpp"

namespace sightline {
namespace {

Digest digest_of(const EVP_MD* method, std::string_view bytes) {
  Digest digest{};
  unsigned size = 0;
  if (method == nullptr || EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, method, nullptr) != 1 ||
      size != digest.size())
    throw Error(ErrorCode::bug, "the hash library refused to hash");
  return digest;
}

}  // namespace

Digest sha256(std::string_view bytes) { return digest_of(EVP_sha256(), bytes); }
Digest sm3(std::string_view bytes) { return digest_of(EVP_sm3(), bytes); }

std::string to_hex(const Digest& digest) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(digest.size() * 2);
  for (const std::uint8_t byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

// Eight bytes at a time: state = (state ^ word) * odd constant, folded by a 128-bit product; the length closes the mix.
std::uint64_t mix64(std::string_view bytes, std::uint64_t seed) {
  constexpr std::uint64_t factor = 0xD6E8FEB86659FD93ull;
  const auto fold = [](std::uint64_t x) {
    const Wide product = static_cast<Wide>(x) * factor;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  std::uint64_t state = seed ^ 0x9E3779B97F4A7C15ull;
  const char* data = bytes.data();
  std::size_t left = bytes.size();
  const auto load = [](const char* from, std::size_t count) {
    std::uint64_t word = 0;  // little-endian whatever the machine
    for (std::size_t i = 0; i < count; ++i)
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[i])) << (8 * i);
    return word;
  };
  for (; left >= 8; data += 8, left -= 8) state = fold(state ^ load(data, 8));
  if (left > 0) state = fold(state ^ load(data, left));
  return mix64(state ^ (static_cast<std::uint64_t>(bytes.size()) * factor));
}

}  // namespace sightline
