#include "allocation/prices/core.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "allocation/problem_check.hpp"
#include "sightline/base/ids.hpp"

namespace sightline {
namespace {

// Losses by exponent and the next four bits; those below 2^-70 or above 2^26 go to the ends.
constexpr std::uint64_t first_bits = (1023 - 70) << 4, buckets = 96 << 4;

std::size_t bucket_of(double loss) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(std::max(loss, 0.0)) >> 48;
  return bits < first_bits ? 0 : std::min(bits - first_bits, buckets - 1);
}
double end_of_bucket(std::size_t bucket) { return std::bit_cast<double>((bucket + first_bits + 1) << 48); }

struct Open {
  std::uint32_t klass = 0;
  std::int32_t option = -1;
};
struct Part {
  std::vector<Open> open;              // options other than the base
  std::vector<std::uint32_t> pattern;  // taken by bases, per pattern
  double gain = 0;
  bool closed_any = false;
};

class Cut {
 public:
  Cut(const Dual& dual, const Prices& prices, double delta, const std::vector<char>& also_open)
      : dual_(dual),
        packed_(dual.packed()),
        prices_(prices),
        delta_(delta),
        also_open_(also_open),
        cost_(dual.cost_of_patterns(prices.rule)) {}

  Core run() {
    core_.base.resize(packed_.classes());
    std::vector<Part> parts((packed_.classes() + dual_.grain() - 1) / dual_.grain());
    parallel_chunks(dual_.run(), packed_.classes(), dual_.grain(),
                    [&](std::size_t chunk, std::size_t begin, std::size_t end) { sort_out(begin, end, parts[chunk]); });
    core_.everything = true;
    std::vector<double> taken(packed_.patterns());
    for (const Part& part : parts) {
      core_.everything = core_.everything && !part.closed_any;
      core_.base_gain += part.gain;
      for (std::size_t p = 0; p < taken.size(); ++p) taken[p] += part.pattern[p];
    }
    add_rows(taken, parts);
    add_columns(parts);
    return std::move(core_);
  }

 private:
  // The base is none where that is open, else the best option.
  void sort_out(std::size_t begin, std::size_t end, Part& part) {
    part.pattern.assign(packed_.patterns(), 0);
    for (std::size_t k = begin; k < end; ++k) {
      const BestTwo two = dual_.best_two(k, prices_, cost_);
      const bool all = !also_open_.empty() && also_open_[k] != 0;
      const double limit = all ? no_limit : delta_;
      const bool none_open = packed_.exactly[k] == 0 && two.best <= limit;
      const bool alone = two.lead() > limit || (!none_open && two.best_option < 0);
      const std::int32_t base = none_open && !alone ? -1 : two.best_option;
      core_.base[k] = base;
      const std::size_t first = packed_.first_option[k], size = packed_.first_option[k + 1] - first;
      if (base >= 0) {
        part.pattern[packed_.pattern[first + static_cast<std::size_t>(base)]] += packed_.count[k];
        part.gain += packed_.count[k] * packed_.gain[first + static_cast<std::size_t>(base)];
        part.closed_any = part.closed_any || (packed_.exactly[k] == 0 && !none_open);
      }
      for (std::size_t i = 0; i < size; ++i) {
        if (static_cast<std::int32_t>(i) == base) continue;
        if (!alone && two.best - dual_.value_of(k, i, prices_, cost_) <= limit)
          part.open.push_back({static_cast<std::uint32_t>(k), static_cast<std::int32_t>(i)});
        else
          part.closed_any = true;
      }
    }
  }

  void add_rows(const std::vector<double>& taken, const std::vector<Part>& parts) {
    const AllocationProblem& problem = dual_.problem();
    std::vector<double> used(problem.rules.size());
    for (std::size_t p = 0; p < taken.size(); ++p)
      for (std::size_t u = packed_.first_use[p]; u < packed_.first_use[p + 1]; ++u)
        used[packed_.use_rule[u]] += taken[p] * packed_.use_amount[u];
    std::vector<char> touched(problem.rules.size());
    const auto touch = [&](std::size_t k, std::int32_t option) {
      if (option < 0) return;
      const std::uint32_t p = packed_.pattern[packed_.first_option[k] + static_cast<std::size_t>(option)];
      for (std::size_t u = packed_.first_use[p]; u < packed_.first_use[p + 1]; ++u) touched[packed_.use_rule[u]] = 1;
    };
    for (const Part& part : parts)
      for (const Open& open : part.open) touch(open.klass, open.option), touch(open.klass, core_.base[open.klass]);
    core_.row_of.assign(problem.rules.size(), -1);
    for (std::size_t r = 0; r < used.size(); ++r) {
      const AllocationRule& rule = problem.rules[r];
      const double lower = rule.sense == Sense::at_most ? -no_limit : rule.bound - used[r];
      const double upper = rule.sense == Sense::at_least ? no_limit : rule.bound - used[r];
      const double slack = rule_tolerance * std::max(1.0, std::abs(rule.bound));
      const bool kept = lower <= slack && upper >= -slack;
      if (touched[r] != 0 || !kept)
        core_.row_of[r] = core_.milp.add_row(lower, upper);
      else if (prices_.rule[r] != 0)
        core_.row_of[r] = core_.milp.add_row(std::min(lower, 0.0), std::max(upper, 0.0));
      core_.possible = core_.possible && (touched[r] != 0 || kept);
    }
  }

