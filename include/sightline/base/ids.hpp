// ids.hpp: texts as small numbers. One pool serves a whole dataset, so equal texts are equal ids in every table.
//
// Cost     one hash and one compare per intern; the text is stored once, in blocks that never move.
// Threads  intern from one thread at a time; text() and find() may run while nobody interns.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "sightline/base/export.hpp"

namespace sightline {

using Id = std::uint32_t;                  // index into a StringPool
inline constexpr Id no_id = 0xFFFF'FFFFu;  // "there is none"
using Index = std::uint32_t;               // index into a column: an enterprise, a category, a candidate, a row
inline constexpr Index no_index = 0xFFFF'FFFFu;

class SIGHTLINE_API StringPool {
 public:
  StringPool();
  ~StringPool();
  StringPool(StringPool&&) noexcept;
  StringPool& operator=(StringPool&&) noexcept;

  Id intern(std::string_view text);  // the same id for the same bytes, for ever
  // As intern(text) for one after the other, with hashes[i] = hash_of(texts[i]); several times as fast for many texts.
  void intern(std::span<const std::string_view> texts, std::span<const std::uint32_t> hashes, std::span<Id> ids);
  [[nodiscard]] static std::uint32_t hash_of(std::string_view text);
  [[nodiscard]] Id find(std::string_view text) const;  // no_id when it was never interned
  [[nodiscard]] std::string_view text(Id id) const;    // "" for no_id
  [[nodiscard]] std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sightline
