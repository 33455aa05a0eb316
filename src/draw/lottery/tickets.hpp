// tickets.hpp: the random numbers of the lawful draw, from public things only.
//
//   commitment = SHA-256 of the register's text, 64 hex digits
//   seed       = SHA-256(commitment ‖ beacon), 64 hex digits: exactly one block of the hash
//   ticket     = the first 128 bits of SHA-256(seed ‖ purpose TAB counter TAB public ids)
//   below(n)   = floor(n * ticket / 2^128): uniform on 0..n-1 within n / 2^128
//
// Bits 128..191 of the same hash order the reserves; they are independent of the ticket.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/hashing/sha256_prefix.hpp"
#include "base/wide.hpp"

namespace sightline {

struct Ticket {
  std::uint64_t high = 0, low = 0;  // the ticket
  std::uint64_t reserve = 0;        // bits 128..191

  [[nodiscard]] std::uint64_t below(std::uint64_t n) const {
    const Wide lower = (static_cast<Wide>(low) * n) >> 64;
    return static_cast<std::uint64_t>((static_cast<Wide>(high) * n + lower) >> 64);
  }
  [[nodiscard]] std::string to_string() const;  // 32 hex digits
  friend bool operator==(const Ticket&, const Ticket&) = default;
};

// seed_of("9f3c...", "lottery 2021-07-01: 03 11 17"), in hex.
[[nodiscard]] std::string seed_of(std::string_view commitment, std::string_view beacon);

class TicketBook {
 public:
  explicit TicketBook(std::string_view seed) : hash_(seed) {}

  // words: purpose, counter, public ids; they may hold anything but TAB and line ends.
  [[nodiscard]] Ticket ticket(std::initializer_list<std::string_view> words) const;
  [[nodiscard]] Ticket ticket(std::string_view purpose, std::uint64_t counter,
                              std::initializer_list<std::string_view> ids) const;

 private:
  SHA256Prefix hash_;
};

}  // namespace sightline
