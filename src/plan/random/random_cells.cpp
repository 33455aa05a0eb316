#include "plan/random/random_cells.hpp"

#include <algorithm>

namespace sightline::planning {
namespace {

// The cells of one category while they are being made.
class CategoryCells {
 public:
  CategoryCells(const std::vector<LabPrice>& labs, const Eligibility& eligible,
                const std::vector<std::uint32_t>& ceiling, const std::vector<std::uint8_t>& may_be_certain)
      : labs_(labs),
        eligible_(eligible),
        ceiling_(ceiling),
        may_be_certain_(may_be_certain),
        members_(labs.size()),
        filled_(labs.size()) {}

  // Candidates come in the order of their tie keys; allowed: positions in labs.
  void place(Index c, std::vector<std::uint32_t> allowed) {
    std::uint32_t chosen = allowed.front();
    for (std::uint32_t lab : allowed) {
      const double room = labs_[lab].capacity * units_per_batch;
      if (labs_[lab].capacity >= 0 && static_cast<double>(filled_[lab] + ceiling_[c]) > room) continue;
      chosen = lab;
      break;
    }
    members_[chosen].push_back(c);
    filled_[chosen] += ceiling_[c];
    allowed_.emplace_back(c, std::move(allowed));
  }

  // Makes every cell one that can be drawn from, where possible even when every member that may get a certain line gets
  // one; returns what cannot be placed.
  std::vector<Index> settle() {
    std::sort(allowed_.begin(), allowed_.end());
    for (const bool firmly : {false, true}) {
      firmly_ = firmly;
      rearrange();
    }
    std::vector<Index> left;
    firmly_ = false;
    for (auto& members : members_) {
      if (drawable(members)) continue;
      left.insert(left.end(), members.begin(), members.end());
      members.clear();
    }
    return left;
  }

  [[nodiscard]] std::vector<std::vector<Index>>& members() { return members_; }

 private:
  void rearrange() {
    for (std::uint32_t lab = 0; lab < members_.size(); ++lab)
      if (!members_[lab].empty() && !drawable(members_[lab])) give_away(lab);
    for (std::uint32_t lab = 0; lab < members_.size(); ++lab)
      if (!members_[lab].empty() && !drawable(members_[lab])) take_some(lab);
    if (std::none_of(members_.begin(), members_.end(), [&](const auto& m) { return drawable(m); })) gather();
  }

  // firmly: also without the members that may get a certain line, if there are others.
  bool drawable(const std::vector<Index>& members) const {
    if (!holds(members, true)) return false;
    const bool some_stay =
        std::any_of(members.begin(), members.end(), [&](Index c) { return may_be_certain_[c] == 0; });
    return !firmly_ || !some_stay || holds(members, false);
  }

  bool holds(const std::vector<Index>& members, bool with_certain) const {
    std::uint64_t least = 0, most = 0;
    for (Index c : members)
      if (with_certain || may_be_certain_[c] == 0) least += eligible_.floor[c], most += ceiling_[c];
    return std::max<std::uint64_t>(1, (least + units_per_batch - 1) / units_per_batch) <= most / units_per_batch;
  }

  bool may(Index c, std::uint32_t lab) const {
    const auto at = std::lower_bound(allowed_.begin(), allowed_.end(), c,
                                     [](const auto& entry, Index wanted) { return entry.first < wanted; });
    return std::find(at->second.begin(), at->second.end(), lab) != at->second.end();
  }

  void give_away(std::uint32_t lab) {
    std::vector<Index> kept;
    for (Index c : members_[lab]) {
      std::uint32_t to = 0;
      const auto fits = [&] {
        if (to == lab || !may(c, to) || !drawable(members_[to])) return false;
        members_[to].push_back(c);
        if (drawable(members_[to])) return true;
        members_[to].pop_back();
        return false;
      };
      while (to < members_.size() && !fits()) ++to;
      if (to == members_.size()) kept.push_back(c);
    }
    members_[lab] = std::move(kept);
  }

  // Takes from the others, one by one, as long as they can still be drawn from; undone when it does not help.
  void take_some(std::uint32_t lab) {
    const auto before = members_;
    for (std::uint32_t from = 0; from < members_.size() && !drawable(members_[lab]); ++from) {
      if (from == lab) continue;
      for (std::size_t i = 0; i < members_[from].size() && !drawable(members_[lab]);) {
        const Index c = members_[from][i];
        auto rest = members_[from];
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
        if (may(c, lab) && (drawable(rest) || !drawable(members_[from]))) {
          members_[from] = std::move(rest);
          members_[lab].push_back(c);
        } else {
          ++i;
        }
      }
    }
    if (!drawable(members_[lab])) members_ = before;
  }

