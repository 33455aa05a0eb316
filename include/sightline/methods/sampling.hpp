// sampling.hpp: samples with unequal probabilities over plain columns, for studies and for other systems.
//
// A population of n units has inclusion probabilities p in [0, 1]. Each verb returns the drawn units in rising order,
// and draws unit i with probability p[i], whatever else it balances or spreads. Where the p add up to a whole number
// the sample has that size; else the whole number below or above. The draw of a plan is another matter (draw.hpp): it
// counts in whole numbers so that anyone can replay it. These verbs compute in floating point and are replayed by the
// same build.
//
// Errors   Error(usage) for a probability outside [0, 1], columns of different length, or numbers that are not finite.
// Repeats  same arguments and seed, same sample, at any thread count (one thread is used).
// Threads  safe to call at once; keeps no state.
// Cost     n = 10^6: systematic 0.02 s, cube with 10 totals 1 s; n = 10^5: local pivotal 0.4 s, cube with 50 totals 1 s
//          (bench/draw_bench.cpp).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sightline/base/export.hpp"
#include "sightline/base/ids.hpp"

namespace sightline {

// Probabilities proportional to size, at most 1, that add up to n: units whose share exceeds 1 are taken for certain
// and the rest is shared out anew, until none exceeds 1. Sizes are >= 0; at least n of them are positive.
[[nodiscard]] SIGHTLINE_API std::vector<double> inclusion_probabilities(std::span<const double> size, std::size_t n);

// Systematic: one start, steps of 1 through the cumulated probabilities (Madow 1949). The random one shuffles first.
[[nodiscard]] SIGHTLINE_API std::vector<Index> sample_systematic(std::span<const double> p, std::uint64_t seed);
[[nodiscard]] SIGHTLINE_API std::vector<Index> sample_random_systematic(std::span<const double> p, std::uint64_t seed);

// Ordered pivotal: undecided neighbours settle who takes the unit (Deville and Tillé 1998; Chauvet 2012).
[[nodiscard]] SIGHTLINE_API std::vector<Index> sample_pivotal(std::span<const double> p, std::uint64_t seed);

// Local pivotal: undecided units near each other settle it, so that the sample is spread in every direction of the
// space (Grafström, Lundström and Schelin 2012). `mutual` (their method 1) lets only mutual nearest neighbours meet:
// better spread, about three times the work; otherwise a random unit meets its nearest neighbour (method 2).
// coordinates: unit i at coordinates[i * dimensions .. ], scaled by the caller so that distances mean something.
[[nodiscard]] SIGHTLINE_API std::vector<Index> sample_local_pivotal(std::span<const double> p,
                                                                    std::span<const double> coordinates,
                                                                    std::size_t dimensions, std::uint64_t seed,
                                                                    bool mutual = false);

// Cube: a sample whose Horvitz-Thompson totals of the balancing variables are those of the population, as nearly as
// whole units allow (Deville and Tillé 2004; fast flight phase: Chauvet and Tillé 2006).
struct CubeProblem {
  std::span<const double> p;
  std::vector<std::span<const double>> balance;  // variables of length n
  std::span<const Index>
      stratum;  // per unit, from 0; empty = one stratum. The sample size of every stratum is kept hard:
                // the whole number below or above its expectation, exactly it where it is whole
};
// The landing gives up balance where it costs least and never a stratum, so it cannot fail.
[[nodiscard]] SIGHTLINE_API std::vector<Index> sample_cube(const CubeProblem& problem, std::uint64_t seed);

// Joint inclusion probabilities, n x n by rows, p on the diagonal; for variances.
//   systematic  exact, by the share of starts that take both (order as given)
//   pivotal     exact for the ordered pivotal sample: the chain of duels is followed for each pair (n^2 steps)
//   hajek       p_i p_j (1 - (1 - p_i)(1 - p_j) / sum p(1 - p)), the approximation for designs of high entropy (Hájek
//   1964)
[[nodiscard]] SIGHTLINE_API std::vector<double> joint_systematic(std::span<const double> p);
[[nodiscard]] SIGHTLINE_API std::vector<double> joint_pivotal(std::span<const double> p);
[[nodiscard]] SIGHTLINE_API std::vector<double> joint_hajek(std::span<const double> p);

}  // namespace sightline
