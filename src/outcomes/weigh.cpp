#include <array>
#include <map>

#include "outcomes/join.hpp"

namespace sightline::outcomes {
namespace {

struct Cell {  // of one category, certain and random lines apart
  double drawn = 0, answered = 0;
};

class Weigher {
 public:
  Weigher(const Population& population, const Draw& draw, const Joined& joined) {
    for (std::size_t k = 0; k < joined.lines.size(); ++k) {
      const LineOutcome& line = joined.lines[k];
      key_.emplace_back(population.category_id[line.candidate], draw.lines[k].stream == Stream::random);
      base_.push_back(draw.lines[k].units > 0 ? 1 / draw.lines[k].inclusion_probability : 0);
      Cell& cell = cells_[key_[k]];
      cell.drawn += base_[k];
      if (line.tested > 0 || line.stand_in != no_index) cell.answered += base_[k];
    }
    for (const auto& [key, cell] : cells_) {
      Cell& arm = arms_[key.second ? 1 : 0];
      arm.drawn += cell.drawn;
      if (cell.answered > 0) arm.answered += cell.drawn;
    }
  }

  // Lines of a category in which nobody brought a result are stood for by those of the other categories.
  [[nodiscard]] double expansion(std::size_t k) const {
    const Cell& cell = cells_.at(key_[k]);
    const Cell& arm = arms_[key_[k].second ? 1 : 0];
    return cell.answered > 0 ? base_[k] * cell.drawn / cell.answered * arm.drawn / arm.answered : 0;
  }

 private:
  using Key = std::pair<std::string, bool>;  // category, random
  std::vector<Key> key_;
  std::vector<double> base_;
  std::map<Key, Cell> cells_;
  std::array<Cell, 2> arms_;  // certain, random
};

}  // namespace

void weigh(const Population& population, const Draw& draw, Joined& joined) {
  const Weigher weigher(population, draw, joined);
  for (std::size_t k = 0; k < joined.lines.size(); ++k)
    joined.lines[k].expansion = joined.lines[k].tested > 0 ? weigher.expansion(k) : 0;
  for (StandIn& stand_in : joined.stand_ins)
    stand_in.expansion = stand_in.tested > 0 && stand_in.line != no_index ? weigher.expansion(stand_in.line) : 0;
}

std::vector<Nonresponse> nonresponse_of(const Draw& draw, const Joined& joined) {
  std::vector<Nonresponse> all;
  for (const LineState state : {LineState::not_available, LineState::refused, LineState::closed, LineState::pending}) {
    Nonresponse sum{state, 0, 0, 0};
    for (std::size_t k = 0; k < joined.lines.size(); ++k) {
      const LineOutcome& line = joined.lines[k];
      const std::uint32_t batches = state == LineState::not_available ? line.not_available
                                    : state == LineState::refused     ? line.refused
                                    : state == LineState::closed      ? line.closed
                                                                      : line.pending;
      sum.batches += batches;
      if (batches == 0 || line.tested > 0) continue;
      ++sum.lines;
      sum.stands_for += draw.lines[k].units > 0 ? 1 / draw.lines[k].inclusion_probability : 0;
    }
    all.push_back(sum);
  }
  return all;
}

}  // namespace sightline::outcomes
