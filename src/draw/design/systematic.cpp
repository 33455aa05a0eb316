#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "draw/design/pivotal.hpp"
#include "sightline/base/error.hpp"
#include "sightline/methods/sampling.hpp"

namespace sightline {
namespace {

// Unit i is taken when a point start, start + 1, ... falls into (sum before i, sum up to i].
std::vector<Index> steps_through(std::span<const double> p, std::span<const Index> order, double start) {
  std::vector<Index> sample;
  double sum = 0;
  const auto points_up_to = [start](double x) { return std::floor(x - start); };
  for (const Index i : order) {
    const double before = sum;
    sum += p[i];
    if (points_up_to(sum) > points_up_to(before)) sample.push_back(i);
  }
  std::sort(sample.begin(), sample.end());
  return sample;
}

std::vector<Index> file_order(std::size_t n) {
  std::vector<Index> order(n);
  std::iota(order.begin(), order.end(), Index{0});
  return order;
}

}  // namespace

std::vector<double> inclusion_probabilities(std::span<const double> size, std::size_t n) {
  std::size_t positive = 0;
  for (std::size_t i = 0; i < size.size(); ++i) {
    if (!(size[i] >= 0 && std::isfinite(size[i])))
      throw Error(ErrorCode::usage,
                  "size " + std::to_string(i) + " is " + std::to_string(size[i]) + ", must be a number >= 0");
    positive += size[i] > 0 ? 1u : 0u;
  }
  if (n > positive)
    throw Error(ErrorCode::usage,
                std::to_string(n) + " units asked for, but only " + std::to_string(positive) + " have a positive size");
  std::vector<double> p(size.size(), 0);
  std::size_t left = n;  // units still to share out among those below 1
  for (bool again = n > 0; again;) {
    again = false;
    double sum = 0;
    for (std::size_t i = 0; i < size.size(); ++i) sum += p[i] < 1 ? size[i] : 0;
    const std::size_t shared = left;
    for (std::size_t i = 0; i < size.size(); ++i) {
      if (p[i] == 1) continue;
      p[i] = left > 0 ? static_cast<double>(shared) * size[i] / sum : 0;
      if (p[i] >= 1 && left > 0) {
        p[i] = 1;
        --left;
        again = true;
      }
    }
  }
  return p;
}

std::vector<Index> sample_systematic(std::span<const double> p, std::uint64_t seed) {
  check_probabilities(p);
  Rng rng(seed, 2);
  return steps_through(p, file_order(p.size()), rng.uniform());
}

std::vector<Index> sample_random_systematic(std::span<const double> p, std::uint64_t seed) {
  check_probabilities(p);
  Rng rng(seed, 3);
  std::vector<Index> order = file_order(p.size());
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
  return steps_through(p, order, rng.uniform());
}

}  // namespace sightline
