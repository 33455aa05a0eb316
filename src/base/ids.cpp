#include "sightline/base/ids.hpp"

#include <cstring>

#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {

// Open addressing over a power-of-two table of ids; the hash beside each text avoids most compares and all rehashing.
struct StringPool::State {
  static constexpr std::size_t block_bytes = 1u << 20;
  std::vector<std::unique_ptr<char[]>> blocks;
  std::size_t used = block_bytes;  // of the last block
  std::vector<std::string_view> texts;
  std::vector<std::uint32_t> hashes;
  std::vector<Id> slots = std::vector<Id>(1024, no_id);

  std::size_t slot_of(std::string_view text, std::uint32_t hash) const {
    const std::size_t mask = slots.size() - 1;
    std::size_t slot = hash & mask;
    while (slots[slot] != no_id && (hashes[slots[slot]] != hash || texts[slots[slot]] != text))
      slot = (slot + 1) & mask;
    return slot;
  }

  std::string_view store(std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > block_bytes / 4) {  // a long text gets a block of its own, behind the one being filled
      auto own = std::make_unique<char[]>(text.size());
      std::memcpy(own.get(), text.data(), text.size());
      const std::string_view stored(own.get(), text.size());
      blocks.insert(blocks.empty() ? blocks.end() : blocks.end() - 1, std::move(own));
      return stored;
    }
    if (used + text.size() > block_bytes) {
      blocks.push_back(std::make_unique<char[]>(block_bytes));
      used = 0;
    }
    char* place = blocks.back().get() + used;
    std::memcpy(place, text.data(), text.size());
    used += text.size();
    return {place, text.size()};
  }

  void grow() {
    slots.assign(slots.size() * 2, no_id);
    const std::size_t mask = slots.size() - 1;
    for (Id id = 0; id < texts.size(); ++id) {
      std::size_t slot = hashes[id] & mask;
      while (slots[slot] != no_id) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
  }
};

StringPool::StringPool() : state_(std::make_unique<State>()) {}
StringPool::~StringPool() = default;
StringPool::StringPool(StringPool&&) noexcept = default;
StringPool& StringPool::operator=(StringPool&&) noexcept = default;

Id StringPool::intern(std::string_view text) {
  const auto hash = static_cast<std::uint32_t>(mix64(text));
  std::size_t slot = state_->slot_of(text, hash);
  if (state_->slots[slot] != no_id) return state_->slots[slot];
  if (state_->texts.size() >= no_id) throw Error(ErrorCode::input, "more than 4 294 967 294 different texts");
  if (state_->texts.size() * 2 >= state_->slots.size()) {
    state_->grow();
    slot = state_->slot_of(text, hash);
  }
  const Id id = static_cast<Id>(state_->texts.size());
  state_->texts.push_back(state_->store(text));
  state_->hashes.push_back(hash);
  state_->slots[slot] = id;
  return id;
}

Id StringPool::find(std::string_view text) const {
  return state_->slots[state_->slot_of(text, static_cast<std::uint32_t>(mix64(text)))];
}

std::string_view StringPool::text(Id id) const { return id == no_id ? std::string_view{} : state_->texts[id]; }
std::size_t StringPool::size() const { return state_->texts.size(); }

}  // namespace sightline
