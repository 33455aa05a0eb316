// register.hpp: the plan's register as columns. Everything the draw knows stands here.
//
// The text is the one of plan_register (plan.hpp): a head, then lines, inspectors and sampling points. Ids stay as they
// are written (\ TAB CR LF of an id as \\ \t \r \n): so they enter the tickets, and plain() gives them back for the
// files.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sightline/base/money.hpp"
#include "sightline/plan.hpp"

namespace sightline {

struct RegisterLines {  // in the order of the bytes of (enterprise, category, lab, stream); lists point into the text
  std::vector<std::string_view> enterprise, category, district, lab;
  std::vector<Stream> stream;
  std::vector<std::uint16_t> batches;
  std::vector<std::uint32_t> units;  // billionths
  std::vector<std::int64_t> cost_fen;
  std::vector<std::uint32_t> place;  // in the published order
  [[nodiscard]] std::size_t size() const { return enterprise.size(); }
};

struct RegisterInspector {
  std::string_view id;
  std::vector<std::string_view> qualified_for, conflicts;  // sorted; qualified_for empty: for everything
};

struct RegisterPoint {
  std::string_view enterprise, id, kind, category;
  std::vector<std::string_view> feeds;
};

struct Register {
  Date as_of, start, end;
  std::vector<Quarter> quarters;  // one at least: the round as a whole where the policy has none
  int window_days = 0;
  RegisterLines lines;
  std::vector<RegisterInspector> inspectors;  // by id
  std::vector<RegisterPoint> points;          // by (enterprise, id)
};

// Error(input) names the line of the text, what stands there and what was expected: unknown heads, fields that are no
// numbers, lines out of order or double, counts that do not agree, random totals that are not whole.
// The register points into `text`, which must stay.
[[nodiscard]] Register read_register(std::string_view text);

// An id as it was before it was written into the register.
[[nodiscard]] std::string plain(std::string_view id);

}  // namespace sightline
