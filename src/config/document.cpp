#include "config/document.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <set>

#include "config/map.hpp"
#include "sightline/base/error.hpp"

namespace sightline::config {
namespace {

constexpr int depth_limit = 40;                // deeper nesting has no use and would overflow the stack
constexpr std::size_t node_limit = 2'000'000;  // aliases of aliases grow without bound

// Reports duplicate keys, keys that are no scalars, and nesting without end. Returns the nodes visited.
void walk(const YAML::Node& node, Document& document, int depth, std::size_t& visited) {
  if (++visited > node_limit || depth > depth_limit)
    throw Error(ErrorCode::usage, document.name() + ": nested too deeply or repeats itself without end");
  const int line = node.Mark().line + 1;
  if (node.IsSequence())
    for (const auto& item : node) walk(item, document, depth + 1, visited);
  if (!node.IsMap()) return;
  std::set<std::string> seen;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      document.violation(line, "a key must be a plain word");
      continue;
    }
    if (!seen.insert(entry.first.Scalar()).second)
      document.violation(entry.first.Mark().line + 1, "key '" + entry.first.Scalar() + "' is given twice");
    walk(entry.second, document, depth + 1, visited);
  }
}

}  // namespace

Document::Document() : node_(std::make_unique<YAML::Node>()) {}
Document::Document(Document&&) noexcept = default;
Document::~Document() = default;

Document Document::parse(std::string_view text, std::string name) {
  Document document;
  document.name_ = std::move(name);
  document.text_ = std::string(text);
  if (text.find('\0') != std::string_view::npos)
    throw Error(ErrorCode::usage, document.name_ + ": is no YAML text (it holds a zero byte)");
  try {
    *document.node_ = YAML::Load(document.text_);
    std::size_t visited = 0;
    walk(*document.node_, document, 0, visited);
  } catch (const YAML::Exception& error) {
    throw Error(ErrorCode::usage,
                document.name_ + ":" + std::to_string(error.mark.line + 1) + ": is no valid YAML: " + error.msg);
  }
  document.finish();
  if (!document.node_->IsMap()) throw Error(ErrorCode::usage, document.name_ + ": must be a map of keys and values");
  return document;
}

Document Document::load(const std::string& path) { return parse(read_text_file(path), path); }

Document Document::describe() {
  Document document;
  document.describing_ = true;
  document.schema_ = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}};
  return document;
}

Map Document::root() { return Map(*this, std::make_unique<YAML::Node>(*node_), "", describing_ ? &schema_ : nullptr); }

void Document::violation(int line, const std::string& message) { violations_.push_back({line, message}); }

void Document::finish() const {
  if (violations_.empty()) return;
  std::vector<Violation> sorted = violations_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  std::string text;
  for (const Violation& violation : sorted) {
    if (!text.empty()) text += "\n";
    text += name_ + ":" + (violation.line > 0 ? std::to_string(violation.line) + ": " : " ") + violation.message;
  }
  throw Error(ErrorCode::usage, text);
}

std::string read_text_file(const std::string& path, std::size_t limit_bytes) {
  std::error_code failure;
  if (std::filesystem::is_directory(path, failure))
    throw Error(ErrorCode::usage, path + ": is a folder, expected a file");
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) throw Error(ErrorCode::usage, path + ": cannot be read: " + std::strerror(errno));
  std::string text;
  char block[1 << 16];
  for (std::size_t got; (got = std::fread(block, 1, sizeof block, file)) > 0 && text.size() <= limit_bytes;)
    text.append(block, got);
  std::fclose(file);
  if (text.size() > limit_bytes)
    throw Error(ErrorCode::usage, path + ": is larger than " + std::to_string(limit_bytes) + " bytes");
  return text;
}

}  // namespace sightline::config
