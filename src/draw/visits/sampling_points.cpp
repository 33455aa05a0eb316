#include "draw/visits/sampling_points.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/connected_components.hpp>
#include <string>

namespace sightline {
namespace {

constexpr std::uint64_t most_sets = 200'000;

using Feeds = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
using Shares = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

struct Part {
  std::vector<std::vector<std::size_t>> covered_by;  // per point to cover: which outlets, as points, rising
  std::vector<std::size_t> to_cover, outlets;        // points, rising
};

// n over k, or anything above most_sets when it is more.
std::uint64_t sets_of(std::size_t n, std::size_t k) {
  std::uint64_t count = 1;
  k = std::min(k, n - k);
  for (std::size_t i = 0; i < k; ++i) {
    count = count * (n - i) / (i + 1);
    if (count > most_sets) return count;
  }
  return count;
}

// All covers of `size` outlets when none smaller exists: the first uncovered point takes each outlet that covers it,
// which is banned afterwards, so that every cover is met once.
class CoverSearch {
 public:
  CoverSearch(const Part& part, std::size_t points) : part_(part), banned_(points), taken_(points) {}

  std::vector<std::vector<std::size_t>> covers(std::size_t size) {
    search(size);
    std::sort(found_.begin(), found_.end());
    return std::move(found_);
  }

 private:
  void search(std::size_t left) {
    const auto open = std::find_if(part_.covered_by.begin(), part_.covered_by.end(), [this](const auto& by) {
      return std::none_of(by.begin(), by.end(), [this](std::size_t outlet) { return taken_[outlet]; });
    });
    if (open == part_.covered_by.end()) {
      std::vector<std::size_t> cover = chosen_;
      std::sort(cover.begin(), cover.end());
      found_.push_back(std::move(cover));
      return;
    }
    if (left == 0) return;
    std::vector<std::size_t> tried;
    for (const std::size_t outlet : *open) {
      if (banned_[outlet]) continue;
      chosen_.push_back(outlet);
      taken_[outlet] = true;
      search(left - 1);
      taken_[outlet] = false;
      chosen_.pop_back();
      banned_[outlet] = true;
      tried.push_back(outlet);
    }
    for (const std::size_t outlet : tried) banned_[outlet] = false;
  }

  const Part& part_;
  std::vector<bool> banned_, taken_;
  std::vector<std::size_t> chosen_;
  std::vector<std::vector<std::size_t>> found_;
};

class PointGraph {
 public:
  PointGraph(std::span<const RegisterPoint> points, std::string_view category) {
    for (const RegisterPoint& point : points)
      if (point.category.empty() || point.category == category) points_.push_back(&point);
    feeds_ = Feeds(points_.size());
    for (std::size_t p = 0; p < points_.size(); ++p)
      for (const std::string_view name : points_[p]->feeds) {
        const auto at = std::find_if(points_.begin(), points_.end(), [&](const auto* q) { return q->id == name; });
        const auto q = static_cast<std::size_t>(at - points_.begin());
        if (at != points_.end() && q != p) boost::add_edge(p, q, feeds_);
      }
  }
  [[nodiscard]] std::size_t size() const { return points_.size(); }
  [[nodiscard]] std::string_view id(std::size_t p) const { return points_[p]->id; }
  [[nodiscard]] bool to_cover(std::size_t p) const {
    return points_[p]->kind == "tank" || points_[p]->kind == "silo" || boost::in_degree(p, feeds_) == 0;
  }
  // Outlets to which a way leads from p, p among them.
  [[nodiscard]] std::vector<std::size_t> outlets_of(std::size_t p) const {
    std::vector<boost::default_color_type> color(size());
    const auto colors = boost::make_iterator_property_map(color.begin(), boost::get(boost::vertex_index, feeds_));
    boost::breadth_first_search(feeds_, p, boost::color_map(colors));
    std::vector<std::size_t> outlets;
    for (std::size_t q = 0; q < size(); ++q)
      if (color[q] != boost::white_color && boost::out_degree(q, feeds_) == 0 && points_[q]->kind != "tank")
        outlets.push_back(q);
    return outlets;
  }

 private:
  std::vector<const RegisterPoint*> points_;
  Feeds feeds_;
};

// Parts by their first point to cover; what no outlet covers goes to `unreachable`.
std::vector<Part> parts_of(const PointGraph& graph, std::vector<bool>& unreachable) {
  Shares shares(graph.size());
  std::vector<std::vector<std::size_t>> outlets(graph.size());
  for (std::size_t p = 0; p < graph.size(); ++p) {
    if (!graph.to_cover(p)) continue;
    outlets[p] = graph.outlets_of(p);
    unreachable[p] = outlets[p].empty();
    for (const std::size_t outlet : outlets[p])
      if (outlet != p) boost::add_edge(p, outlet, shares);
  }
  std::vector<std::size_t> component(graph.size()), number;
  if (graph.size() > 0) number.resize(static_cast<std::size_t>(boost::connected_components(shares, component.data())));
  std::fill(number.begin(), number.end(), graph.size());
  std::vector<Part> parts;
  for (std::size_t p = 0; p < graph.size(); ++p) {
    if (outlets[p].empty()) continue;
    std::size_t& mine = number[component[p]];
    if (mine == graph.size()) {
      mine = parts.size();
      parts.emplace_back();
    }
    parts[mine].to_cover.push_back(p);
    parts[mine].outlets.insert(parts[mine].outlets.end(), outlets[p].begin(), outlets[p].end());
    parts[mine].covered_by.push_back(std::move(outlets[p]));
  }
  for (Part& part : parts) {
    std::sort(part.outlets.begin(), part.outlets.end());
    part.outlets.erase(std::unique(part.outlets.begin(), part.outlets.end()), part.outlets.end());
  }
  return parts;
}

// All smallest covers; none where there would be too many sets to look at.
std::vector<std::vector<std::size_t>> smallest_covers(const Part& part, std::size_t points) {
  for (std::size_t size = 1; size <= part.outlets.size() && sets_of(part.outlets.size(), size) <= most_sets; ++size) {
    auto covers = CoverSearch(part, points).covers(size);
    if (!covers.empty()) return covers;
  }
  return {};
}

}  // namespace

PointChoice choose_points(std::span<const RegisterPoint> points, std::string_view category, const TicketBook& book) {
  const PointGraph graph(points, category);
  std::vector<bool> sampled(graph.size()), unreachable(graph.size());
  const std::vector<Part> parts = parts_of(graph, unreachable);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const auto covers = smallest_covers(parts[k], graph.size());
    if (covers.empty()) {
      for (const std::size_t p : parts[k].to_cover) unreachable[p] = true;
      continue;
    }
    const Ticket ticket = book.ticket("points", k + 1, {points.front().enterprise, category});
    for (const std::size_t outlet : covers[ticket.below(covers.size())]) sampled[outlet] = true;
  }
  PointChoice choice;
  for (std::size_t p = 0; p < graph.size(); ++p) {
    if (sampled[p]) choice.sampled.push_back(graph.id(p));
    if (unreachable[p]) choice.unreachable.push_back(graph.id(p));
  }
  return choice;
}

}  // namespace sightline
