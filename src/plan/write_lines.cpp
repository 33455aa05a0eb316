#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <cmath>

#include "plan/write_plan.hpp"

namespace sightline::planning {
namespace {

struct Line {
  Index candidate;
  Id lab;
  Stream stream;
  std::uint16_t batches;
  std::uint32_t units;
  Money cost;
};

std::vector<Line> collect(const Setup& setup, const Draft& draft) {
  std::vector<Line> lines;
  for (const CertainLine& line : draft.lines) {
    const LabPrice& lab = setup.labs_of(line.candidate)[line.lab];
    lines.push_back({line.candidate, lab.lab, line.directed ? Stream::directed : Stream::follow_up, line.batches,
                     units_per_batch, lab.price * line.batches});
  }
  for (std::size_t j = 0; j < draft.pools.size(); ++j) {
    const LabPrice& lab = setup.lab_of(setup.random.cells[j]);
    for (std::size_t i = 0; i < draft.units[j].size(); ++i)
      if (draft.units[j][i] > 0)
        lines.push_back({draft.pools[j].candidates[i], lab.lab, Stream::random, 1, draft.units[j][i], lab.price});
  }
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return a.candidate != b.candidate ? a.candidate < b.candidate : a.stream < b.stream;
  });
  return lines;
}

// Mean and variance of the number of failures found, and how it moves with an error common to all logits.
class Expectation {
 public:
  explicit Expectation(const Risk& risk) : common_sd_(risk.fit.weights.empty() ? 0 : risk.fit.weights.front().sd) {}

  void add(const Belief& belief, double logit_sd, const Line& line) {
    const double pi = line.units / double{units_per_batch}, p = belief.mean;
    const double expected = pi * line.batches * p;
    mean_ += expected;
    variance_ += line.stream == Stream::random ? expected * (1 - expected) : variance_of_count(belief, line.batches);
    slope_ += pi * line.batches * p * (1 - p);
    common_sd_ = std::min(common_sd_, logit_sd);
  }

  void write(Plan& plan) const {
    plan.expected_nonconforming = mean_;
    plan.expected_rate = plan.batches > 0 ? mean_ / plan.batches : 0;
    const double variance = variance_ + slope_ * slope_ * common_sd_ * common_sd_;
    plan.expected_lower = plan.expected_upper = mean_;
    if (mean_ <= 0 || variance <= 0) return;
    const boost::math::gamma_distribution<double> gamma(mean_ * mean_ / variance, variance / mean_);
    plan.expected_lower = boost::math::quantile(gamma, 0.05);
    plan.expected_upper = boost::math::quantile(gamma, 0.95);
  }

 private:
  double common_sd_, mean_ = 0, variance_ = 0, slope_ = 0;
};

}  // namespace

void write_lines(const Setup& setup, const Found& found, Plan& plan) {
  Expectation expectation(setup.risk);
  PlanLines& out = plan.lines;
  for (const Line& line : collect(setup, found.draft)) {
    const Belief belief = belief_of(setup.risk, line.candidate);
    const double pi = line.units / double{units_per_batch};
    out.candidate.push_back(line.candidate);
    out.lab.push_back(line.lab);
    out.stream.push_back(line.stream);
    out.batches.push_back(line.batches);
    out.inclusion_probability.push_back(pi);
    out.expected_nonconforming.push_back(belief.mean * line.batches * pi);
    out.gain.push_back(setup.gain(line.candidate, line.batches) * pi);
    out.cost.push_back(line.cost);
    out.evidence.push_back(setup.evidence[line.candidate]);
    expectation.add(belief, setup.risk.logit_sd[line.candidate], line);
    if (line.stream == Stream::random) continue;
    plan.spent = plan.spent + line.cost;
    plan.batches += line.batches;
  }
  for (std::size_t j = 0; j < found.draft.totals.size(); ++j) {
    plan.spent = plan.spent + setup.lab_of(setup.random.cells[j]).price * found.draft.totals[j];
    plan.batches += found.draft.totals[j];
  }
  plan.objective = found.objective;
  plan.bound = found.bound;
  plan.gap = found.gap;
  plan.entropy = found.draft.entropy;
  expectation.write(plan);
}

// Shares of what is spent, in whole fen: each part ends where the cumulative share, rounded down, ends. The last ends
// with everything. Parts are equal numbers of months where the round is made of such, else of days.
void write_quarters(const Policy& policy, Plan& plan) {
  const int parts = static_cast<int>(policy.quarters.size());
  if (parts == 0) return;
  int months = 0;
  while (plan.start.plus_months(months) <= plan.end) ++months;
  const bool by_months = plan.start.plus_months(months) - 1 == plan.end && months % parts == 0;
  const int days = plan.end - plan.start + 1;
  const auto begin = [&](int part) {
    return by_months ? plan.start.plus_months(months / parts * part)
                     : plan.start + static_cast<int>(std::int64_t{days} * part / parts);
  };
  double share = 0;
  std::int64_t given = 0;
  for (int part = 0; part < parts; ++part) {
    share += policy.quarters[static_cast<std::size_t>(part)];
    const std::int64_t until =
        part + 1 == parts ? plan.spent.fen
                          : static_cast<std::int64_t>(std::floor(static_cast<double>(plan.spent.fen) * share + 1e-6));
    plan.quarters.push_back({begin(part), begin(part + 1) - 1, Money::from_fen(until - given)});
    given = until;
  }
}

}  // namespace sightline::planning
