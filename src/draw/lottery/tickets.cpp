#include "draw/lottery/tickets.hpp"

#include <charconv>
#include <cstring>

namespace sightline {
namespace {

std::uint64_t big_endian(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word = (word << 8) | bytes[i];
  return word;
}

}  // namespace

std::string Ticket::to_string() const {
  constexpr char digits[] = "0123456789abcdef";
  std::string text(32, '0');
  for (std::size_t i = 0; i < 16; ++i) {
    text[i] = digits[(high >> (60 - 4 * i)) & 15];
    text[16 + i] = digits[(low >> (60 - 4 * i)) & 15];
  }
  return text;
}

std::string seed_of(std::string_view commitment, std::string_view beacon) {
  std::string both(commitment);
  both += beacon;
  return to_hex(sha256(both));
}

Ticket TicketBook::ticket(std::initializer_list<std::string_view> words) const {
  std::size_t size = words.size();
  for (const std::string_view word : words) size += word.size();
  char near[192];
  std::string far;
  char* text = near;
  if (size > sizeof near) {
    far.resize(size);
    text = far.data();
  }
  char* end = text;
  for (const std::string_view word : words) {
    if (end != text) *end++ = '\t';
    std::memcpy(end, word.data(), word.size());
    end += word.size();
  }
  const Digest digest = hash_({text, static_cast<std::size_t>(end - text)});
  return {big_endian(digest.data()), big_endian(digest.data() + 8), big_endian(digest.data() + 16)};
}

Ticket TicketBook::ticket(std::string_view purpose, std::uint64_t counter,
                          std::initializer_list<std::string_view> ids) const {
  char digits[20];
  const char* end = std::to_chars(digits, digits + sizeof digits, counter).ptr;
  const std::string_view number(digits, static_cast<std::size_t>(end - digits));
  const auto* id = ids.begin();
  return ids.size() == 1 ? ticket({purpose, number, id[0]}) : ticket({purpose, number, id[0], id[1]});
}

}  // namespace sightline
