// The library's one-shot interface allocates for every text and cannot go on from a stored state for less than the
// price of hashing it; its older one does both and is still part of OpenSSL 3.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/hashing/sha256_prefix.hpp"

#include <openssl/sha.h>

#include <cstring>
#include <type_traits>

namespace sightline {

SHA256Prefix::SHA256Prefix(std::string_view prefix) {
  static_assert(std::is_trivially_copyable_v<SHA256_CTX> && sizeof(SHA256_CTX) <= sizeof(state_));
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, prefix.data(), prefix.size());
  std::memcpy(state_.data(), &context, sizeof context);
}

Digest SHA256Prefix::operator()(std::string_view rest) const {
  SHA256_CTX context;
  std::memcpy(&context, state_.data(), sizeof context);
  SHA256_Update(&context, rest.data(), rest.size());
  Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

}  // namespace sightline
