// file.hpp: the bytes of a source, mapped into memory where that is possible.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sightline::evidence {

// The bytes as stored and as read: they differ for gzip alone. Error(input) names the path and the reason.
class FileBytes {
 public:
  explicit FileBytes(const std::string& path);
  FileBytes(FileBytes&&) noexcept;
  FileBytes& operator=(FileBytes&&) noexcept;
  ~FileBytes();

  [[nodiscard]] std::string_view stored() const;   // what the hash is taken of
  [[nodiscard]] std::string_view content() const;  // unpacked
  [[nodiscard]] bool packed() const;
  // [begin, end) of the content is not needed soon: its memory may go; it comes back from the file when it is read
  // again.
  void forget(std::size_t begin, std::size_t end) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

inline constexpr std::size_t most_unpacked_ratio = 1'100;  // deflate cannot pack more than about 1 : 1032

}  // namespace sightline::evidence
