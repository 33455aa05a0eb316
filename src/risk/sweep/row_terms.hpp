// row_terms.hpp: the log likelihood of rows and its derivatives, a column at a time.
//
// k nonconforming of n tests at P(a test finds it) = sensitivity * logistic(eta), binomial coefficient left out:
//   log_likelihood  log f              score  d log f / d eta
//   weight          Fisher information   bend   d weight / d eta
// Exponential and logarithm are our own (absolute error below 3e-16), so that the loops run on vector registers.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sightline::hierarchy {

struct RowTerms {
  std::vector<double> log_likelihood, score, weight, bend;
  void resize(std::size_t rows);
};

struct RowData {
  std::span<const double> trials, failures;
  std::span<const double> sensitivity;  // empty = 1
};

inline constexpr double most_logit = 700;  // |eta| must not exceed it: beyond, a probability is 0 or 1

// terms[first + i] of rows i in [0, eta.size())
void row_terms(const RowData& data, std::span<const double> eta, std::size_t first, RowTerms& terms);

// exp(-x) for 0 <= x <= most_logit and log(1 + t) for 0 <= t <= 1, as the loops use them.
double exp_minus(double x);
double log_one_plus(double t);

}  // namespace sightline::hierarchy