  void add_columns(const std::vector<Part>& parts) {
    add_block_rows(parts);
    for (const Part& part : parts)
      for (std::size_t i = 0; i < part.open.size();) {
        const std::uint32_t k = part.open[i].klass;
        std::size_t end = i;
        while (end < part.open.size() && part.open[end].klass == k) ++end;
        const int row = end - i > 1 ? core_.milp.add_row(-no_limit, packed_.count[k]) : -1;
        for (; i < end; ++i) add_column(k, part.open[i].option, row);
      }
  }

  void add_column(std::uint32_t k, std::int32_t option, int class_row) {
    uses_.clear();
    double gain = 0;
    for (const auto& [taken, sign] : {std::pair{option, 1.0}, std::pair{core_.base[k], -1.0}}) {
      if (taken < 0) continue;
      const std::size_t o = packed_.first_option[k] + static_cast<std::size_t>(taken);
      gain += sign * packed_.gain[o];
      const std::uint32_t p = packed_.pattern[o];
      for (std::size_t u = packed_.first_use[p]; u < packed_.first_use[p + 1]; ++u)
        uses_.emplace_back(packed_.use_rule[u], sign * packed_.use_amount[u]);
    }
    std::sort(uses_.begin(), uses_.end());
    for (std::size_t i = 0; i < uses_.size(); ++i) {
      double amount = uses_[i].second;
      while (i + 1 < uses_.size() && uses_[i + 1].first == uses_[i].first) amount += uses_[++i].second;
      if (amount != 0) core_.milp.add_entry(static_cast<std::size_t>(core_.row_of[uses_[i].first]), amount);
    }
    if (class_row >= 0) core_.milp.add_entry(static_cast<std::size_t>(class_row), 1);
    add_block_entries(k, option);
    core_.milp.end_column(gain, packed_.count[k]);
    core_.klass.push_back(k);
    core_.option.push_back(option);
  }

  // Rows of the blocks with an open candidate; what the bases of the block use is taken off.
  void add_block_rows(const std::vector<Part>& parts) {
    const AllocationProblem& problem = dual_.problem();
    block_row_.assign(std::max(problem.max_chosen.size(), problem.max_units.size()), {-1, -1});
    if (block_row_.empty()) return;
    std::vector<std::array<double, 2>> used(block_row_.size());
    for (std::size_t k = 0; k < packed_.classes(); ++k) {
      if (packed_.block[k] == no_index || core_.base[k] < 0) continue;
      used[packed_.block[k]][0] += 1;
      used[packed_.block[k]][1] += dual_.units_of(k, static_cast<std::size_t>(core_.base[k]));
    }
    std::vector<char> touched(block_row_.size());
    for (const Part& part : parts)
      for (const Open& open : part.open)
        if (packed_.block[open.klass] != no_index) touched[packed_.block[open.klass]] = 1;
    for (std::size_t b = 0; b < block_row_.size(); ++b) {
      const double chosen = problem.max_chosen.empty() ? no_limit : problem.max_chosen[b] - used[b][0];
      const double units = problem.max_units.empty() ? no_limit : problem.max_units[b] - used[b][1];
      if (touched[b] != 0) {
        if (chosen < no_limit) block_row_[b][0] = core_.milp.add_row(-no_limit, chosen);
        if (units < no_limit) block_row_[b][1] = core_.milp.add_row(-no_limit, units);
      } else {
        core_.possible = core_.possible && chosen >= 0 && units >= 0;
      }
    }
  }

