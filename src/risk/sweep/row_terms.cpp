#include "risk/sweep/row_terms.hpp"

#include <bit>
#include <cmath>
#include <cstdint>

namespace sightline::hierarchy {
namespace {

// Without branches, so that the loops run on vector registers.
// exp(-x) = 2^k exp(r), k = round(-x / ln 2), |r| <= ln 2 / 2; exp(r) by its series to r^13 (remainder below 2e-17).
inline double small_exp(double x) {
  constexpr double log2_e = 1.4426950408889634, ln2_high = 0.693147180369123816490,
                   ln2_low = 1.90821492927058770002e-10;
  constexpr double magic = 6755399441055744.0;  // 1.5 * 2^52: adding it leaves round(y) in the low bits
  const double shifted = magic - x * log2_e, k = shifted - magic;
  const double r = (-x - k * ln2_high) - k * ln2_low;
  double series = 1.0 / 6227020800;
  series = series * r + 1.0 / 479001600;
  series = series * r + 1.0 / 39916800;
  series = series * r + 1.0 / 3628800;
  series = series * r + 1.0 / 362880;
  series = series * r + 1.0 / 40320;
  series = series * r + 1.0 / 5040;
  series = series * r + 1.0 / 720;
  series = series * r + 1.0 / 120;
  series = series * r + 1.0 / 24;
  series = series * r + 1.0 / 6;
  series = series * r + 0.5;
  series = series * r * r + r + 1;
  const std::uint64_t exponent = (std::bit_cast<std::uint64_t>(shifted) + 1023) << 52;
  return series * std::bit_cast<double>(exponent);
}

// log(1 + t) = log(c) + 2 artanh(s), s = (1 + t - c) / (1 + t + c), c = sqrt 2, so that |s| <= 0.172; series to s^21.
inline double small_log(double t) {
  constexpr double c = 1.4142135623730951, log_c = 0.34657359027997264;
  const double s = (t + (1 - c)) / (t + (1 + c)), square = s * s;
  double series = 1.0 / 21;
  series = series * square + 1.0 / 19;
  series = series * square + 1.0 / 17;
  series = series * square + 1.0 / 15;
  series = series * square + 1.0 / 13;
  series = series * square + 1.0 / 11;
  series = series * square + 1.0 / 9;
  series = series * square + 1.0 / 7;
  series = series * square + 1.0 / 5;
  series = series * square + 1.0 / 3;
  return log_c + 2 * (s + s * square * series);
}

// Columns never overlap: promised to the compiler.
void perfect_test(std::size_t count, const double* __restrict e, const double* __restrict n, const double* __restrict k,
                  double* __restrict log_likelihood, double* __restrict score, double* __restrict weight,
                  double* __restrict bend) {
  for (std::size_t i = 0; i < count; ++i) {
    const double size = std::fabs(e[i]), small = small_exp(size), share = 1 / (1 + small);
    const double tilt = std::copysign((1 - small) * share, e[i]);  // p - q = tanh(eta / 2)
    const double information = n[i] * small * share * share;       // n p q
    log_likelihood[i] = k[i] * e[i] - n[i] * (0.5 * (e[i] + size) + small_log(small));
    score[i] = k[i] - n[i] * (0.5 + 0.5 * tilt);
    weight[i] = information;
    bend[i] = -information * tilt;
  }
}

}  // namespace

double exp_minus(double x) { return small_exp(x); }
double log_one_plus(double t) { return small_log(t); }

void RowTerms::resize(std::size_t rows) {
  log_likelihood.resize(rows);
  score.resize(rows);
  weight.resize(rows);
  bend.resize(rows);
}

void row_terms(const RowData& data, std::span<const double> eta, std::size_t first, RowTerms& terms) {
  const std::size_t count = eta.size();
  double* const log_likelihood = terms.log_likelihood.data() + first;
  double* const score = terms.score.data() + first;
  double* const weight = terms.weight.data() + first;
  double* const bend = terms.bend.data() + first;
  const double *const e = eta.data(), *const n = data.trials.data(), *const k = data.failures.data();
  perfect_test(count, e, n, k, log_likelihood, score, weight, bend);
  if (data.sensitivity.empty()) return;
  for (std::size_t i = 0; i < count; ++i) {  // rows whose test misses some
    const double s = data.sensitivity[i];
    if (s == 1) continue;
    const double small = std::exp(-std::fabs(e[i])), share = 1 / (1 + small);
    const double p = e[i] >= 0 ? share : small * share, q = e[i] >= 0 ? small * share : share;
    const double miss = 1 - s * p, odds = s * p * q / miss;  // odds = -d log(miss) / d eta
    const double log_p = (e[i] < 0 ? e[i] : 0) - std::log1p(small);
    log_likelihood[i] = k[i] * (std::log(s) + log_p) + (n[i] - k[i]) * std::log(miss);
    score[i] = k[i] * q - (n[i] - k[i]) * odds;
    weight[i] = n[i] * odds * q;
    bend[i] = weight[i] * (q - 2 * p + odds);
  }
}

}  // namespace sightline::hierarchy
