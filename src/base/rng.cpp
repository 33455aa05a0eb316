#include "sightline/base/rng.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <limits>

#include "base/wide.hpp"

namespace sightline {
namespace {

// Value of a polynomial whose coefficients are given from the constant upwards.
template <std::size_t N>
double polynomial(const double (&c)[N], double x) {
  double value = 0;
  for (std::size_t i = N; i-- > 0;) value = value * x + c[i];
  return value;
}

// Coefficients of Wichura 1988, Applied Statistics 37, algorithm AS 241, routine PPND16.
constexpr double central_top[] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                  1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                  3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr double central_bottom[] = {1.0,
                                     4.2313330701600911252e1,
                                     6.8718700749205790830e2,
                                     5.3941960214247511077e3,
                                     2.1213794301586595867e4,
                                     3.9307895800092710610e4,
                                     2.8729085735721942674e4,
                                     5.2264952788528545610e3};
constexpr double middle_top[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                 3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double middle_bottom[] = {1.0,
                                    2.05319162663775882187e0,
                                    1.67638483018380384940e0,
                                    6.89767334985100004550e-1,
                                    1.48103976427480074590e-1,
                                    1.51986665636164571966e-2,
                                    5.47593808499534494600e-4,
                                    1.05075007164441684324e-9};
constexpr double tail_top[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                               2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                               2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double tail_bottom[] = {1.0,
                                  5.99832206555887937690e-1,
                                  1.36929880922735805310e-1,
                                  1.48753612908506148525e-2,
                                  7.86869131145613259100e-4,
                                  1.84631831751005468180e-5,
                                  1.42151175831644588870e-7,
                                  2.04426310338993978564e-15};

}  // namespace

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

double normal_quantile(double p) {
  if (!(p > 0 && p < 1)) {
    if (p == 0) return -std::numeric_limits<double>::infinity();
    if (p == 1) return std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(central_top, r) / polynomial(central_bottom, r);
  }
  const double r = std::sqrt(-std::log(q < 0 ? p : 1 - p));
  const double value = r <= 5 ? polynomial(middle_top, r - 1.6) / polynomial(middle_bottom, r - 1.6)
                              : polynomial(tail_top, r - 5) / polynomial(tail_bottom, r - 5);
  return q < 0 ? -value : value;
}

}  // namespace sightline
