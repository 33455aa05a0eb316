// map.hpp: the fields of one YAML map, each read by a call that also declares it.
//
// A field that is absent leaves its variable alone (the default stands). A field of the wrong type or out of range is a
// violation of the document and leaves its variable alone too. When the Map goes out of scope unknown keys are
// reported.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "sightline/base/date.hpp"
#include "sightline/base/money.hpp"

namespace sightline::config {

struct Range {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool above_least = false;  // least itself is excluded
};

// A value of any shape, for fields that take a word or a map. Copies share the document.
class Value {
 public:
  Value(Document& document, std::unique_ptr<YAML::Node> node, std::string path, nlohmann::ordered_json* schema);
  Value(Value&&) noexcept;
  ~Value();

  [[nodiscard]] bool present() const;  // always true while describing
  [[nodiscard]] bool is_map() const;
  [[nodiscard]] bool is_list() const;
  [[nodiscard]] std::optional<std::string> text() const;            // a scalar as it stands; nothing for maps and lists
  [[nodiscard]] Map map() const;                                    // a violation when it is no map
  void each(const std::function<void(const Value&)>& visit) const;  // items of a list (one, for a single value)
  void fail(const std::string& expected) const;                     // "path is 'seen', must be EXPECTED"
  void or_word(std::span<const std::string> words) const;           // schema: a map, or one of these words
  [[nodiscard]] int line() const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  friend class Map;
  Document* document_;
  std::unique_ptr<YAML::Node> node_;
  std::string path_;
  nlohmann::ordered_json* schema_;
};

class Map {
 public:
  Map(Document& document, std::unique_ptr<YAML::Node> node, std::string path, nlohmann::ordered_json* schema);
  Map(Map&&) noexcept;
  Map(const Map&) = delete;
  ~Map();  // reports unknown keys

  [[nodiscard]] bool present() const;  // the map is there (or the document is describing)
  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] int line() const;
  [[nodiscard]] const std::string& path() const { return path_; }
  Document& document() const { return *document_; }
  void fail(const std::string& message) const;  // "path: MESSAGE" at the map's line

  // meaning: one line for schema and reference ("share of batches"). Each returns whether a good value was read.
  bool text(std::string_view key, std::string& out, std::string_view meaning);
  bool word(std::string_view key, std::string& out, std::span<const std::string> allowed, std::string_view meaning);
  bool number(std::string_view key, double& out, Range range, std::string_view meaning);
  bool integer(std::string_view key, int& out, Range range, std::string_view meaning);
  bool flag(std::string_view key, bool& out, std::string_view meaning);  // true, false
  bool date(std::string_view key, Date& out, std::string_view meaning);
  bool money(std::string_view key, Money& out, std::string_view meaning);  // yuan, at most two decimals, >= 0
  bool days(std::string_view key, double& out,
            std::string_view meaning);  // 180d, 26w, 6m, 2y -> days (m 30.4375, y 365.25)
  bool months(std::string_view key, int& out, std::string_view meaning);                      // 6m, 1y -> months
  bool metres(std::string_view key, double& out, std::string_view meaning);                   // 800m, 1km
  bool texts(std::string_view key, std::vector<std::string>& out, std::string_view meaning);  // a list or one text
  bool numbers(std::string_view key, std::vector<double>& out, Range range, std::string_view meaning);
  void require(std::string_view key, std::string_view meaning);  // a violation when absent

  [[nodiscard]] Map map(std::string_view key, std::string_view meaning);  // present() is false when absent
  void list(std::string_view key, const std::function<void(Map&)>& visit, std::string_view meaning);  // maps
  void entries(std::string_view key, const std::function<void(const std::string& name, const Value&)>& visit,
               std::string_view meaning);                                     // a map whose keys are free names
  [[nodiscard]] Value value(std::string_view key, std::string_view meaning);  // any shape
  void every_entry(const std::function<void(const std::string& name, const Value&)>& visit);  // this map has free keys

 private:
  Value take(std::string_view key, std::string_view meaning, const char* type);
  template <class Convert>
  bool scalar(std::string_view key, std::string_view meaning, const char* type, const std::string& expected,
              Convert convert);

  Document* document_;
  std::unique_ptr<YAML::Node> node_;
  std::string path_;
  nlohmann::ordered_json* schema_;
  std::vector<std::string> declared_;
  bool free_keys_ = false;
};

}  // namespace sightline::config
