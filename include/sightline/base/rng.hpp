// rng.hpp: random numbers that anyone can reproduce: Philox4x32-10, counter based, with documented mappings.
//
// Stream   (seed, stream) names an independent sequence; value k is a pure function of (seed, stream, k), so work can
//          be split over threads without changing a digit.
// Source   Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3".
#pragma once

#include <cstdint>

#include "sightline/base/export.hpp"

namespace sightline {

class SIGHTLINE_API Rng {
 public:
  explicit Rng(std::uint64_t seed, std::uint64_t stream = 0);

  std::uint64_t bits();                  // 64 random bits
  double uniform();                      // (bits >> 11 + 0.5) / 2^53, in (0, 1), never 0 or 1
  std::uint64_t below(std::uint64_t n);  // 0..n-1 without bias (Lemire 2019, multiply and reject); n > 0
  double normal();                       // standard normal, by the inverse distribution function (Wichura 1988, AS241)
  double gamma(double shape);            // mean = shape > 0, scale 1 (Marsaglia and Tsang 2000)
  double beta(double a, double b);       // a, b > 0
  std::uint32_t poisson(double mean);    // by multiplication in steps of mean <= 16
  std::uint32_t binomial(std::uint32_t n, double p);  // by n uniforms
  void skip_to(std::uint64_t k);                      // the next bits() is value k of the stream

 private:
  void refill();
  std::uint64_t seed_, stream_, block_ = 0;
  std::uint64_t buffer_[2] = {0, 0};
  unsigned used_ = 2;
};

// Quantile of the standard normal distribution, |relative error| < 1e-15 on (0, 1). Source: Wichura 1988, AS241 PPND16.
[[nodiscard]] SIGHTLINE_API double normal_quantile(double p);

}  // namespace sightline
