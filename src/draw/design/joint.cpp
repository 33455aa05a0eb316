#include <algorithm>
#include <cmath>

#include "draw/design/pivotal.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {

// The sample changes only where a start passes the fraction of a cumulated sum; between two such places it is constant.
std::vector<double> joint_systematic(std::span<const double> p) {
  check_probabilities(p);
  const std::size_t n = p.size();
  std::vector<double> sum(n + 1, 0), places{0, 1};
  for (std::size_t i = 0; i < n; ++i) {
    sum[i + 1] = sum[i] + p[i];
    places.push_back(sum[i + 1] - std::floor(sum[i + 1]));
  }
  std::sort(places.begin(), places.end());
  std::vector<double> joint(n * n, 0);
  std::vector<std::size_t> taken;
  for (std::size_t k = 1; k < places.size(); ++k) {
    const double width = places[k] - places[k - 1], start = (places[k] + places[k - 1]) / 2;
    if (width <= 0) continue;
    taken.clear();
    for (std::size_t i = 0; i < n; ++i)
      if (std::floor(sum[i + 1] - start) > std::floor(sum[i] - start)) taken.push_back(i);
    for (const std::size_t i : taken)
      for (const std::size_t j : taken) joint[i * n + j] += width;
  }
  return joint;
}

// For a unit i, the chain of duels knows two states that matter: i is the open unit (chance `open`), or i is taken and
// another unit is open (`taken`). Whatever the past, the unit that is open with chance F is taken in the end with
// probability F, and the unit that arrives with its own. So when j arrives at an open chance F:
//   p_ij = open * [F + p_j >= 1] (F + p_j - 1) + taken * p_j
std::vector<double> joint_pivotal(std::span<const double> p) {
  check_probabilities(p);
  const std::size_t n = p.size();
  std::vector<double> before(n + 1, 0);  // chance of the open unit before unit i arrives; 0: none is open
  for (std::size_t i = 0; i < n; ++i) {
    double chance = before[i] + p[i];
    if (chance >= 1) chance -= 1;
    before[i + 1] = chance < whole_within || chance > 1 - whole_within ? 0 : chance;
  }
  std::vector<double> joint(n * n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    joint[i * n + i] = p[i];
    if (p[i] <= 0) continue;
    // State after i's own duel with the open unit.
    double open = 0, taken = 0;
    const double both = before[i] + p[i];
    if (p[i] >= 1 - whole_within) {
      taken = 1;
    } else if (both >= 1 - whole_within) {
      const double left = 2 - both;
      taken = before[i] > 0 && left > 0 ? (1 - before[i]) / left : 1;
      open = 1 - taken;
    } else {
      open = p[i] / both;
    }
    for (std::size_t j = i + 1; j < n; ++j) {
      const double f = before[j], sum = f + p[j];
      double value = taken * p[j];
      if (p[j] >= 1 - whole_within) {
        value = p[i];
      } else if (sum >= 1 - whole_within) {
        const double on = std::max(0.0, sum - 1), left = 2 - sum;
        value += open * on;
        const double i_taken = left > 0 ? (1 - p[j]) / left : 1;
        taken += open * i_taken;
        open *= 1 - i_taken;
      } else if (sum > 0) {
        open *= f / sum;
      }
      joint[i * n + j] = joint[j * n + i] = value;
    }
  }
  return joint;
}

std::vector<double> joint_hajek(std::span<const double> p) {
  check_probabilities(p);
  const std::size_t n = p.size();
  double spread = 0;
  for (const double x : p) spread += x * (1 - x);
  std::vector<double> joint(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      const double correction = spread > 0 ? (1 - p[i]) * (1 - p[j]) / spread : 0;
      joint[i * n + j] = i == j ? p[i] : std::max(0.0, p[i] * p[j] * (1 - correction));
    }
  return joint;
}

}  // namespace sightline
