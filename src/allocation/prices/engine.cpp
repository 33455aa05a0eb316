#include "allocation/prices/engine.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "allocation/prices/core.hpp"
#include "allocation/prices/newton.hpp"
#include "allocation/problem_check.hpp"

namespace sightline {
namespace {

constexpr std::size_t most_direct = 6000;  // options of a relaxation that needs no core
constexpr int most_sifts = 60, most_warm_sifts = 15;
constexpr double warm_width = 1e-3;  // of the largest gain: how far warm prices may be off at first
constexpr double box_per_width = 4;
constexpr double first_core_per_rule = 8, core_growth = 4;  // options open
constexpr double exact_to = 1e-10;                          // of the objective: the relaxation is as good as solved
constexpr double first_factor = 0.5;                        // of the options open for prices
constexpr int few_nodes = 500, most_nodes = 100'000'000;

class Engine {
 public:
  Engine(const AllocationProblem& problem, const AllocationOptions& options, int most_rounds)
      : problem_(problem),
        options_(options),
        most_rounds_(most_rounds),
        packed_(pack(problem, options.run)),
        dual_(problem, packed_, options.run) {}

  bool run(Allocation& out) {
    if (must_pick_from_nothing()) return false;
    if (packed_.gain.size() <= most_direct ? !relax_whole() : !find_prices_by_newton()) return false;
    if (!options_.relaxation_only) search();
    if (proven_none_ || (most_rounds_ > 0 && !options_.relaxation_only && !within_gap())) return false;
    out.price = prices_.rule;
    out.iterations = passes_;
    if (best_.empty()) {
      out.bound = relaxed_;
      out.note = options_.relaxation_only ? "only the relaxation was asked for"
                                          : "the time limit passed before any choice that keeps the rules was found";
      return true;
    }
    out.choice = std::move(best_);
    out.bound = bound_;
    judge(problem_, options_, out);
    return true;
  }

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] bool must_pick_from_nothing() const {
    for (std::size_t k = 0; k < packed_.classes(); ++k)
      if (packed_.exactly[k] != 0 && packed_.first_option[k] == packed_.first_option[k + 1]) return true;
    return false;
  }

  [[nodiscard]] std::size_t core_options(double factor) const {
    return static_cast<std::size_t>(factor *
                                    std::max(60.0, first_core_per_rule * static_cast<double>(problem_.rules.size())));
  }

  // A small relaxation is solved at once.
  bool relax_whole() {
    prices_.rule.assign(problem_.rules.size(), 0);
    dual_.price_blocks(prices_);
    const Core core = cut_core(dual_, prices_, no_limit, {});
    if (!core.possible) return false;
    const LpSolution solved = solve_lp(core.milp);
    if (solved.status != MilpStatus::optimal) return false;
    prices_ = prices_of(core, solved);
    bound_ = relaxed_ = dual_.pass(prices_, 0).value;
    ++passes_;
    return true;
  }

  bool find_prices_by_newton() {
    if (options_.prices.size() == problem_.rules.size() && start_warm()) return true;
    NewtonPrices start = find_prices(dual_, options_.prices);
    prices_ = std::move(start.prices);
    bound_ = relaxed_ = start.bound;
    box_.clear();
    set_box(start.width);
    passes_ = start.passes;
    return sift(most_sifts);
  }

  // From the prices of an earlier solution: the core finds the way where that is near.
  bool start_warm() {
    prices_.rule = options_.prices;
    for (std::size_t r = 0; r < prices_.rule.size(); ++r) prices_.rule[r] = allowed_price(r, prices_.rule[r]);
    dual_.price_blocks(prices_);
    bound_ = relaxed_ = dual_.pass(prices_, 0).value;
    ++passes_;
    double largest = 0;
    for (double gain : packed_.gain) largest = std::max(largest, std::abs(gain));
    box_.clear();
    set_box(warm_width * largest);
    return sift(most_warm_sifts);
  }

  [[nodiscard]] double allowed_price(std::size_t r, double price) const {
    const Sense sense = problem_.rules[r].sense;
    return sense == Sense::at_most ? std::max(0.0, price) : sense == Sense::at_least ? std::min(0.0, price) : price;
  }

