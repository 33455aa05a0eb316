// resolved.hpp: a signal whose names have been looked up in a ledger, and the rows that want its values.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sightline/signals.hpp"

namespace sightline::signals {

// Training rows in order of date, then the candidates of the frame. Days never decrease.
struct Rows {
  std::vector<Index> enterprise, category;
  std::vector<Date> day;                  // values are as known at the end of this day
  std::vector<std::uint32_t> inspection;  // of each training row: index in the ledger's inspections
  [[nodiscard]] std::size_t size() const { return day.size(); }
  [[nodiscard]] std::size_t training() const { return inspection.size(); }
};

// Which rows of a table a `where` takes; all of them when it is empty.
struct Where {
  const Column* column = nullptr;
  bool negated = false;
  enum class Compare : std::uint8_t { equal, less, at_most, more, at_least } compare = Compare::equal;
  std::vector<Id> texts;        // equal, on a text column
  std::vector<double> numbers;  // on a number, flag or money column (yuan)
  [[nodiscard]] bool takes(std::size_t row) const;
};

// Events that count: all of a table, or inspections by their result.
enum class EventSet : std::uint8_t { table, tested, nonconforming, conforming, not_available, refused, closed };
enum class Kind : std::uint8_t { sums, history, active, attribute };

struct Resolved {
  SignalSpec spec;
  Kind kind = Kind::sums;
  const Events* events = nullptr;  // sums, history
  EventSet set = EventSet::table;
  const Column* column = nullptr;  // of the events, or of the attribute's table
  bool outcome = false;            // the column is whether the inspection's result is nonconforming
  const Table* table = nullptr;    // active, attribute; null for the calendar
  std::string attribute;           // the attribute's name: age_years, month, volume
  Where where;
  RelationQuery relations;         // via
  std::vector<std::string> scope;  // parts of the scope: enterprise, category, district or a column of enterprises
};

// What one event adds: weight mass, and mass * column as amount (history: the column itself). mass 0 = it does not
// count.
struct Share {
  double mass = 0, amount = 0;
};
struct Revision {  // from `day` on the event adds `share` instead of what it added before
  Date day;
  std::uint32_t event;
  Share share;
};
struct Source {
  std::vector<Share> share;         // per event, as first known
  std::vector<Revision> revisions;  // by (day, event)
};

// Fills `resolved`, or says what the dataset lacks. Throws Error(usage) for a signal that contradicts itself.
[[nodiscard]] std::string resolve(const Ledger& ledger, const SignalSpec& spec, Resolved& resolved);
[[nodiscard]] double number_in(const Column& column, std::size_t row);  // NaN when empty; money in yuan
[[nodiscard]] bool in_set(EventSet set, Result result);
[[nodiscard]] Source source_of(const Ledger& ledger, const Resolved& resolved);

// A text as it is compared in the scope of this name: name, address and street are normalised, others stay.
[[nodiscard]] std::string comparable(std::string_view scope, std::string_view text);
// The column of enterprises that a scope's name stands for: its own, or address for street. nullptr when there is none.
[[nodiscard]] const Column* scope_column(const Table* table, std::string_view scope);
// The text of a cell, whatever its type; "" when empty.
[[nodiscard]] std::string text_in(const StringPool& pool, const Column& column, std::size_t row);

[[nodiscard]] Rows rows_of(const Ledger& ledger, const SignalOptions& options);

}  // namespace sightline::signals
