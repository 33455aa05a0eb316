#include "outcomes/estimate/weighted_sum.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace sightline::outcomes {
namespace {

constexpr std::size_t steps = 200;
constexpr std::uint32_t often = 30;  // tests of a unit, above which its binomial is convolved in one go
constexpr double many = 100;         // failures that count, above which their sum is normal
// Nodes and weights of exp(-x^2 / 2) / sqrt(2 pi).
constexpr std::array<double, 9> nodes{-4.512745863399783, -3.205429002856470, -2.076847978677830, -1.023255663789133, 0,
                                      1.023255663789133,  2.076847978677830,  3.205429002856470,  4.512745863399783};
constexpr std::array<double, 9> weights{2.234584400774658e-5, 2.789141321231769e-3, 4.991640676521787e-2,
                                        2.440975028949394e-1, 4.063492063492063e-1, 2.440975028949394e-1,
                                        4.991640676521787e-2, 2.789141321231769e-3, 2.234584400774658e-5};

// One convolution with the whole binomial of a unit that was tested often:
//   P(k failures) = C(tests, k) q^k (1 - q)^(tests - k), k * jump shared by the two grid places around it
void convolve_binomial(std::vector<double>& mass, double jump, double q, std::uint32_t tests) {
  if (q <= 0) return;
  const double n = tests, most = static_cast<double>(mass.size() - 1);
  const auto last = static_cast<std::uint32_t>(std::min(n, most / jump));
  std::vector<double> kernel(mass.size() + 1), out(mass.size());
  for (std::uint32_t k = 0; k <= last; ++k) {
    const double log_p =
        std::lgamma(n + 1) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1) + k * std::log(q) + (n - k) * std::log1p(-q);
    const double place = k * jump;
    const auto whole = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(whole), p = std::exp(log_p);
    kernel[whole] += (1 - part) * p;
    kernel[whole + 1] += part * p;
  }
  for (std::size_t j = 0; j < mass.size(); ++j)
    for (std::size_t at = 0; at <= j; ++at) out[j] += mass[j - at] * kernel[at];
  mass = std::move(out);
}

// Masses at 0, h, 2 h, ..., steps * h; what lies beyond is dropped.
std::vector<double> masses(const std::vector<WeightedTerm>& terms, double h) {
  std::vector<double> mass(h > 0 ? steps + 1 : 1);
  mass[0] = 1;
  for (const WeightedTerm& term : terms) {
    if (term.weight <= 0) continue;
    const double jump = h > 0 ? term.weight / term.tests / h : static_cast<double>(steps) + 2;
    if (term.tests > often) {
      convolve_binomial(mass, jump, term.chance, term.tests);
      continue;
    }
    const bool beyond = jump > static_cast<double>(steps);
    const std::size_t whole = beyond ? steps + 1 : static_cast<std::size_t>(jump);
    const double part = beyond ? 0 : jump - static_cast<double>(whole), q = term.chance;
    for (std::uint32_t test = 0; test < term.tests; ++test)
      for (std::size_t j = mass.size(); j-- > 0;) {
        double value = (1 - q) * mass[j];
        if (j >= whole) value += q * (1 - part) * mass[j - whole];
        if (j >= whole + 1) value += q * part * mass[j - whole - 1];
        mass[j] = value;
      }
  }
  return mass;
}

class MidDistribution {
 public:
  MidDistribution(const std::vector<WeightedTerm>& terms, double most) : h_(most / static_cast<double>(steps)) {
    double sum = 0;
    for (const double mass : masses(terms, h_)) {
      at_.push_back(sum + mass / 2);
      sum += mass;
    }
  }
  [[nodiscard]] double operator()(double s) const {
    if (s < 0) return 0;
    if (h_ <= 0) return at_[0];
    const double place = s / h_;
    const auto below = std::min(static_cast<std::size_t>(place), at_.size() - 1),
               above = std::min(below + 1, at_.size() - 1);
    return at_[below] + (place - static_cast<double>(below)) * (at_[above] - at_[below]);
  }

 private:
  double h_;
  std::vector<double> at_;
};

}  // namespace

double mid_distribution(const std::vector<WeightedTerm>& terms, double s, double noise_sd) {
  double mean = 0, squares = 0, variance = noise_sd * noise_sd;
  for (const WeightedTerm& term : terms) {
    const double each = term.weight * term.weight * term.chance / term.tests;
    mean += term.weight * term.chance, squares += each, variance += each * (1 - term.chance);
  }
  if (mean * mean > many * squares) return std::erfc((mean - s) / std::sqrt(2 * variance)) / 2;
  const double most = std::max(0.0, s + nodes.back() * noise_sd);
  const MidDistribution distribution(terms, most);
  if (noise_sd <= 0) return distribution(s);
  double sum = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) sum += weights[i] * distribution(s - nodes[i] * noise_sd);
  return sum;
}

}  // namespace sightline::outcomes