  // How far prices may move from the best known in one step.
  void set_box(double width) {
    std::vector<double> amount(problem_.rules.size());
    for (std::size_t u = 0; u < packed_.use_rule.size(); ++u)
      amount[packed_.use_rule[u]] = std::max(amount[packed_.use_rule[u]], std::abs(packed_.use_amount[u]));
    for (double most : amount) box_.push_back(box_per_width * width / (most > 0 ? most : 1));
  }

  // The relaxation of a core with its prices held within the box: what leaves a rule unmet or unused pays the price at
  // the box's side. `outside`: whether it wants to leave.
  LpSolution relax(Core core, bool& outside) const {
    const std::size_t columns = core.milp.columns();
    for (std::size_t r = 0; r < core.row_of.size(); ++r) {
      if (core.row_of[r] < 0) continue;
      const Sense sense = problem_.rules[r].sense;
      const double high = prices_.rule[r] + box_[r], low = prices_.rule[r] - box_[r];
      const auto add = [&](double amount, double gain) {
        core.milp.add_entry(static_cast<std::size_t>(core.row_of[r]), amount);
        core.milp.end_column(gain, no_limit);
      };
      if (sense != Sense::at_least || high < 0) add(-1, -high);
      if (sense != Sense::at_most || low > 0) add(1, low);
    }
    LpSolution solved = solve_lp(core.milp);
    outside = false;
    for (std::size_t j = columns; j < solved.x.size(); ++j) outside = outside || solved.x[j] > 1e-7;
    return solved;
  }

  Prices prices_of(const Core& core, const LpSolution& solved) const {
    Prices next;
    next.rule.assign(problem_.rules.size(), 0);
    for (std::size_t r = 0; r < core.row_of.size(); ++r) {
      if (core.row_of[r] < 0) continue;
      next.rule[r] = allowed_price(r, solved.row_price[static_cast<std::size_t>(core.row_of[r])]);
    }
    dual_.price_blocks(next);
    return next;
  }

  // The linear relaxation: the core's prices within the box, the box moved where they prove better, the core grown where
  // they do not. False when prices rise without end, as they do where the rules contradict each other.
  bool sift(int most) {
    std::vector<char> open(packed_.classes());
    for (int i = 0; i < most; ++i) {
      options_.run.report("prices", 0.5);
      const Core core = cut_core(dual_, prices_, loss_of_rank(dual_, prices_, core_options(1)), open);
      bool outside = false;
      const LpSolution solved = relax(core, outside);
      if (solved.status != MilpStatus::optimal) return false;
      Prices next = prices_of(core, solved);
      const double value = dual_.pass(next, 0).value, inside = solved.objective + core.base_gain;
      ++passes_;
      const bool core_is_exact = value - inside <= exact_to * std::max(1.0, std::abs(value));
      const double promised = relaxed_ - inside, fell = relaxed_ - value;
      const bool opened = core_is_exact || open_wrong(core, next, open);
      if (fell > 0) prices_ = std::move(next), relaxed_ = value;
      if (core_is_exact && !outside) {
        bound_ = relaxed_;
        return true;
      }
      const double factor = fell > promised / 2 ? (outside ? 8 : 1) : !opened ? 0.25 : fell < promised / 10 ? 0.5 : 1;
      for (double& side : box_) side *= factor;
    }
    return false;
  }

  // Opens what the core takes for closed although it is worth more at the new prices: where that is much, those nearest
  // to the margin at the best known prices, and false.
  bool open_wrong(const Core& core, const Prices& next, std::vector<char>& open) const {
    using Wrong = std::pair<double, std::uint32_t>;  // loss at the best known prices, class
    const std::vector<double> cost = dual_.cost_of_patterns(next.rule), cost_now = dual_.cost_of_patterns(prices_.rule);
    std::vector<char> in_core(packed_.classes());
    for (std::uint32_t k : core.klass) in_core[k] = 1;
    std::vector<std::vector<Wrong>> parts((packed_.classes() + dual_.grain() - 1) / dual_.grain());
    const auto value_now = [&](std::size_t k, std::int32_t option) {
      return option < 0 ? 0.0 : dual_.value_of(k, static_cast<std::size_t>(option), prices_, cost_now);
    };
    parallel_chunks(
        options_.run, packed_.classes(), dual_.grain(), [&](std::size_t chunk, std::size_t begin, std::size_t end) {
          for (std::size_t k = begin; k < end; ++k) {
            if (in_core[k] != 0) continue;
            const std::int32_t best = dual_.best_two(k, next, cost).best_option;
            if (best != core.base[k])
              parts[chunk].emplace_back(value_now(k, core.base[k]) - value_now(k, best), static_cast<std::uint32_t>(k));
          }
        });
    std::vector<Wrong> wrong;
    for (const auto& part : parts) wrong.insert(wrong.end(), part.begin(), part.end());
    const std::size_t most = core_options(0.5);
    const bool few = wrong.size() <= most;
    if (!few) {
      std::nth_element(wrong.begin(), wrong.begin() + static_cast<std::ptrdiff_t>(most), wrong.end());
      wrong.resize(most);
    }
    for (const Wrong& one : wrong) open[one.second] = 1;
    return few;
  }

