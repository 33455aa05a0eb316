#include "evidence/columns/chunk_pool.hpp"

#include <algorithm>

namespace sightline::evidence {

namespace {

// A decoded text may have the bytes of another one that is still to be decoded: they are kept apart by the hash.
std::uint32_t hash_for(std::string_view text, bool decoded) {
  return StringPool::hash_of(text) ^ (decoded ? 0x9E37'79B9u : 0u);
}

}  // namespace

Id ChunkPool::add(std::string_view text, std::uint32_t hash, bool decoded) {
  const Id id = static_cast<Id>(texts_.size());
  texts_.push_back(text);
  hashes_.push_back(hash);
  if (decoded) foreign_.push_back(id);
  return id;
}

Id ChunkPool::append(std::string_view text, bool decoded) { return add(text, hash_for(text, decoded), decoded); }

Id ChunkPool::intern(std::string_view text, bool decoded) {
  const std::uint32_t hash = hash_for(text, decoded);
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  for (; slots_[slot].id != no_id; slot = (slot + 1) & mask)
    if (slots_[slot].hash == hash && texts_[slots_[slot].id] == text) return slots_[slot].id;
  const Id id = add(text, hash, decoded);
  slots_[slot] = {hash, id};
  if (++taken_ * 2 > slots_.size()) grow();
  return id;
}

void ChunkPool::grow() {
  std::vector<Slot> old(slots_.size() * 4, Slot{0, no_id});
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& moved : old) {
    if (moved.id == no_id) continue;
    std::size_t slot = moved.hash & mask;
    while (slots_[slot].id != no_id) slot = (slot + 1) & mask;
    slots_[slot] = moved;
  }
}

void ChunkPool::decode(Encoding encoding, const Gb18030* table) {
  for (const Id id : foreign_) hashes_[id] = StringPool::hash_of(texts_[id]);
  if (encoding == Encoding::utf8) return;
  std::vector<Id> raw;
  std::size_t bytes = 0, next_foreign = 0;
  for (Id id = 0; id < texts_.size(); ++id) {
    if (next_foreign < foreign_.size() && foreign_[next_foreign] == id) {
      ++next_foreign;
    } else if (!is_ascii(texts_[id])) {
      raw.push_back(id);
      bytes += 2 * texts_[id].size();
    }
  }
  if (decoded_.size() < bytes) decoded_.resize(bytes);
  char* at = decoded_.data();
  for (const Id id : raw) {
    char* const end = table->write_utf8(texts_[id], at);
    texts_[id] = {at, static_cast<std::size_t>(end - at)};
    hashes_[id] = StringPool::hash_of(texts_[id]);
    at = end;
  }
}

void ChunkPool::clear() {
  texts_.clear();
  hashes_.clear();
  foreign_.clear();
  if (taken_ > 0) std::fill(slots_.begin(), slots_.end(), Slot{0, no_id});
  taken_ = 0;
}

}  // namespace sightline::evidence
