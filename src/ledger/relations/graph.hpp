// graph.hpp: the edges of a query as a graph whose arrows point where a walk may go.
#pragma once

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/range/iterator_range.hpp>

#include "sightline/methods/relations.hpp"

namespace sightline {

struct GraphEdge {
  double weight = 1;
  Date since, until;
  std::uint32_t relation = 0;  // in Relations
  [[nodiscard]] bool valid_on(Date day) const {
    return !day.known() || ((!since.known() || since <= day) && (!until.known() || day <= until));
  }
};
using RelationGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, GraphEdge,
                                                         boost::no_property, Index, Index>;

// Every vertex is an enterprise. The day of the query is not looked at: edges carry their days.
[[nodiscard]] RelationGraph graph_of(const Ledger& ledger, const Relations& relations, const RelationQuery& query);

}  // namespace sightline