  void add_block_entries(std::uint32_t k, std::int32_t option) {
    if (packed_.block[k] == no_index) return;
    const std::array<int, 2>& rows = block_row_[packed_.block[k]];
    const std::int32_t base = core_.base[k];
    const double chosen = (option >= 0 ? 1.0 : 0.0) - (base >= 0 ? 1.0 : 0.0);
    const double units = (option >= 0 ? dual_.units_of(k, static_cast<std::size_t>(option)) : 0.0) -
                         (base >= 0 ? dual_.units_of(k, static_cast<std::size_t>(base)) : 0.0);
    if (rows[0] >= 0 && chosen != 0) core_.milp.add_entry(static_cast<std::size_t>(rows[0]), chosen);
    if (rows[1] >= 0 && units != 0) core_.milp.add_entry(static_cast<std::size_t>(rows[1]), units);
  }

  const Dual& dual_;
  const Packed& packed_;
  const Prices& prices_;
  double delta_;
  const std::vector<char>& also_open_;
  std::vector<double> cost_;
  std::vector<std::array<int, 2>> block_row_;
  std::vector<std::pair<std::uint32_t, double>> uses_;
  Core core_;
};

}  // namespace

double loss_of_rank(const Dual& dual, const Prices& prices, std::size_t options) {
  const Packed& packed = dual.packed();
  if (packed.gain.size() <= options) return no_limit;
  const std::vector<double> cost = dual.cost_of_patterns(prices.rule);
  std::vector<std::vector<std::uint64_t>> parts((packed.classes() + dual.grain() - 1) / dual.grain());
  parallel_chunks(dual.run(), packed.classes(), dual.grain(),
                  [&](std::size_t chunk, std::size_t begin, std::size_t end) {
                    parts[chunk].assign(buckets, 0);
                    for (std::size_t k = begin; k < end; ++k) {
                      const BestTwo two = dual.best_two(k, prices, cost);
                      if (packed.exactly[k] == 0 && two.best_option >= 0) ++parts[chunk][bucket_of(two.best)];
                      const std::size_t size = packed.first_option[k + 1] - packed.first_option[k];
                      for (std::size_t i = 0; i < size; ++i)
                        if (static_cast<std::int32_t>(i) != two.best_option)
                          ++parts[chunk][bucket_of(two.best - dual.value_of(k, i, prices, cost))];
                    }
                  });
  std::uint64_t sum = 0;
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    for (const auto& part : parts) sum += part[bucket];
    if (sum >= options) return bucket + 1 == buckets ? no_limit : end_of_bucket(bucket);
  }
  return no_limit;
}

Core cut_core(const Dual& dual, const Prices& prices, double delta, const std::vector<char>& also_open) {
  return Cut(dual, prices, delta, also_open).run();
}

std::vector<std::int32_t> read_core(const Dual& dual, const Core& core, const std::vector<double>& x) {
  const Packed& packed = dual.packed();
  const AllocationProblem& problem = dual.problem();
  std::vector<std::int32_t> choice(packed.member.size());
  for (std::size_t k = 0; k < packed.classes(); ++k)
    for (std::size_t i = packed.first_member[k]; i < packed.first_member[k + 1]; ++i)
      choice[packed.member[i]] = core.base[k];
  struct Taken {
    double gain = 0;
    std::int32_t option = -1;
    std::uint64_t count = 0;
  };
  std::vector<Taken> taken;
  std::vector<std::uint32_t> members;
  for (std::size_t j = 0; j < core.klass.size();) {
    const std::uint32_t k = core.klass[j];
    const auto gain_of_option = [&](std::int32_t option) {
      return option < 0 ? 0.0 : packed.gain[packed.first_option[k] + static_cast<std::size_t>(option)];
    };
    taken.clear();
    std::uint64_t left = packed.count[k];
    for (; j < core.klass.size() && core.klass[j] == k; ++j) {
      const auto count = static_cast<std::uint64_t>(x[j]);
      if (count == 0) continue;
      taken.push_back({gain_of_option(core.option[j]), core.option[j], count});
      left -= std::min(left, count);
    }
    if (taken.empty()) continue;
    taken.push_back({gain_of_option(core.base[k]), core.base[k], left});
    std::stable_sort(taken.begin(), taken.end(), [](const Taken& a, const Taken& b) {
      return (a.option >= 0) != (b.option >= 0) ? a.option >= 0 : a.gain > b.gain;
    });
    members.assign(packed.member.begin() + static_cast<std::ptrdiff_t>(packed.first_member[k]),
                   packed.member.begin() + static_cast<std::ptrdiff_t>(packed.first_member[k + 1]));
    if (!problem.tie_key.empty())
      std::stable_sort(members.begin(), members.end(),
                       [&](std::uint32_t a, std::uint32_t b) { return problem.tie_key[a] < problem.tie_key[b]; });
    std::size_t at = 0;
    for (const Taken& part : taken)
      for (std::uint64_t i = 0; i < part.count && at < members.size(); ++i) choice[members[at++]] = part.option;
  }
  return choice;
}

}  // namespace sightline
