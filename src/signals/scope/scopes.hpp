// scopes.hpp: which accumulator an event adds to and which one a row reads, for scopes that are equal values.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "signals/resolved.hpp"

namespace sightline::signals {

using Keys = std::vector<Index>;  // per event or row; no_index: an event that no row reads, a row without the value

// Numbers pairs in the order in which they come; open addressing, so one probe or two per look-up.
class PairIndex {
 public:
  void reserve(std::size_t pairs);
  Index add(Index a, Index b);                       // its number, a new one when it is new
  [[nodiscard]] Index find(Index a, Index b) const;  // no_index when it was never added
  [[nodiscard]] std::size_t size() const { return pairs_.size(); }

 private:
  [[nodiscard]] std::size_t slot_of(std::uint64_t pair) const;
  std::vector<std::uint64_t> pairs_;
  std::vector<Index> slots_;
};

// Rows and events with the same values of all parts have the same key. Kept for as long as signals are being measured,
// for many signals share a scope.
class Scopes {
 public:
  Scopes(const Ledger& ledger, const Rows& rows) : ledger_(ledger), rows_(rows) {}

  struct Scope {
    std::size_t keys = 0;
    const Keys* of_row = nullptr;
    const Keys* of_event = nullptr;
  };
  // parts: sorted, without repeats; none = all rows and events share key 0. Not safe to call at once.
  const Scope& find(const Events& events, const std::vector<std::string>& parts);
  // One that was found before; safe to call at once.
  [[nodiscard]] const Scope& at(const Events& events, const std::vector<std::string>& parts) const {
    return scopes_.at({events.name, parts}).second;
  }

 private:
  struct Labels {  // the values of one attribute of enterprises
    StringPool names;
    Keys of_enterprise;
  };
  struct RowScope {
    std::size_t keys = 0;
    Keys of_row;
    PairIndex pairs;  // (key of the parts before, value of the last part) -> key
  };
  const RowScope& row_scope(const std::vector<std::string>& parts);
  const Labels& labels(const std::string& part);
  std::size_t values_of(const std::string& part);
  Keys row_values(const std::string& part);
  Keys event_values(const Events& events, const std::string& part);
  Keys event_keys(const Events& events, const std::vector<std::string>& parts);

  const Ledger& ledger_;
  const Rows& rows_;
  std::map<std::string, Labels> labels_;
  std::map<std::vector<std::string>, RowScope> row_scopes_;
  std::map<std::pair<std::string, std::vector<std::string>>, std::pair<Keys, Scope>> scopes_;
};

}  // namespace sightline::signals
