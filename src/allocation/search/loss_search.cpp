#include "allocation/search/loss_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "allocation/problem_check.hpp"
#include "sightline/base/ids.hpp"

namespace sightline {
namespace {

constexpr std::size_t most_candidates = 2000;
constexpr double first_share = 1e-6, growth = 2;

struct Row {
  double lower = -no_limit, upper = no_limit, price = 0;
};

struct Option {
  std::int32_t choice = -1;
  double gain = 0, loss = 0;
  std::vector<std::pair<std::size_t, double>> uses;
};

struct Group {
  std::size_t candidate = 0;
  std::vector<Option> options;  // by loss
};

struct Groups {
  std::vector<Row> rows;
  std::vector<Group> groups;
  double upper_bound = 0;
};

std::vector<Row> rows_of(const AllocationProblem& problem, const std::vector<double>& price) {
  std::vector<Row> rows;
  for (std::size_t r = 0; r < problem.rules.size(); ++r) {
    const AllocationRule& rule = problem.rules[r];
    Row row{rule.bound, rule.bound, price[r]};
    if (rule.sense == Sense::at_most) row.lower = -no_limit, row.price = std::max(0.0, row.price);
    if (rule.sense == Sense::at_least) row.upper = no_limit, row.price = std::min(0.0, row.price);
    rows.push_back(row);
  }
  std::size_t at = rows.size() + problem.candidates();
  for (const auto* limits : {&problem.max_chosen, &problem.max_units})
    for (std::uint32_t limit : *limits)
      rows.push_back({-no_limit, static_cast<double>(limit), std::max(0.0, price[at++])});
  return rows;
}

Groups groups_of(const AllocationProblem& problem, const std::vector<double>& price) {
  Groups out;
  out.rows = rows_of(problem, price);
  const std::size_t first_chosen = problem.rules.size(), first_units = first_chosen + problem.max_chosen.size();
  for (std::size_t c = 0; c < problem.candidates(); ++c) {
    Group group{c, {}};
    const std::uint32_t block = problem.block_of.empty() ? no_index : problem.block_of[c];
    if (problem.exactly.empty() || problem.exactly[c] == 0) group.options.push_back({});
    for (std::size_t o = problem.first_option[c]; o < problem.first_option[c + 1]; ++o) {
      Option option{static_cast<std::int32_t>(o - problem.first_option[c]), problem.gain[o], 0, {}};
      for (const auto& [rule, amount] : uses_of(problem, o)) option.uses.emplace_back(rule, amount);
      if (block != no_index && !problem.max_chosen.empty()) option.uses.emplace_back(first_chosen + block, 1);
      if (block != no_index && !problem.max_units.empty())
        option.uses.emplace_back(first_units + block, problem.units.empty() ? 1 : problem.units[o]);
      group.options.push_back(std::move(option));
    }
    double best = -no_limit;
    for (Option& option : group.options) {
      option.loss = option.gain;
      for (const auto& [row, amount] : option.uses) option.loss -= out.rows[row].price * amount;
      best = std::max(best, option.loss);
    }
    for (Option& option : group.options) option.loss = best - option.loss;
    std::stable_sort(group.options.begin(), group.options.end(),
                     [](const Option& a, const Option& b) { return a.loss < b.loss; });
    out.upper_bound += best;
    out.groups.push_back(std::move(group));
  }
  for (const Row& row : out.rows)
    if (row.price != 0) out.upper_bound += row.price * (row.price > 0 ? row.upper : row.lower);
  return out;
}

// One depth-first search below a limit of loss; the limit falls with every choice found.
class Descent {
 public:
  Descent(const Groups& all, double limit, double step, double& work, double most_work)
      : all_(all), limit_(limit), step_(step), most_work_(most_work), work_(work) {
    std::vector<double> settled(all.rows.size());
    for (const Group& group : all.groups) {
      if (group.options.empty()) return;
      const bool open = group.options.size() > 1 && group.options[1].loss <= limit;
      if (open)
        open_.push_back(&group);
      else
        for (const auto& [row, amount] : group.options.front().uses) settled[row] += amount;
    }
    std::stable_sort(open_.begin(), open_.end(),
                     [](const Group* a, const Group* b) { return a->options[1].loss > b->options[1].loss; });
    possible_ = reach(settled);
  }

