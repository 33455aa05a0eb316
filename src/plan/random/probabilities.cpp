#include "plan/random/probabilities.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "plan/candidates/eligibility.hpp"

namespace sightline::planning {
namespace {

constexpr double farthest = 40;  // logits beyond this are 0 and 1 in double precision

double logistic(double x) { return 1 / (1 + std::exp(-x)); }
double unit(std::uint32_t units) { return units / double{units_per_batch}; }

// Floors for all, then ceilings in the order of gain until the total is used up.
Spread spread_greedily(const CellMembers& members, double total) {
  Spread spread;
  spread.pi.resize(members.size());
  std::vector<std::uint32_t> order(members.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return members.gain[a] != members.gain[b] ? members.gain[a] > members.gain[b] : members.tie[a] < members.tie[b];
  });
  double left = total;
  for (std::size_t i = 0; i < members.size(); ++i) left -= spread.pi[i] = unit(members.floor[i]);
  spread.lambda = order.empty() ? 0 : members.gain[order.front()];
  for (std::uint32_t i : order) {
    if (left <= 0) break;
    const double more = std::min(left, unit(members.ceiling[i]) - spread.pi[i]);
    if (more > 0) spread.lambda = members.gain[i];
    spread.pi[i] += more;
    left -= more;
  }
  return spread;
}

struct Sum {
  double total = 0, slope = 0;  // slope: -d total / d lambda
};

Sum sum_at(const CellMembers& members, double lambda, double rho) {
  Sum sum;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const double free = logistic((members.gain[i] - lambda) / rho);
    const double floor = unit(members.floor[i]), ceiling = unit(members.ceiling[i]);
    sum.total += std::clamp(free, floor, ceiling);
    if (free > floor && free < ceiling) sum.slope += free * (1 - free) / rho;
  }
  return sum;
}

double find_lambda(const CellMembers& members, double total, double rho, double lambda) {
  const auto [least, most] = std::minmax_element(members.gain.begin(), members.gain.end());
  double low = *least - farthest * rho, high = *most + farthest * rho;  // the sum at low is the largest
  if (!(lambda > low && lambda < high)) lambda = (low + high) / 2;
  for (int step = 0; step < 100; ++step) {
    const Sum sum = sum_at(members, lambda, rho);
    const double error = sum.total - total;
    if (std::abs(error) <= 1e-12 * std::max(1.0, total)) break;
    (error > 0 ? low : high) = lambda;
    double next = sum.slope > 0 ? lambda + error / sum.slope : low;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (next == lambda) break;
    lambda = next;
  }
  return lambda;
}

}  // namespace

std::uint32_t CellMembers::least() const {
  const auto sum = std::accumulate(floor.begin(), floor.end(), std::uint64_t{0});
  return static_cast<std::uint32_t>((sum + units_per_batch - 1) / units_per_batch);
}

std::uint32_t CellMembers::most() const {
  return static_cast<std::uint32_t>(std::accumulate(ceiling.begin(), ceiling.end(), std::uint64_t{0}) /
                                    units_per_batch);
}

double chosen_at(double gain, double floor, double ceiling, double lambda, double rho) {
  if (rho > 0) return std::clamp(logistic((gain - lambda) / rho), floor, ceiling);
  return gain > lambda ? ceiling : floor;
}

double entropy_of(double pi) { return pi <= 0 || pi >= 1 ? 0 : -pi * std::log(pi) - (1 - pi) * std::log1p(-pi); }

double worth_at(double gain, double floor, double ceiling, double lambda, double rho) {
  const double pi = chosen_at(gain, floor, ceiling, lambda, rho);
  return (gain - lambda) * pi + (rho > 0 ? rho * entropy_of(pi) : 0);
}

Spread spread_batches(const CellMembers& members, double total, double rho, double lambda) {
  Spread spread;
  if (members.size() == 0) return spread;
  if (rho > 0) {
    spread.lambda = find_lambda(members, total, rho, lambda);
    spread.pi.resize(members.size());
    for (std::size_t i = 0; i < members.size(); ++i)
      spread.pi[i] = chosen_at(members.gain[i], unit(members.floor[i]), unit(members.ceiling[i]), spread.lambda, rho);
  } else {
    spread = spread_greedily(members, total);
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    spread.gain += members.gain[i] * spread.pi[i];
    spread.entropy += entropy_of(spread.pi[i]);
  }
  return spread;
}

std::vector<std::uint32_t> in_billionths(const CellMembers& members, const std::vector<double>& pi,
                                         std::uint32_t total) {
  std::vector<std::uint32_t> units(pi.size());
  std::vector<double> rest(pi.size());
  std::int64_t missing = std::int64_t{total} * units_per_batch;
  for (std::size_t i = 0; i < pi.size(); ++i) {
    const double exact = pi[i] * units_per_batch;
    units[i] = std::clamp(static_cast<std::uint32_t>(exact), members.floor[i], members.ceiling[i]);
    rest[i] = exact - units[i];
    missing -= units[i];
  }
  std::vector<std::uint32_t> order(pi.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return rest[a] != rest[b] ? rest[a] > rest[b] : members.tie[a] < members.tie[b];
  });
  if (missing < 0) std::reverse(order.begin(), order.end());
  // Each pass gives every member its share of what is missing; the last pass gives single units.
  while (missing != 0) {
    const std::int64_t before = missing;
    const std::int64_t share = std::max<std::int64_t>(1, std::abs(missing) / static_cast<std::int64_t>(pi.size()));
    for (std::uint32_t i : order) {
      if (missing == 0) break;
      const std::int64_t room =
          missing > 0 ? std::int64_t{members.ceiling[i]} - units[i] : std::int64_t{units[i]} - members.floor[i];
      const std::int64_t step = std::min({share, room, std::abs(missing)});
      units[i] = static_cast<std::uint32_t>(units[i] + (missing > 0 ? step : -step));
      missing += missing > 0 ? -step : step;
    }
    if (missing == before) return {};  // the total lies outside floors and ceilings
  }
  return units;
}

}  // namespace sightline::planning
