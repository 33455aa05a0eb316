// probabilities.hpp: the inclusion probabilities of one cell of the random stream.
//
//   maximise   sum g_c pi_c + rho sum H(pi_c)   subject to  floor_c <= pi_c <= ceiling_c,  sum pi_c = total
//   solved by  pi_c = clamp(logistic((g_c - lambda) / rho), floor_c, ceiling_c)
//
// lambda is the price of one more batch of the cell: the sum falls in lambda, so it is found by Newton steps within a
// bracket that is halved where they fail. rho = 0 gives the best candidates their ceiling and the others their floor.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sightline::planning {

struct CellMembers {
  std::vector<double> gain;                   // per batch
  std::vector<std::uint32_t> floor, ceiling;  // billionths
  std::vector<std::uint64_t> tie;             // the smaller goes first among equals
  [[nodiscard]] std::size_t size() const { return gain.size(); }
  // Whole numbers of batches that the floors and ceilings allow: least <= total <= most (no total when least > most).
  [[nodiscard]] std::uint32_t least() const;
  [[nodiscard]] std::uint32_t most() const;
};

struct Spread {
  std::vector<double> pi;
  double lambda = 0;
  double gain = 0, entropy = 0;  // sum g pi, sum H(pi)
};

// total in [sum of floors, sum of ceilings]. `lambda` starts the search and does not change what is found.
[[nodiscard]] Spread spread_batches(const CellMembers& members, double total, double rho, double lambda = 0);

// The same probabilities in whole billionths that add up to total * 10^9 exactly: rounded down, then one more for the
// largest remainders, within floors and ceilings.
[[nodiscard]] std::vector<std::uint32_t> in_billionths(const CellMembers& members, const std::vector<double>& pi,
                                                       std::uint32_t total);

// H(pi) in nats.
[[nodiscard]] double entropy_of(double pi);

// The probability that is best at a price: clamp(logistic((gain - lambda) / rho), floor, ceiling).
[[nodiscard]] double chosen_at(double gain, double floor, double ceiling, double lambda, double rho);

// max over pi in [floor, ceiling] of (gain - lambda) pi + rho H(pi): what one candidate is worth to its cell.
[[nodiscard]] double worth_at(double gain, double floor, double ceiling, double lambda, double rho);

}  // namespace sightline::planning