  // False when the work ran out.
  bool run() {
    if (possible_) descend(0, 0);
    return work_ < most_work_;
  }
  [[nodiscard]] bool found() const { return best_found_; }
  [[nodiscard]] double limit() const { return limit_; }
  void read(std::vector<std::int32_t>& choice) const {
    for (const Group& group : all_.groups) choice[group.candidate] = group.options.front().choice;
    for (std::size_t d = 0; d < open_.size(); ++d) choice[open_[d]->candidate] = open_[d]->options[best_[d]].choice;
  }

 private:
  // Least and most that the groups from each depth on can use of each row; false where a row cannot be kept at all.
  bool reach(const std::vector<double>& settled) {
    const std::size_t depth = open_.size();
    std::vector<std::size_t> kept;
    std::vector<double> least(all_.rows.size()), most(all_.rows.size());
    for (const Group* group : open_) add_range(*group, least, most);
    for (std::size_t r = 0; r < all_.rows.size(); ++r) {
      const Row& row = all_.rows[r];
      const double slack = tolerance(row);
      if (settled[r] + least[r] > row.upper + slack || settled[r] + most[r] < row.lower - slack) return false;
      if (row.price == 0 && settled[r] + most[r] <= row.upper + slack && settled[r] + least[r] >= row.lower - slack)
        continue;
      kept.push_back(r);
    }
    rows_ = kept.size();
    place_.assign(all_.rows.size(), no_index);
    for (std::size_t i = 0; i < rows_; ++i) {
      const Row& row = all_.rows[kept[i]];
      place_[kept[i]] = static_cast<Index>(i);
      upper_.push_back(row.upper + tolerance(row));
      lower_.push_back(row.lower - tolerance(row));
      up_price_.push_back(row.price > 0 ? row.price : 0);
      down_price_.push_back(row.price < 0 ? -row.price : 0);
      up_at_.push_back(row.price > 0 ? row.upper : 0);
      down_at_.push_back(row.price < 0 ? row.lower : 0);
    }
    used_.assign((depth + 1) * rows_, 0);
    for (std::size_t i = 0; i < rows_; ++i) used_[i] = settled[kept[i]];
    least_.assign((depth + 1) * rows_, 0);
    most_.assign((depth + 1) * rows_, 0);
    amounts_.resize(depth);
    for (std::size_t d = depth; d-- > 0;) fill_depth(d);
    pick_.assign(depth, 0);
    return true;
  }

  void add_range(const Group& group, std::vector<double>& least, std::vector<double>& most) const {
    std::vector<double> low(least.size(), no_limit), high(least.size(), -no_limit), use(least.size());
    for (const Option& option : group.options) {
      if (option.loss > limit_) break;
      std::fill(use.begin(), use.end(), 0.0);
      for (const auto& [row, amount] : option.uses) use[row] += amount;
      for (std::size_t r = 0; r < use.size(); ++r)
        low[r] = std::min(low[r], use[r]), high[r] = std::max(high[r], use[r]);
    }
    for (std::size_t r = 0; r < use.size(); ++r) least[r] += low[r], most[r] += high[r];
  }

  void fill_depth(std::size_t d) {
    std::vector<double> low(rows_, no_limit), high(rows_, -no_limit);
    for (const Option& option : open_[d]->options) {
      if (option.loss > limit_) break;
      std::vector<double> use(rows_);
      for (const auto& [row, amount] : option.uses)
        if (place_[row] != no_index) use[place_[row]] += amount;
      for (std::size_t i = 0; i < rows_; ++i) low[i] = std::min(low[i], use[i]), high[i] = std::max(high[i], use[i]);
      amounts_[d].insert(amounts_[d].end(), use.begin(), use.end());
    }
    for (std::size_t i = 0; i < rows_; ++i) {
      least_[d * rows_ + i] = least_[(d + 1) * rows_ + i] + low[i];
      most_[d * rows_ + i] = most_[(d + 1) * rows_ + i] + high[i];
    }
  }

