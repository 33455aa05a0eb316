#include <algorithm>
#include <cmath>
#include <limits>

#include "signals/attributes.hpp"

namespace sightline::signals {
namespace {

double volume_or_zero(const Frame& frame, std::size_t candidate) {
  return std::isnan(frame.volume[candidate]) ? 0 : frame.volume[candidate];
}

// What each enterprise of the frame weighs: 1, or the volume of its candidates.
std::vector<double> weight_of_enterprises(const Ledger& ledger, Exposure per) {
  std::vector<double> weight(ledger.enterprises.size(), 0);
  for (std::size_t c = 0; c < ledger.frame.size(); ++c) {
    double& each = weight[ledger.frame.enterprise[c]];
    each = per == Exposure::enterprises ? 1 : each + volume_or_zero(ledger.frame, c);
  }
  return weight;
}

// Per key: its distinct enterprises, or the volume of its candidates. The candidates are the last rows.
std::vector<double> weight_of_keys(const Frame& frame, Exposure per, const Scopes::Scope& scope, const Rows& rows) {
  std::vector<double> weight(scope.keys, 0);
  std::vector<Index> last(scope.keys,
                          no_index);  // enterprise that the key counted last; the frame is sorted by enterprise
  for (std::size_t c = 0; c < frame.size(); ++c) {
    const Index key = (*scope.of_row)[rows.training() + c];
    if (key == no_index) continue;
    if (per == Exposure::volume)
      weight[key] += volume_or_zero(frame, c);
    else if (last[key] != frame.enterprise[c])
      weight[key] += 1;
    last[key] = frame.enterprise[c];
  }
  return weight;
}

std::vector<double> weight_of_sites(const Ledger& ledger, const Sites& sites, double within_m,
                                    const std::vector<double>& of_enterprise) {
  std::vector<double> at(sites.size(), 0), near(sites.size(), 0);
  for (Index e = 0; e < ledger.enterprises.size(); ++e)
    if (const Index site = sites.of_enterprise(e); site != no_index) at[site] += of_enterprise[e];
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const auto square = [](double side) { return side * side; };
    sites.near(sites.x()[s], sites.y()[s], [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        if (square(static_cast<double>(sites.x()[i]) - static_cast<double>(sites.x()[s])) +
                square(static_cast<double>(sites.y()[i]) - static_cast<double>(sites.y()[s])) <=
            square(within_m))
          near[s] += at[i];
    });
  }
  return near;
}

}  // namespace

std::vector<double> exposure_values(const Ledger& ledger, const SignalSpec& spec, const ExposureScope& in,
                                    const Rows& rows) {
  std::vector<double> values(rows.size(), 0);
  if (in.scope != nullptr && in.neighbours == nullptr) {
    const std::vector<double> weight = weight_of_keys(ledger.frame, spec.per, *in.scope, rows);
    std::vector<double> own;
    if (in.own != nullptr) own = weight_of_keys(ledger.frame, spec.per, *in.own, rows);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (const Index key = (*in.scope->of_row)[r]; key != no_index) values[r] = weight[key];
      if (const Index key = in.own == nullptr ? no_index : (*in.own->of_row)[r]; key != no_index) values[r] -= own[key];
    }
  } else {
    const std::vector<double> of_enterprise = weight_of_enterprises(ledger, spec.per);
    std::vector<double> near;
    if (in.sites != nullptr) near = weight_of_sites(ledger, *in.sites, spec.within_m, of_enterprise);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const Index e = rows.enterprise[r];
      if (in.neighbours != nullptr) {
        for (const Index other : in.neighbours->of(e)) values[r] += of_enterprise[other];
      } else if (const Index site = in.sites->of_enterprise(e); site != no_index) {
        values[r] = near[site] - (spec.others ? of_enterprise[e] : 0);
      }
    }
  }
  for (double& value : values) {
    if (spec.per == Exposure::enterprises)
      value = std::max(value, 1.0);
    else if (value <= 0)
      value = std::numeric_limits<double>::quiet_NaN();
  }
  return values;
}

}  // namespace sightline::signals
