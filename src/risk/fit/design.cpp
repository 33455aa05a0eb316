#include "risk/fit/design.hpp"

#include <numeric>

namespace sightline::hierarchy {
namespace {

constexpr std::size_t loose_block = 256;  // rows without an effect are independent: any block will do

}  // namespace

std::vector<std::uint32_t> gather_clusters(const std::vector<Index>& level, std::size_t levels, Design& design) {
  std::vector<std::size_t> start(levels + 2, 0);  // counting sort, stable; rows without a level come last
  for (const Index at : level) ++start[(at == no_index ? levels : at) + 1];
  std::partial_sum(start.begin(), start.end(), start.begin());
  const std::size_t loose = start[levels];
  design.clustered.level.clear();
  design.cluster_begin.assign(1, 0);
  for (std::size_t at = 0; at < levels; ++at) {
    if (start[at + 1] == start[at]) continue;  // a level that no row has
    design.clustered.level.push_back(static_cast<Index>(at));
    design.cluster_begin.push_back(start[at + 1]);
  }
  for (std::size_t row = loose; row < level.size(); row += loose_block) {
    design.clustered.level.push_back(no_index);
    design.cluster_begin.push_back(row + loose_block < level.size() ? row + loose_block : level.size());
  }
  std::vector<std::uint32_t> order(level.size());
  for (std::uint32_t row = 0; row < level.size(); ++row)
    order[start[level[row] == no_index ? levels : level[row]]++] = row;
  return order;
}

}  // namespace sightline::hierarchy