  [[nodiscard]] double allowed() const {
    const double size =
        std::max(1.0, std::min(std::abs(bound_), best_.empty() ? std::abs(bound_) : std::abs(objective_)));
    return std::max(options_.gap * size * 0.999, unit_ * (1 - 1e-5));
  }
  [[nodiscard]] bool within_gap() const { return !best_.empty() && bound_ - objective_ <= allowed(); }
  [[nodiscard]] double seconds_left() const {
    if (options_.time_limit_s <= 0) return no_limit;
    return options_.time_limit_s - std::chrono::duration<double>(Clock::now() - started_).count();
  }

  void keep(const Core& core, const std::vector<double>& x, double objective) {
    if (x.empty() || (!best_.empty() && objective + core.base_gain <= objective_)) return;
    objective_ = objective + core.base_gain;
    best_ = read_core(dual_, core, x);
  }

  void search() {
    unit_ = gain_unit(problem_.gain);
    bound_ = whole_below(relaxed_, unit_);
    int nodes = few_nodes;
    double factor = first_factor;
    for (int round = 0; most_rounds_ == 0 || round < most_rounds_;
         ++round, factor *= core_growth, nodes = std::min(4 * nodes, most_nodes)) {
      options_.run.report("core problem", 0.7);
      const double lost = relaxed_ - objective_ - 0.9 * allowed();  // a better choice by more than the gap loses less
      double delta = loss_of_rank(dual_, prices_, core_options(factor));
      if (!best_.empty()) delta = std::min(delta, std::max(lost, 0.0));
      const Core core = cut_core(dual_, prices_, delta, {});
      if (!core.possible) {  // whatever keeps the rules takes a closed option
        bound_ = std::min(bound_, whole_below(relaxed_ - delta, unit_));
        proven_none_ = core.everything;
        if (core.everything || within_gap()) return;
        continue;
      }
      MilpOptions limits;
      limits.gap = 0.9 * allowed();
      if (!best_.empty()) limits.worth_more_than = objective_ - core.base_gain + limits.gap;
      limits.node_limit = core.everything ? 0 : nodes;
      limits.time_limit_s = options_.time_limit_s > 0 ? seconds_left() : 0;
      if (options_.time_limit_s > 0 && limits.time_limit_s <= 0) return;
      const MilpSolution found = solve_milp(core.milp, limits);
      keep(core, found.x, found.objective);
      double inside = found.bound + core.base_gain;
      if (found.status == MilpStatus::infeasible) inside = best_.empty() ? -no_limit : objective_ + limits.gap;
      bound_ = std::min(bound_, whole_below(std::max(inside, relaxed_ - delta), unit_));
      if (within_gap()) return;
      if (!core.everything) continue;
      proven_none_ = found.status == MilpStatus::infeasible && best_.empty();
      // The gap was that of the relaxation's size; the choice found is smaller, so once more for its own.
      const bool again = found.status == MilpStatus::optimal && 0.9 * allowed() < limits.gap;
      if (!again) return;
    }
  }

  const AllocationProblem& problem_;
  const AllocationOptions& options_;
  int most_rounds_;  // 0 = no limit
  const Clock::time_point started_ = Clock::now();
  Packed packed_;
  Dual dual_;
  Prices prices_;
  std::vector<double> box_;  // per rule
  double relaxed_ = 0;       // D at the prices
  double bound_ = 0, objective_ = -no_limit, unit_ = 0;
  std::vector<std::int32_t> best_;
  bool proven_none_ = false;
  int passes_ = 0;
};

}  // namespace

bool solve_by_prices(const AllocationProblem& problem, const AllocationOptions& options, Allocation& out,
                     int most_rounds) {
  return Engine(problem, options, most_rounds).run(out);
}

}  // namespace sightline
