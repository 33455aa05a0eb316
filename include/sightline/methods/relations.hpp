// relations.hpp: who is connected with whom on a day: suppliers and dealers, owners, markets.
//
// Edge     a row of `relations`: from -> to (supplies: from the supplier to the dealer), of a kind, valid from `since`
//          to `until` inclusive (empty = no limit), known from known_on (else `since`). Its weight is the table's
//          `weight` column, else 1; times the weight that the kinds asked for give it.
// Gives    Relations: the edges between listed enterprises that were known on the as-of day; who is reached from whom
//          by which path; who hangs together.
// Errors   Error(usage) for kinds that cannot be read.
// Repeats  edges are sorted by (from, to, kind, days, weight): permuting rows changes nothing.
// Threads  safe to call at once.
// Cost     linear in edges; a trace in the edges that it meets (breadth first).
// Source   breadth-first search: Moore 1959.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sightline/ledger.hpp"

namespace sightline {

struct Relations {
  std::vector<Index> from, to;  // enterprises
  std::vector<Id> kind;
  std::vector<Date> since, until;  // unknown = no limit; since: never before the edge was known
  std::vector<double> weight;      // > 0
  std::vector<std::uint32_t> row;  // of the relations table
  std::size_t enterprises = 0;     // of the ledger
  [[nodiscard]] std::size_t size() const { return from.size(); }
};

// The edges of the relations table; none when there is no such table. Edges of an enterprise with itself are left out.
[[nodiscard]] SIGHTLINE_API Relations build_relations(const Ledger& ledger);

// Against the edges (up: from dealer to supplier), along them (down), or both ways. natural: both for kinds named
// same_*, else up.
enum class Direction : std::uint8_t { natural, up, down, both };

struct RelationKind {
  std::string name;
  double weight = 1;  // > 0
};
// Kinds joined by "+", each with an optional weight: "supplies+same_owner:0.5".
[[nodiscard]] SIGHTLINE_API std::vector<RelationKind> parse_relation_kinds(std::string_view text);

struct RelationQuery {
  std::vector<RelationKind> kinds;  // none = every kind
  Direction direction = Direction::natural;
  Date day;           // edges valid on that day; unknown = all edges
  int max_steps = 0;  // of a trace; 0 = as far as it goes
};

// Everyone reached from `start`, nearest first (fewest steps, then by id); start itself is entry 0.
struct Trace {
  std::vector<Index> enterprise;
  std::vector<std::uint32_t> steps;
  std::vector<std::uint32_t> before;    // entry of the one before on a shortest path; 0 for the start
  std::vector<std::uint32_t> relation;  // edge from the one before, in Relations; no_index for the start
  [[nodiscard]] std::size_t size() const { return enterprise.size(); }
  // start, ..., enterprise; empty when it is not reached.
  [[nodiscard]] SIGHTLINE_API std::vector<Index> path_to(Index enterprise) const;
};
[[nodiscard]] SIGHTLINE_API Trace trace_relations(const Ledger& ledger, const Relations& relations, Index start,
                                                  const RelationQuery& query);
// "Mill -> Depot -> Shop": the ids along a path.
[[nodiscard]] SIGHTLINE_API std::string to_text_path(const Ledger& ledger, const std::vector<Index>& path);

// Enterprises that hang together by edges of the query, whatever their direction. Components are numbered by their
// first enterprise; one without edges is a component of its own.
struct Components {
  std::vector<Index> of_enterprise;
  std::vector<std::uint32_t> size;  // per component
};
[[nodiscard]] SIGHTLINE_API Components find_components(const Ledger& ledger, const Relations& relations,
                                                       const RelationQuery& query);

}  // namespace sightline
