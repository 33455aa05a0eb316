#include "matching/score/learn.hpp"

#include <algorithm>
#include <cmath>

namespace sightline::matching {
namespace {

constexpr int most_rounds = 40;
constexpr double least_change = 1e-4;  // of the prior
constexpr double most_weight = 12;
constexpr double slope_beyond = 0.05;  // of the core's weight where its levels say nothing more: keeps the order

struct Counts {
  std::array<double, level_count> matched{}, unmatched{};
  std::array<double, core_knots.size()> core_matched{}, core_unmatched{};
  double named = 0;  // names that mean some candidate
};

bool believed(Group group) {  // m stays as it is
  return group == Group::region_named || group == Group::branch_named || group == Group::branch_not_named ||
         group == Group::contradicted;
}
bool guarded(Group group) { return group == Group::number_known || group == Group::number_unknown; }

template <class Work>
void each_group(Work&& work) {
  for (std::size_t begin = 0; begin < level_count;) {
    std::size_t end = begin;
    while (end < level_count && levels[end].group == levels[begin].group) ++end;
    work(begin, end);
    begin = end;
  }
}

struct Place {  // between core knots
  std::size_t knot;
  double share;
};
Place place_of(double sum) {
  if (sum <= core_knots.front()) return {0, 0};
  if (sum >= core_knots.back()) return {core_knots.size() - 1, 0};
  std::size_t knot = 0;
  while (sum >= core_knots[knot + 1]) ++knot;
  return {knot, (sum - core_knots[knot]) / (core_knots[knot + 1] - core_knots[knot])};
}

void add(const Comparison& comparison, double probability, std::array<double, level_count>& counts) {
  for (const Shown& shown : comparison) {
    if (shown.level == no_level) continue;
    const auto share = static_cast<double>(shown.share);
    counts[shown.level] += probability * (1 - share);
    if (share > 0) counts[shown.level + 1u] += probability * share;
  }
}

void add_core(double sum, double probability, std::array<double, core_knots.size()>& counts) {
  const Place place = place_of(sum);
  counts[place.knot] += probability * (1 - place.share);
  if (place.share > 0) counts[place.knot + 1] += probability * place.share;
}

bool refuted(const Comparison& comparison) {
  return std::any_of(comparison.begin(), comparison.end(),
                     [](const Shown& shown) { return shown.level != no_level && refutes(levels[shown.level]); });
}

double ratio(double matched, double unmatched) {
  return std::clamp(std::log(matched / unmatched), -most_weight, most_weight);
}

// Of pass 2 only the fields behind the core's.
void set_shares(const Counts& counts, double names, Weights& weights) {
  const double plain = std::max(20.0, 0.1 * names), guard = std::max(20.0, names);
  each_group([&](std::size_t begin, std::size_t end) {
    if (weights.together && static_cast<std::size_t>(levels[begin].field) < core_fields) return;
    double matched = 0, unmatched = 0, start = 0;
    const double strength = guarded(levels[begin].group) ? guard : plain;
    for (std::size_t l = begin; l < end; ++l) {
      matched += counts.matched[l];
      unmatched += counts.unmatched[l];
      start += levels[l].matched;
    }
    const auto many = static_cast<double>(end - begin);
    for (std::size_t l = begin; l < end; ++l) {
      const double start_share = levels[l].matched / start;
      weights.matched[l] =
          believed(levels[l].group) ? start_share : (counts.matched[l] + strength * start_share) / (matched + strength);
      weights.unmatched[l] = (counts.unmatched[l] + 1) / (unmatched + many);
      // A list of one city shows hardly any other region, which makes neither seeing one nor its being a match likelier.
      const bool another = refutes(levels[l]) && levels[l].group != Group::contradicted;
      weights.log_ratio[l] = ratio(weights.matched[l], std::max(weights.unmatched[l], another ? 0.5 : 0.0));
    }
  });
}

// Ratios that rise with S: pools neighbours that do not (pool adjacent violators, weighted by their counts; Ayer et al.
// 1955).
void make_rising(const Counts& counts, Weights& weights) {
  struct Block {
    double matched, unmatched;
    std::size_t knots;
  };
  std::vector<Block> blocks;
  double matched = 0, unmatched = 0;
  for (std::size_t k = 0; k < core_knots.size(); ++k) {
    matched += counts.core_matched[k] + 0.5;
    unmatched += counts.core_unmatched[k] + 0.5;
  }
  const auto value = [&](const Block& block) { return ratio(block.matched / matched, block.unmatched / unmatched); };
  for (std::size_t k = 0; k < core_knots.size(); ++k) {
    blocks.push_back({counts.core_matched[k] + 0.5, counts.core_unmatched[k] + 0.5, 1});
    while (blocks.size() > 1 && value(blocks[blocks.size() - 2]) > value(blocks.back())) {
      const Block last = blocks.back();
      blocks.pop_back();
      blocks.back().matched += last.matched;
      blocks.back().unmatched += last.unmatched;
      blocks.back().knots += last.knots;
    }
  }
  std::size_t k = 0;
  for (const Block& block : blocks)
    for (std::size_t same = 0; same < block.knots; ++same, ++k) {
      weights.core_matched[k] = block.matched / matched / static_cast<double>(block.knots);
      weights.core_unmatched[k] = block.unmatched / unmatched / static_cast<double>(block.knots);
      weights.core_ratio[k] = value(block);
    }
}

Counts count(const Weights& weights, std::span<const Comparison> pairs, std::span<const std::uint32_t> begin,
             const Run& run) {
  constexpr std::size_t grain = 1'024;
  const std::size_t names = begin.size() - 1;
  std::vector<Counts> parts((names + grain - 1) / grain);
  parallel_chunks(run, names, grain, [&](std::size_t chunk, std::size_t first, std::size_t last) {
    std::vector<double> probability;
    Counts& part = parts[chunk];
    for (std::size_t i = first; i < last; ++i) {
      const auto candidates = pairs.subspan(begin[i], begin[i + 1] - begin[i]);
      posterior(weights, candidates, probability, refuted);
      for (std::size_t c = 0; c < candidates.size(); ++c) {
        add(candidates[c], probability[c], part.matched);
        add(candidates[c], 1 - probability[c], part.unmatched);
        const double sum = weights.core_sum(candidates[c]);
        add_core(sum, probability[c], part.core_matched);
        add_core(sum, 1 - probability[c], part.core_unmatched);
        part.named += probability[c];
      }
    }
  });
  Counts all;
  for (const Counts& part : parts) {
    for (std::size_t l = 0; l < level_count; ++l) {
      all.matched[l] += part.matched[l];
      all.unmatched[l] += part.unmatched[l];
    }
    for (std::size_t k = 0; k < core_knots.size(); ++k) {
      all.core_matched[k] += part.core_matched[k];
      all.core_unmatched[k] += part.core_unmatched[k];
    }
    all.named += part.named;
  }
  return all;
}

void run_pass(std::span<const Comparison> pairs, std::span<const std::uint32_t> begin, const Run& run,
              Weights& weights) {
  const auto names = static_cast<double>(begin.size() - 1);
  for (int round = 0; round < most_rounds; ++round) {
    const Counts counts = count(weights, pairs, begin, run);
    const double before = weights.prior;
    set_shares(counts, names, weights);
    if (weights.together) make_rising(counts, weights);
    weights.prior = (counts.named + 5) / (names + 10);
    if (std::abs(weights.prior - before) < least_change) return;
  }
}

}  // namespace

double Weights::core_sum(const Comparison& comparison) const {
  double total = 0;
  for (std::size_t f = 0; f < core_fields; ++f) total += weight(comparison[f]);
  return total;
}

double Weights::dependence(double sum) const {
  if (!together) return 0;
  const Place place = place_of(sum);
  double value = core_ratio[place.knot];
  if (place.share > 0) value += place.share * (core_ratio[place.knot + 1] - value);
  return value + slope_beyond * sum - sum;
}

double Weights::sum(const Comparison& comparison) const {
  const double core = core_sum(comparison);
  double total = core + dependence(core);
  for (std::size_t f = core_fields; f < match_fields; ++f) total += weight(comparison[f]);
  return total;
}

void posterior(const Weights& weights, std::span<const Comparison> candidates, std::vector<double>& probability,
               bool (*left_out)(const Comparison&)) {
  probability.clear();
  if (candidates.empty()) return;
  const double none = std::log(1 - weights.prior);
  const double each = std::log(weights.prior / static_cast<double>(candidates.size()));
  double largest = none;
  for (const Comparison& candidate : candidates) {
    const bool out = left_out != nullptr && left_out(candidate);
    probability.push_back(out ? -HUGE_VAL : each + weights.sum(candidate));
    largest = std::max(largest, probability.back());
  }
  double total = std::exp(none - largest);
  for (double& value : probability) {
    value = std::exp(value - largest);
    total += value;
  }
  for (double& value : probability) value /= total;
}

Weights learn(std::span<const Comparison> pairs, std::span<const std::uint32_t> begin, const Run& run) {
  const auto names = static_cast<double>(begin.size() - 1);
  Weights weights;
  Counts all;  // before the first round: m as believed, u from all candidates, of which few are matches
  for (const Comparison& pair : pairs) add(pair, 1, all.unmatched);
  set_shares(all, names, weights);
  run_pass(pairs, begin, run, weights);
  make_rising(count(weights, pairs, begin, run), weights);
  weights.together = true;
  run_pass(pairs, begin, run, weights);
  return weights;
}

}  // namespace sightline::matching
