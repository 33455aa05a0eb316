#include "draw/lottery/tickets.hpp"

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

// purpose TAB counter TAB id, and TAB second_id where there is one.
Ticket TicketBook::ticket(std::string_view purpose, std::uint64_t counter, std::string_view id,
                          std::string_view second_id) const {
  char near[192];
  const std::size_t size = purpose.size() + id.size() + second_id.size() + 23;
  std::string far;
  char* text = near;
  if (size > sizeof near) {
    far.resize(size);
    text = far.data();
  }
  char* end = text;
  const auto append = [&end](std::string_view part) {
    std::memcpy(end, part.data(), part.size());
    end += part.size();
  };
  append(purpose);
  *end++ = '\t';
  end = std::to_chars(end, end + 20, counter).ptr;
  *end++ = '\t';
  append(id);
  if (!second_id.empty()) {
    *end++ = '\t';
    append(second_id);
  }
  const Digest digest = hash_({text, static_cast<std::size_t>(end - text)});
  return {big_endian(digest.data()), big_endian(digest.data() + 8), big_endian(digest.data() + 16)};
}

}  // namespace sightline