  // No cell can be drawn from: everything that may goes to the first lab where that makes one.
  void gather() {
    for (std::uint32_t lab = 0; lab < members_.size(); ++lab) {
      std::vector<std::vector<Index>> moved(members_.size());
      for (std::uint32_t from = 0; from < members_.size(); ++from)
        for (Index c : members_[from]) moved[may(c, lab) ? lab : from].push_back(c);
      if (!drawable(moved[lab])) continue;
      members_ = std::move(moved);
      return;
    }
  }

  const std::vector<LabPrice>& labs_;
  const Eligibility& eligible_;
  const std::vector<std::uint32_t>& ceiling_;
  const std::vector<std::uint8_t>& may_be_certain_;
  bool firmly_ = false;
  std::vector<std::vector<Index>> members_;  // per lab
  std::vector<std::uint64_t> filled_;        // per lab: ceilings of what was placed
  std::vector<std::pair<Index, std::vector<std::uint32_t>>> allowed_;
};

// Candidates that may be drawn, by enterprise; those whose enterprise has no room for their floors are left out.
std::vector<Index> drawn_candidates(const Ledger& ledger, const Eligibility& eligible, RandomCells& out) {
  const Frame& frame = ledger.frame;
  std::vector<Index> drawn, same;
  for (std::size_t c = 0; c < frame.size();) {
    const Index enterprise = frame.enterprise[c];
    same.clear();
    for (; c < frame.size() && frame.enterprise[c] == enterprise; ++c)
      if ((eligible.streams[c] & may_draw) != 0 && eligible.mandatory[c] == 0) same.push_back(static_cast<Index>(c));
    const std::uint32_t left = eligible.caps.empty() ? no_cap : eligible.caps[enterprise].least();
    if (fit_ceilings(same, left, eligible.floor, out.ceiling))
      drawn.insert(drawn.end(), same.begin(), same.end());
    else
      for (Index member : same) out.reason[member] = NoDraw::cap;
  }
  return drawn;
}

}  // namespace

bool fit_ceilings(const std::vector<Index>& some, std::uint32_t left, const std::vector<std::uint32_t>& floor,
                  std::vector<std::uint32_t>& ceiling) {
  if (some.empty() || left >= some.size()) return true;
  std::uint64_t floors = 0;
  for (Index c : some) floors += floor[c];
  const std::uint64_t room = std::uint64_t{left} * units_per_batch;
  if (floors > room || left == 0) return false;
  const auto share = static_cast<std::uint32_t>((room - floors) / some.size());
  for (Index c : some) ceiling[c] = std::min(ceiling[c], floor[c] + share);
  return true;
}

RandomCells build_cells(const Ledger& ledger, const Policy& policy, const Eligibility& eligible, const Labs& labs,
                        const std::vector<Id>& last_lab, const std::vector<std::uint8_t>& may_be_certain,
                        const std::vector<std::uint64_t>& tie) {
  const Frame& frame = ledger.frame;
  RandomCells out;
  out.cell_of.assign(frame.size(), no_index);
  out.ceiling = eligible.ceiling;
  out.reason.assign(frame.size(), NoDraw::none);
  if (!policy.streams.random) return out;
  std::vector<std::vector<Index>> of_category(ledger.categories.size());
  for (Index c : drawn_candidates(ledger, eligible, out)) of_category[frame.category[c]].push_back(c);
  for (Index k = 0; k < of_category.size(); ++k) {
    auto& pool = of_category[k];
    if (pool.empty()) continue;
    std::sort(pool.begin(), pool.end(), [&](Index a, Index b) { return tie[a] < tie[b]; });
    CategoryCells cells(labs.of_category[k], eligible, out.ceiling, may_be_certain);
    for (Index c : pool) cells.place(c, allowed_labs(labs, k, last_lab[frame.enterprise[c]]));
    for (Index c : cells.settle()) out.reason[c] = NoDraw::too_small;
    for (std::uint32_t lab = 0; lab < cells.members().size(); ++lab) {
      if (cells.members()[lab].empty()) continue;
      Cell cell{k, lab, std::move(cells.members()[lab])};
      std::sort(cell.members.begin(), cell.members.end());
      for (Index c : cell.members) out.cell_of[c] = static_cast<Index>(out.cells.size());
      out.cells.push_back(std::move(cell));
    }
  }
  return out;
}

}  // namespace sightline::planning
