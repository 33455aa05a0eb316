// document.hpp: a YAML file read strictly. Every key must be declared, every value is converted by its declared type
// (never guessed by YAML: `no` and 0140300 stay texts until a field says otherwise), and all violations are listed at
// once:
//
//   policy.yaml:14: rules[2].min_share is 1.4, must be between 0 and 1 (share of batches)
//
// One declaration serves loading and describing: a loader run on Document::describe() records its fields as a JSON
// Schema.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace YAML {
class Node;
}

namespace sightline::config {

class Map;

class Document {
 public:
  // name: how messages call the file. Throws Error(usage) when the text is no YAML or has a duplicate key anywhere.
  static Document parse(std::string_view text, std::string name);
  static Document load(const std::string& path);  // Error(usage) when it cannot be read
  static Document describe();                     // no values; fields are recorded

  Document(Document&&) noexcept;
  ~Document();

  [[nodiscard]] Map root();
  [[nodiscard]] bool describing() const { return describing_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  void violation(int line, const std::string& message);
  void finish() const;  // throws Error(usage) with every violation, in line order, when there is any
  [[nodiscard]] const nlohmann::ordered_json& schema() const { return schema_; }

 private:
  Document();
  struct Violation {
    int line;
    std::string message;
  };
  std::string name_, text_;
  std::unique_ptr<YAML::Node> node_;
  std::vector<Violation> violations_;
  nlohmann::ordered_json schema_;
  bool describing_ = false;
};

// Reads a whole file, at most `limit_bytes`; Error(code) naming the path when it cannot be read.
[[nodiscard]] std::string read_text_file(const std::string& path, std::size_t limit_bytes = std::size_t{1} << 26);

}  // namespace sightline::config
