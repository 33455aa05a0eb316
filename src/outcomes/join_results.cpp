#include <algorithm>
#include <map>
#include <unordered_map>

#include "outcomes/join.hpp"
#include "sightline/base/error.hpp"

namespace sightline::outcomes {
namespace {

std::string key_of(const std::string& enterprise, const std::string& category) { return enterprise + '\t' + category; }

LineState state_of(Result result) {
  switch (result) {
    case Result::conforming: return LineState::conforming;
    case Result::nonconforming: return LineState::nonconforming;
    case Result::not_available: return LineState::not_available;
    case Result::refused: return LineState::refused;
    case Result::closed: return LineState::closed;
  }
  return LineState::pending;
}

bool brought_a_sample(LineState state) { return state == LineState::conforming || state == LineState::nonconforming; }

class Joiner {
 public:
  Joiner(const Population& population, const Draw& draw, const Results& results, Date as_of)
      : population_(population), draw_(draw), results_(results), as_of_(as_of) {
    for (std::uint32_t c = 0; c < population.size(); ++c)
      candidates_.emplace(key_of(population.enterprise_id[c], population.category_id[c]), c);
    for (std::uint32_t k = 0; k < draw.lines.size(); ++k) add_line(k);
    for (std::uint32_t r = 0; r < draw.reserves.size(); ++r)
      reserve_of_.emplace(candidate(draw.reserves[r].enterprise_id, draw.reserves[r].category_id), r);
  }

  Joined join() {
    for (std::uint32_t i = 0; i < results_.size(); ++i) place(i);
    for (std::uint32_t k = 0; k < joined_.lines.size(); ++k) settle(joined_.lines[k]);
    place_reserves();
    std::sort(joined_.unmatched.begin(), joined_.unmatched.end(),
              [](const Unmatched& a, const Unmatched& b) { return a.result < b.result; });
    return std::move(joined_);
  }

 private:
  std::uint32_t candidate(const std::string& enterprise, const std::string& category) const {
    const auto found = candidates_.find(key_of(enterprise, category));
    if (found == candidates_.end())
      throw Error(ErrorCode::usage, "judge_outcomes: the draw names " + enterprise + "/" + category +
                                        ", which is no candidate of the plan");
    return found->second;
  }

  void add_line(std::uint32_t k) {
    const DrawLine& line = draw_.lines[k];
    LineOutcome outcome;
    outcome.candidate = candidate(line.enterprise_id, line.category_id);
    outcome.planned = line.batches;
    joined_.lines.push_back(std::move(outcome));
    lines_of_[joined_.lines.back().candidate].push_back(k);
  }

  void place(std::uint32_t i) {
    if (as_of_.known() && results_.known[i] > as_of_) return;
    const auto found = candidates_.find(key_of(results_.enterprise_id[i], results_.category_id[i]));
    if (results_.date[i] < population_.start) return leave(i, "before-the-round");
    if (results_.date[i] > population_.end) return leave(i, "after-the-round");
    if (found == candidates_.end()) return leave(i, "unknown-candidate");
    if (const auto lines = lines_of_.find(found->second); lines != lines_of_.end()) return to_line(i, lines->second);
    if (const auto reserve = reserve_of_.find(found->second); reserve != reserve_of_.end())
      return asked_[reserve->second].push_back(i);
    leave(i, "not-drawn");
  }

  void leave(std::uint32_t i, const char* reason) { joined_.unmatched.push_back({i, reason}); }

  // A candidate may have several lines: a tested batch goes to the first that still waits for one.
  void to_line(std::uint32_t i, const std::vector<std::uint32_t>& lines) {
    for (const std::uint32_t k : lines) {
      LineOutcome& line = joined_.lines[k];
      if (line.tested >= line.planned && k != lines.back()) continue;
      line.results.push_back(i);
      count(i, line.tested, line.nonconforming);
      return;
    }
  }

  void count(std::uint32_t i, std::uint32_t& tested, std::uint32_t& failed) const {
    const Result result = result_on(results_, i, as_of_);
    if (result != Result::conforming && result != Result::nonconforming) return;
    tested += results_.batches[i];
    if (result == Result::nonconforming) failed += results_.nonconforming[i];
  }

  // More batches tested than planned: the plan's count grows, so that nothing is lost. What is planned and not tested
  // has the state of the last result without a sample, else it is pending.
  void settle(LineOutcome& line) const {
    line.planned = std::max(line.planned, line.tested);
    const std::uint32_t rest = line.planned - line.tested;
    LineState state = LineState::pending;
    for (const std::uint32_t i : line.results)
      if (const LineState said = state_of(result_on(results_, i, as_of_)); !brought_a_sample(said)) state = said;
    switch (state) {
      case LineState::not_available: line.not_available = rest; break;
      case LineState::refused: line.refused = rest; break;
      case LineState::closed: line.closed = rest; break;
      default: line.pending = rest;
    }
    if (line.tested > 0) state = line.nonconforming > 0 ? LineState::nonconforming : LineState::conforming;
    line.state = state;
  }

  // Per stratum, the reserves that were asked take the places of random lines without a sample, both in their order.
  void place_reserves() {
    std::map<std::string, std::vector<std::uint32_t>> vacant;
    for (std::uint32_t k = 0; k < joined_.lines.size(); ++k)
      if (draw_.lines[k].stream == Stream::random && joined_.lines[k].tested == 0 &&
          joined_.lines[k].state != LineState::pending)
        vacant[draw_.lines[k].stratum].push_back(k);
    std::map<std::string, std::size_t> next;
    for (const auto& [r, rows] : asked_) {  // reserves stand by stratum, then order
      const Reserve& reserve = draw_.reserves[r];
      StandIn stand_in;
      stand_in.reserve = r;
      stand_in.candidate = candidate(reserve.enterprise_id, reserve.category_id);
      stand_in.results = rows;
      for (const std::uint32_t i : rows) {
        count(i, stand_in.tested, stand_in.nonconforming);
        stand_in.state = state_of(result_on(results_, i, as_of_));
      }
      if (stand_in.tested > 0)
        stand_in.state = stand_in.nonconforming > 0 ? LineState::nonconforming : LineState::conforming;
      const std::vector<std::uint32_t>& places = vacant[reserve.stratum];
      std::size_t& at = next[reserve.stratum];
      if (at >= places.size()) {
        for (const std::uint32_t i : rows) leave(i, "no-vacancy");
        continue;
      }
      stand_in.line = places[at];
      if (stand_in.tested > 0) joined_.lines[places[at++]].stand_in = r;  // one that refuses leaves the place free
      joined_.stand_ins.push_back(std::move(stand_in));
    }
  }

  const Population& population_;
  const Draw& draw_;
  const Results& results_;
  Date as_of_;
  Joined joined_;
  std::unordered_map<std::string, std::uint32_t> candidates_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> lines_of_;
  std::unordered_map<std::uint32_t, std::uint32_t> reserve_of_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> asked_;  // per reserve: its results
};

}  // namespace

Joined join_results(const Population& population, const Draw& draw, const Results& results, Date as_of) {
  return Joiner(population, draw, results, as_of).join();
}

}  // namespace sightline::outcomes

namespace sightline {

std::string_view name_of(LineState state) {
  switch (state) {
    case LineState::conforming: return "conforming";
    case LineState::nonconforming: return "nonconforming";
    case LineState::not_available: return "not_available";
    case LineState::refused: return "refused";
    case LineState::closed: return "closed";
    case LineState::pending: return "pending";
  }
  return "";
}

}  // namespace sightline
