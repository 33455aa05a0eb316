#include "sightline/base/hash.hpp"

#include <openssl/evp.h>

#include <bit>
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

// Up to eight bytes as a number, little-endian whatever the machine.
std::uint64_t load_word(const char* from, std::size_t count) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    if (count == 8) {
      std::memcpy(&word, from, 8);
    } else if (count >= 4) {  // two overlapping halves
      std::uint32_t low = 0, high = 0;
      std::memcpy(&low, from, 4);
      std::memcpy(&high, from + count - 4, 4);
      word = low | static_cast<std::uint64_t>(high) << (8 * (count - 4));
    } else {
      word = static_cast<unsigned char>(from[0]);
      if (count > 1) word |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[1])) << 8;
      if (count > 2) word |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[2])) << 16;
    }
  } else {
    for (std::size_t i = 0; i < count; ++i)
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  }
  return word;
}

}  // namespace

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() {
    if (context == nullptr || EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1) {
      EVP_MD_CTX_free(context);
      throw Error(ErrorCode::bug, "the hash library refused to hash");
    }
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1)
    throw Error(ErrorCode::bug, "the hash library refused to hash");
}

Digest Sha256::finish() {
  Digest digest{};
  unsigned size = 0;
  if (EVP_DigestFinal_ex(state_->context, digest.data(), &size) != 1 || size != digest.size())
    throw Error(ErrorCode::bug, "the hash library refused to hash");
  return digest;
}

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
  for (; left >= 8; data += 8, left -= 8) state = fold(state ^ load_word(data, 8));
  if (left > 0) state = fold(state ^ load_word(data, left));
  return mix64(state ^ (static_cast<std::uint64_t>(bytes.size()) * factor));
}

}  // namespace sightline
