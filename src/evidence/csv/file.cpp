#include "evidence/csv/file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "sightline/base/error.hpp"

namespace sightline::evidence {
namespace {

constexpr std::size_t mapped_from_bytes = std::size_t{1} << 16;  // smaller files are quicker to read than to map

[[noreturn]] void fail(const std::string& path, const std::string& reason) {
  throw Error(ErrorCode::input, path + ": cannot be read: " + reason);
}

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (number_ < 0) fail(path, std::strerror(errno));
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

std::string read_all(int descriptor, const std::string& path, std::size_t guess) {
  std::string bytes(guess + 1, '\0');
  std::size_t used = 0;
  for (;;) {
    if (used == bytes.size()) bytes.resize(bytes.size() * 2);
    const ssize_t got = ::read(descriptor, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, std::strerror(errno));
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  bytes.resize(used);
  return bytes;
}

struct Inflater {
  z_stream stream{};
  explicit Inflater(const std::string& path) {
    if (inflateInit2(&stream, 15 + 16) != Z_OK) fail(path, "no memory to unpack gzip");
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream); }
};

// One or more gzip members, as gunzip reads them.
std::string unpacked(std::string_view packed, const std::string& path) {
  std::string out;
  std::size_t used = 0, taken = 0;
  while (taken < packed.size()) {
    Inflater inflater(path);
    int status = Z_OK;
    while (status != Z_STREAM_END) {
      if (used == out.size()) out.resize(out.size() < 65'536 ? 65'536 : out.size() * 2);
      const auto in = static_cast<uInt>(std::min<std::size_t>(packed.size() - taken, 1u << 30));
      const auto room = static_cast<uInt>(std::min<std::size_t>(out.size() - used, 1u << 30));
      inflater.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + taken));
      inflater.stream.avail_in = in;
      inflater.stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
      inflater.stream.avail_out = room;
      status = inflate(&inflater.stream, Z_NO_FLUSH);
      const std::size_t eaten = in - inflater.stream.avail_in, made = room - inflater.stream.avail_out;
      taken += eaten;
      used += made;
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) fail(path, "the gzip data are damaged");
      if (status != Z_STREAM_END && eaten == 0 && made == 0) fail(path, "the gzip data end too early (truncated file)");
    }
    if (used > packed.size() * most_unpacked_ratio + 65'536) fail(path, "unpacks to more than gzip can hold");
  }
  out.resize(used);
  return out;
}

}  // namespace

struct FileBytes::State {
  void* mapped = nullptr;
  std::size_t mapped_size = 0;
  std::string stored, content;
  bool packed = false;
  ~State() {
    if (mapped != nullptr) ::munmap(mapped, mapped_size);
  }
  [[nodiscard]] std::string_view bytes() const {
    return mapped != nullptr ? std::string_view(static_cast<const char*>(mapped), mapped_size)
                             : std::string_view(stored);
  }
};

FileBytes::FileBytes(const std::string& path) : state_(std::make_unique<State>()) {
  const Descriptor descriptor(path);
  struct stat status{};
  if (::fstat(descriptor.number(), &status) != 0) fail(path, std::strerror(errno));
  if (S_ISDIR(status.st_mode)) fail(path, "it is a folder");
  const auto size = static_cast<std::size_t>(status.st_size < 0 ? 0 : status.st_size);
  if (S_ISREG(status.st_mode) && size >= mapped_from_bytes) {
    void* place = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.number(), 0);
    if (place != MAP_FAILED) {
      state_->mapped = place;
      state_->mapped_size = size;
      ::madvise(place, size, MADV_WILLNEED);
    }
  }
  if (state_->mapped == nullptr)
    state_->stored = read_all(descriptor.number(), path, S_ISREG(status.st_mode) ? size : 65'536);
  const std::string_view bytes = state_->bytes();
  state_->packed = bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
  if (state_->packed) state_->content = unpacked(bytes, path);
}

FileBytes::FileBytes(FileBytes&&) noexcept = default;
FileBytes& FileBytes::operator=(FileBytes&&) noexcept = default;
FileBytes::~FileBytes() = default;
std::string_view FileBytes::stored() const { return state_->bytes(); }
std::string_view FileBytes::content() const {
  return state_->packed ? std::string_view(state_->content) : state_->bytes();
}

bool FileBytes::packed() const { return state_->packed; }

void FileBytes::forget(std::size_t begin, std::size_t end) const {
  if (state_->mapped == nullptr || state_->packed) return;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  begin = (begin + page - 1) / page * page;
  end = end >= state_->mapped_size ? end : end / page * page;
  if (begin < end) ::madvise(static_cast<char*>(state_->mapped) + begin, end - begin, MADV_DONTNEED);
}

}  // namespace sightline::evidence
