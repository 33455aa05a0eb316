#include "sightline/base/rng.hpp"

#include <Random123/philox.h>

#include <cmath>

#include "base/wide.hpp"

namespace sightline {

Rng::Rng(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

// Block b of (seed, stream) is Philox4x32-10 with counter (b low, b high, stream low, stream high) and key = seed.
void Rng::refill() {
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  const r123::Philox4x32::ctr_type counter{{low(block_), high(block_), low(stream_), high(stream_)}};
  const r123::Philox4x32::key_type key{{low(seed_), high(seed_)}};
  const auto out = r123::Philox4x32()(counter, key);
  buffer_[0] = (static_cast<std::uint64_t>(out[1]) << 32) | out[0];
  buffer_[1] = (static_cast<std::uint64_t>(out[3]) << 32) | out[2];
  ++block_;
  used_ = 0;
}

std::uint64_t Rng::bits() {
  if (used_ == 2) refill();
  return buffer_[used_++];
}

void Rng::skip_to(std::uint64_t k) {
  block_ = k / 2;
  refill();
  used_ = static_cast<unsigned>(k % 2);
}

double Rng::uniform() { return (static_cast<double>(bits() >> 11) + 0.5) * 0x1.0p-53; }

std::uint64_t Rng::below(std::uint64_t n) {
  Wide product = static_cast<Wide>(bits()) * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t threshold = (0 - n) % n;
    while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<Wide>(bits()) * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

double Rng::normal() { return normal_quantile(uniform()); }

// Marsaglia and Tsang 2000: d (1 + c x)^3 by rejection; for shape < 1, gamma(shape + 1) * U^(1/shape).
double Rng::gamma(double shape) {
  if (shape < 1) {
    const double boost = std::pow(uniform(), 1 / shape);
    return gamma(shape + 1) * boost;
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double cube = 1 + c * x;
    if (cube <= 0) continue;
    const double v = cube * cube * cube;
    if (std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double Rng::beta(double a, double b) {
  const double x = gamma(a), y = gamma(b);
  return x / (x + y);
}

std::uint32_t Rng::poisson(double mean) {
  std::uint32_t count = 0;
  while (mean > 0) {
    const double step = mean < 16 ? mean : 16;
    const double limit = std::exp(-step);
    for (double product = uniform(); product > limit; product *= uniform()) ++count;
    mean -= step;
  }
  return count;
}

std::uint32_t Rng::binomial(std::uint32_t n, double p) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < n; ++i) count += uniform() < p ? 1u : 0u;
  return count;
}

}  // namespace sightline
