#include "sightline/base/ids.hpp"

#include <cstring>

#include "sightline/base/error.hpp"
#include "sightline/base/hash.hpp"

namespace sightline {

// Open addressing over a power-of-two table of (hash, id): most probes end without a look at a text, and growing needs
// none. Views of the texts stand in segments that never move.
struct StringPool::State {
  struct Slot {
    std::uint32_t hash;
    Id id;
  };
  static constexpr std::size_t block_bytes = 1u << 20, segment = 1u << 14;
  std::vector<std::unique_ptr<char[]>> blocks;
  std::size_t used = block_bytes;  // of the last block
  std::vector<std::unique_ptr<std::string_view[]>> segments;
  std::size_t count = 0;
  std::vector<Slot> slots = std::vector<Slot>(1024, Slot{0, no_id});

  std::string_view& text(Id id) const { return segments[id / segment][id % segment]; }

  std::size_t slot_of(std::string_view wanted, std::uint32_t hash) const {
    const std::size_t mask = slots.size() - 1;
    std::size_t slot = hash & mask;
    while (slots[slot].id != no_id && (slots[slot].hash != hash || text(slots[slot].id) != wanted))
      slot = (slot + 1) & mask;
    return slot;
  }

  std::string_view store(std::string_view bytes) {
    if (bytes.empty()) return {};
    if (bytes.size() > block_bytes / 4) {  // a long text gets a block of its own, behind the one being filled
      auto own = std::make_unique_for_overwrite<char[]>(bytes.size());
      std::memcpy(own.get(), bytes.data(), bytes.size());
      const std::string_view stored(own.get(), bytes.size());
      blocks.insert(blocks.empty() ? blocks.end() : blocks.end() - 1, std::move(own));
      return stored;
    }
    if (used + bytes.size() > block_bytes) {
      blocks.push_back(std::make_unique_for_overwrite<char[]>(block_bytes));
      used = 0;
    }
    char* place = blocks.back().get() + used;
    std::memcpy(place, bytes.data(), bytes.size());
    used += bytes.size();
    return {place, bytes.size()};
  }

  Id intern(std::string_view bytes, std::uint32_t hash) {
    std::size_t slot = slot_of(bytes, hash);
    if (slots[slot].id != no_id) return slots[slot].id;
    if (count >= no_id) throw Error(ErrorCode::input, "more than 4 294 967 294 different texts");
    if (count * 5 >= slots.size() * 3) {
      grow();
      slot = slot_of(bytes, hash);
    }
    const Id id = static_cast<Id>(count);
    if (count % segment == 0) segments.push_back(std::make_unique<std::string_view[]>(segment));
    ++count;
    text(id) = store(bytes);
    slots[slot] = {hash, id};
    return id;
  }

  void grow() {
    std::vector<Slot> old(slots.size() * 2, Slot{0, no_id});
    old.swap(slots);
    const std::size_t mask = slots.size() - 1;
    for (const Slot& moved : old) {
      if (moved.id == no_id) continue;
      std::size_t slot = moved.hash & mask;
      while (slots[slot].id != no_id) slot = (slot + 1) & mask;
      slots[slot] = moved;
    }
  }
};

StringPool::StringPool() : state_(std::make_unique<State>()) {}
StringPool::~StringPool() = default;
StringPool::StringPool(StringPool&&) noexcept = default;
StringPool& StringPool::operator=(StringPool&&) noexcept = default;

Id StringPool::intern(std::string_view text) { return state_->intern(text, hash_of(text)); }

void StringPool::intern(std::span<const std::string_view> texts, std::span<const std::uint32_t> hashes,
                        std::span<Id> ids) {
  // The slot, the view and the text behind it are three cache misses, each fetched while earlier texts are being
  // compared.
  constexpr std::size_t slot_lead = 24, view_lead = 16, text_lead = 8;
  const auto likely = [&](std::size_t i) {
    return i < texts.size() ? state_->slots[hashes[i] & (state_->slots.size() - 1)].id : no_id;
  };
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i + slot_lead < texts.size())
      __builtin_prefetch(&state_->slots[hashes[i + slot_lead] & (state_->slots.size() - 1)]);
    if (const Id id = likely(i + view_lead); id != no_id) __builtin_prefetch(&state_->text(id));
    if (const Id id = likely(i + text_lead); id != no_id) __builtin_prefetch(state_->text(id).data());
    ids[i] = state_->intern(texts[i], hashes[i]);
  }
}

std::uint32_t StringPool::hash_of(std::string_view text) { return static_cast<std::uint32_t>(mix64(text)); }

Id StringPool::find(std::string_view text) const { return state_->slots[state_->slot_of(text, hash_of(text))].id; }

std::string_view StringPool::text(Id id) const { return id == no_id ? std::string_view{} : state_->text(id); }
std::size_t StringPool::size() const { return state_->count; }

}  // namespace sightline
