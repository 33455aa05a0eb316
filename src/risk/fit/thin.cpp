#include "risk/fit/thin.hpp"

namespace sightline::hierarchy {
namespace {

constexpr std::size_t least_rows = 40'000, every = 8;
constexpr double loose = 1e-2;  // a start need not be exact

}  // namespace

Design thin_design(const Design& design, std::size_t step) {
  Design thin;
  thin.columns = design.columns;
  thin.scales = design.scales;
  thin.crossed = design.crossed;
  for (Group& group : thin.crossed) group.level.clear();
  thin.clustered = design.clustered;
  thin.clustered.level.clear();
  const std::size_t columns = design.columns.size();
  for (std::size_t cluster = 0; cluster < design.clusters(); cluster += step) {
    const std::size_t begin = design.cluster_begin[cluster], end = design.cluster_begin[cluster + 1];
    const auto append = [&](std::vector<double>& to, const std::vector<double>& from, std::size_t width) {
      if (!from.empty())
        to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(begin * width),
                  from.begin() + static_cast<std::ptrdiff_t>(end * width));
    };
    append(thin.trials, design.trials, 1);
    append(thin.failures, design.failures, 1);
    append(thin.weight, design.weight, 1);
    append(thin.sensitivity, design.sensitivity, 1);
    append(thin.x, design.x, columns);
    for (std::size_t g = 0; g < design.crossed.size(); ++g) {
      const std::vector<Index>& level = design.crossed[g].level;
      thin.crossed[g].level.insert(thin.crossed[g].level.end(), level.begin() + static_cast<std::ptrdiff_t>(begin),
                                   level.begin() + static_cast<std::ptrdiff_t>(end));
    }
    thin.clustered.level.push_back(design.clustered.level[cluster]);
    thin.cluster_begin.push_back(thin.trials.size());
  }
  return thin;
}

Fit fit_thick(const Design& design, const FitSettings& settings) {
  if (design.rows() < least_rows || settings.start.theta.size() > 0 || design.clusters() < 4 * every)
    return fit_hierarchy(design, settings);
  FitSettings first = settings;
  first.tolerance = loose;
  const Fit thin = fit_hierarchy(thin_design(design, every), first);
  FitSettings second = settings;
  second.start = {thin.theta, thin.tau};
  Fit fit = fit_hierarchy(design, second);
  fit.iterations += thin.iterations / static_cast<int>(every) + 1;  // in sweeps over all rows
  return fit;
}

}  // namespace sightline::hierarchy