  void descend(std::size_t depth, double loss) {
    if (work_ >= most_work_) return;
    if (depth == open_.size()) return take();
    const auto& options = open_[depth]->options;
    for (std::size_t k = 0; k < options.size() && loss + options[k].loss <= limit_; ++k) {
      if (const double at = loss + options[k].loss; step(depth, k, at)) {
        pick_[depth] = k;
        descend(depth + 1, at);
      }
    }
  }

  // Uses after option k at this depth; false where a row cannot be kept or its certain slack costs too much.
  bool step(std::size_t depth, std::size_t k, double loss) {
    const double* now = used_.data() + depth * rows_;
    double* next = used_.data() + (depth + 1) * rows_;
    const double* amount = amounts_[depth].data() + k * rows_;
    const double* least = least_.data() + (depth + 1) * rows_;
    const double* most = most_.data() + (depth + 1) * rows_;
    work_ += 4 + static_cast<double>(rows_);
    double slack = 0;
    double broken = 0;
    for (std::size_t i = 0; i < rows_; ++i) {
      next[i] = now[i] + amount[i];
      const double low = next[i] + least[i], high = next[i] + most[i];
      broken += std::max(0.0, low - upper_[i]) + std::max(0.0, lower_[i] - high);
      slack += up_price_[i] * std::max(0.0, up_at_[i] - high) + down_price_[i] * std::max(0.0, low - down_at_[i]);
    }
    return broken <= 0 && loss + slack <= limit_;
  }

  void take() {
    const double* used = used_.data() + open_.size() * rows_;
    double worse = 0;
    for (std::size_t d = 0; d < open_.size(); ++d) worse += open_[d]->options[pick_[d]].loss;
    for (std::size_t i = 0; i < rows_; ++i)
      worse += up_price_[i] * (up_at_[i] - used[i]) + down_price_[i] * (used[i] - down_at_[i]);
    best_ = pick_;
    best_found_ = true;
    limit_ = worse - step_;
  }

  static double tolerance(const Row& row) {
    const double bound = std::isfinite(row.upper) ? row.upper : row.lower;
    return rule_tolerance * std::max(1.0, std::abs(bound));
  }

  const Groups& all_;
  double limit_, step_, most_work_;
  double& work_;
  std::vector<const Group*> open_;
  bool possible_ = false, best_found_ = false;
  std::size_t rows_ = 0;
  std::vector<Index> place_;
  std::vector<double> upper_, lower_, up_price_, down_price_, up_at_, down_at_, used_, least_, most_;
  std::vector<std::vector<double>> amounts_;
  std::vector<std::size_t> pick_, best_;
};

}  // namespace

LossSearch search_by_loss(const AllocationProblem& problem, const std::vector<double>& row_price, double gap,
                          double unit, double most_work) {
  LossSearch out;
  if (problem.candidates() > most_candidates) return out;
  const Groups all = groups_of(problem, row_price);
  double most_loss = 0;  // of the options; the slack comes on top
  for (const Group& group : all.groups)
    if (!group.options.empty()) most_loss += group.options.back().loss;
  const double rounding = 1e-12 * std::max(1.0, std::abs(all.upper_bound));
  const double step = std::max({gap, unit * (1 - 1e-5), rounding});
  double work = 0;
  const double fraction = all.upper_bound - whole_below(all.upper_bound, unit);  // no choice loses less
  for (double limit = std::max(fraction + rounding, first_share * std::abs(all.upper_bound));; limit *= growth) {
    const bool everything = limit > most_loss && work > 0;
    Descent descent(all, everything ? no_limit : limit, step, work, most_work);
    if (!descent.run()) return out;
    if (descent.found()) {
      out.choice.assign(problem.candidates(), -1);
      descent.read(out.choice);
      out.finished = out.found = true;
      out.objective = gain_of(problem, out.choice);
      out.bound = std::max(out.objective, std::min(all.upper_bound, all.upper_bound - descent.limit()));
      if (out.bound - out.objective <= 2 * rounding) out.bound = out.objective;  // sums of doubles say no more
      if (unit > 0) out.bound = out.objective + std::floor((out.bound - out.objective) / unit + 1e-6) * unit;
      return out;
    }
    if (everything) {
      out.finished = true;
      return out;
    }
    work += 1;
  }
}

}  // namespace sightline
