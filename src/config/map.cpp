#include "config/map.hpp"

#include <yaml-cpp/yaml.h>

#include <cmath>
#include <utility>

#include "base/nearest_name.hpp"
#include "config/scalars.hpp"

namespace sightline::config {
namespace {

std::string shown(const YAML::Node& node) {
  if (node.IsScalar())
    return node.Scalar().size() > 60 ? "'" + node.Scalar().substr(0, 60) + "...'" : "'" + node.Scalar() + "'";
  return node.IsMap() ? "a map" : node.IsSequence() ? "a list" : "empty";
}

std::string joined(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

}  // namespace

Value::Value(Document& document, std::unique_ptr<YAML::Node> node, std::string path, nlohmann::ordered_json* schema)
    : document_(&document), node_(std::move(node)), path_(std::move(path)), schema_(schema) {}
Value::Value(Value&&) noexcept = default;
Value::~Value() = default;

bool Value::present() const { return document_->describing() || (node_->IsDefined() && !node_->IsNull()); }
bool Value::is_map() const { return document_->describing() || (node_->IsDefined() && node_->IsMap()); }
bool Value::is_list() const { return node_->IsDefined() && node_->IsSequence(); }
int Value::line() const { return node_->IsDefined() ? node_->Mark().line + 1 : 0; }

std::optional<std::string> Value::text() const {
  if (!node_->IsDefined() || !node_->IsScalar()) return std::nullopt;
  return node_->Scalar();
}

Map Value::map() const {
  if (!document_->describing() && !node_->IsMap()) fail("a map of keys and values");
  return Map(*document_, std::make_unique<YAML::Node>(*node_), path_, schema_);
}

void Value::each(const std::function<void(const Value&)>& visit) const {
  if (document_->describing()) {
    visit(Value(*document_, std::make_unique<YAML::Node>(), path_ + "[]", schema_ ? &(*schema_)["items"] : nullptr));
  } else if (is_list()) {
    std::size_t at = 0;
    for (const auto& item : *node_)
      visit(Value(*document_, std::make_unique<YAML::Node>(item), path_ + "[" + std::to_string(at++) + "]", nullptr));
  } else if (present()) {
    visit(Value(*document_, std::make_unique<YAML::Node>(*node_), path_, nullptr));
  }
}

void Value::fail(const std::string& expected) const {
  document_->violation(line(), path_ + " is " + shown(*node_) + ", must be " + expected);
}

void Value::or_word(std::span<const std::string> words) const {
  if (schema_ == nullptr) return;
  nlohmann::ordered_json map = std::move(*schema_),
                         word{{"enum", std::vector<std::string>(words.begin(), words.end())}};
  nlohmann::ordered_json both = nlohmann::ordered_json::object();
  if (map.contains("description")) both["description"] = map["description"];
  map.erase("description");
  both["anyOf"] = {std::move(map), std::move(word)};
  *schema_ = std::move(both);
}

Map::Map(Document& document, std::unique_ptr<YAML::Node> node, std::string path, nlohmann::ordered_json* schema)
    : document_(&document), node_(std::move(node)), path_(std::move(path)), schema_(schema) {
  if (schema_ == nullptr) return;
  (*schema_)["type"] = "object";
  (*schema_)["additionalProperties"] = false;
}

Map::Map(Map&& other) noexcept
    : document_(other.document_),
      node_(std::move(other.node_)),
      path_(std::move(other.path_)),
      schema_(other.schema_),
      declared_(std::move(other.declared_)),
      free_keys_(other.free_keys_) {
  other.node_.reset();
}

Map::~Map() {
  if (!node_ || free_keys_ || !node_->IsDefined() || !node_->IsMap()) return;
  for (const auto& entry : *node_) {
    const std::string& key = entry.first.Scalar();
    bool known = false;
    for (const std::string& name : declared_) known = known || name == key;
    if (!known)
      document_->violation(entry.first.Mark().line + 1,
                           joined(path_, key) + " is no known key" + did_you_mean(key, declared_));
  }
}

bool Map::present() const { return document_->describing() || (node_->IsDefined() && node_->IsMap()); }
bool Map::has(std::string_view key) const {
  if (document_->describing()) return true;
  if (!node_->IsDefined() || !node_->IsMap()) return false;
  const YAML::Node child = std::as_const(*node_)[std::string(key)];
  return child.IsDefined() && !child.IsNull();
}
int Map::line() const { return node_->IsDefined() ? node_->Mark().line + 1 : 0; }
void Map::fail(const std::string& message) const {
  document_->violation(line(), (path_.empty() ? "" : path_ + ": ") + message);
}

Value Map::take(std::string_view key, std::string_view meaning, const char* type) {
  declared_.emplace_back(key);
  nlohmann::ordered_json* field = nullptr;
  if (schema_ != nullptr) {
    field = &(*schema_)["properties"][std::string(key)];
    if (type != nullptr) (*field)["type"] = type;
    if (!meaning.empty()) (*field)["description"] = meaning;
  }
  auto child = std::make_unique<YAML::Node>(YAML::NodeType::Undefined);
  if (node_->IsDefined() && node_->IsMap())
    if (const YAML::Node found = std::as_const(*node_)[std::string(key)]; found.IsDefined()) child->reset(found);
  return Value(*document_, std::move(child), joined(path_, key), field);
}

template <class Convert>
bool Map::scalar(std::string_view key, std::string_view meaning, const char* type, const std::string& expected,
                 Convert convert) {
  const Value field = take(key, meaning, type);
  if (document_->describing()) {
    (*field.schema_)["x-expected"] = expected;
    return false;
  }
  if (!field.node_->IsDefined()) return false;
  const auto text = field.text();
  if (text && convert(*text)) return true;
  field.fail(expected + (meaning.empty() ? "" : " (" + std::string(meaning) + ")"));
  return false;
}

bool Map::text(std::string_view key, std::string& out, std::string_view meaning) {
  return scalar(key, meaning, "string", "a text", [&](const std::string& seen) { return out = seen, true; });
}

bool Map::word(std::string_view key, std::string& out, std::span<const std::string> allowed, std::string_view meaning) {
  std::string expected = "one of", suggestion;
  for (const std::string& name : allowed) expected += (&name == allowed.data() ? " " : ", ") + name;
  if (has(key) && !document_->describing()) {
    const YAML::Node child = std::as_const(*node_)[std::string(key)];
    if (child.IsScalar()) suggestion = did_you_mean(child.Scalar(), allowed);
  }
  const bool good = scalar(key, meaning, "string", expected + suggestion, [&](const std::string& seen) {
    for (const std::string& name : allowed)
      if (name == seen) return out = seen, true;
    return false;
  });
  if (schema_ != nullptr)
    (*schema_)["properties"][std::string(key)]["enum"] = std::vector<std::string>(allowed.begin(), allowed.end());
  return good;
}

bool Map::number(std::string_view key, double& out, Range range, std::string_view meaning) {
  const bool good = scalar(key, meaning, "number", expected_number(range, false), [&](const std::string& seen) {
    const auto value = parse_number(seen);
    return value && inside(*value, range) ? (out = *value, true) : false;
  });
  if (schema_ != nullptr) describe_range((*schema_)["properties"][std::string(key)], range);
  return good;
}

bool Map::integer(std::string_view key, int& out, Range range, std::string_view meaning) {
  const bool good = scalar(key, meaning, "integer", expected_number(range, true), [&](const std::string& seen) {
    const auto value = parse_number(seen);
    if (!value || *value != std::floor(*value) || std::fabs(*value) > 2e9 || !inside(*value, range)) return false;
    return out = static_cast<int>(*value), true;
  });
  if (schema_ != nullptr) describe_range((*schema_)["properties"][std::string(key)], range);
  return good;
}

bool Map::flag(std::string_view key, bool& out, std::string_view meaning) {
  return scalar(key, meaning, "boolean", "true or false", [&](const std::string& seen) {
    if (seen != "true" && seen != "false") return false;
    return out = seen == "true", true;
  });
}

bool Map::date(std::string_view key, Date& out, std::string_view meaning) {
  return scalar(key, meaning, "string", "a day such as 2021-12-31", [&](const std::string& seen) {
    const auto value = Date::parse(seen);
    return value ? (out = *value, true) : false;
  });
}

bool Map::money(std::string_view key, Money& out, std::string_view meaning) {
  return scalar(key, meaning, "number", "an amount in yuan such as 1200 or 1200.50, 0 or more",
                [&](const std::string& seen) {
                  const auto value = Money::parse(seen);
                  return value && value->fen >= 0 ? (out = *value, true) : false;
                });
}

bool Map::days(std::string_view key, double& out, std::string_view meaning) {
  return scalar(key, meaning, "string", "a time such as 180d, 26w, 6m or 2y", [&](const std::string& seen) {
    const auto value = parse_days(seen);
    return value ? (out = *value, true) : false;
  });
}

bool Map::months(std::string_view key, int& out, std::string_view meaning) {
  return scalar(key, meaning, "string", "a time such as 6m or 1y", [&](const std::string& seen) {
    const auto value = parse_months(seen);
    return value ? (out = *value, true) : false;
  });
}

bool Map::metres(std::string_view key, double& out, std::string_view meaning) {
  return scalar(key, meaning, "string", "a distance such as 800m or 1km", [&](const std::string& seen) {
    const auto value = parse_metres(seen);
    return value ? (out = *value, true) : false;
  });
}

bool Map::texts(std::string_view key, std::vector<std::string>& out, std::string_view meaning) {
  const Value field = take(key, meaning, nullptr);
  if (field.schema_ != nullptr) (*field.schema_)["type"] = {"array", "string"};
  if (document_->describing() || !field.present()) return false;
  std::vector<std::string> read;
  bool good = true;
  field.each([&](const Value& item) {
    const auto text = item.text();
    if (text)
      read.push_back(*text);
    else
      item.fail("a text"), good = false;
  });
  if (good) out = std::move(read);
  return good;
}

bool Map::numbers(std::string_view key, std::vector<double>& out, Range range, std::string_view meaning) {
  const Value field = take(key, meaning, nullptr);
  if (field.schema_ != nullptr) (*field.schema_)["type"] = {"array", "number"};
  if (document_->describing() || !field.present()) return false;
  std::vector<double> read;
  bool good = true;
  field.each([&](const Value& item) {
    const auto text = item.text();
    const auto value = text ? parse_number(*text) : std::nullopt;
    if (value && inside(*value, range))
      read.push_back(*value);
    else
      item.fail(expected_number(range, false)), good = false;
  });
  if (good) out = std::move(read);
  return good;
}

void Map::require(std::string_view key, std::string_view meaning) {
  if (schema_ != nullptr) (*schema_)["required"].push_back(std::string(key));
  if (!document_->describing() && !has(key))
    fail("key '" + std::string(key) + "' is missing (" + std::string(meaning) + ")");
}

Map Map::map(std::string_view key, std::string_view meaning) {
  Value field = take(key, meaning, "object");
  if (!document_->describing() && field.present() && !field.is_map()) field.fail("a map of keys and values");
  return Map(*document_, std::make_unique<YAML::Node>(*field.node_), field.path_, field.schema_);
}

void Map::list(std::string_view key, const std::function<void(Map&)>& visit, std::string_view meaning) {
  const Value field = take(key, meaning, "array");
  if (!field.present()) return;
  if (!document_->describing() && !field.is_list()) return field.fail("a list");
  field.each([&](const Value& item) {
    if (!item.is_map()) return item.fail("a map of keys and values");
    Map map = item.map();
    visit(map);
  });
}

void Map::entries(std::string_view key, const std::function<void(const std::string&, const Value&)>& visit,
                  std::string_view meaning) {
  Map map = this->map(key, meaning);
  map.every_entry(visit);
}

void Map::every_entry(const std::function<void(const std::string&, const Value&)>& visit) {
  free_keys_ = true;
  if (schema_ != nullptr) {
    nlohmann::ordered_json& any = (*schema_)["additionalProperties"] = nlohmann::ordered_json::object();
    visit("*", Value(*document_, std::make_unique<YAML::Node>(), joined(path_, "*"), &any));
  }
  if (!node_->IsDefined() || !node_->IsMap()) return;
  for (const auto& entry : *node_)
    visit(entry.first.Scalar(),
          Value(*document_, std::make_unique<YAML::Node>(entry.second), joined(path_, entry.first.Scalar()), nullptr));
}

Value Map::value(std::string_view key, std::string_view meaning) { return take(key, meaning, nullptr); }

}  // namespace sightline::config
