#include "risk/encode/signal_columns.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

#include "sightline/base/hash.hpp"

namespace sightline::encode {
namespace {

constexpr std::size_t least_unknown = 20;  // rows with and without a value before "unknown" has an effect of its own
constexpr std::size_t most_averaged = 100'000;  // candidates that a reference is averaged over, evenly spaced

struct Survey {  // of one signal over the training rows
  double mean = 0, least = 0, most = 0;
  std::size_t known = 0;
  std::uint64_t pattern = 0;  // of the rows where it is unknown
  Spline spline;
};

Survey survey(const SignalColumns& columns, const std::vector<double>& values) {
  Survey found;
  std::vector<double> axis;
  const bool curve = columns.spec->transform == Transform::spline;
  if (curve) axis.reserve(values.size());
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = columns.axis(values[i]);
    if (std::isnan(x)) {
      found.pattern = mix64(found.pattern ^ i);
      continue;
    }
    if (found.known == 0) found.least = found.most = x;
    found.least = std::min(found.least, x);
    found.most = std::max(found.most, x);
    ++found.known;
    sum += x;
    if (curve) axis.push_back(x);
  }
  if (found.known == 0) return found;
  found.mean = sum / static_cast<double>(found.known);
  if (curve) found.spline = Spline(axis, columns.spec->spline_knots);
  return found;
}

double mean_of_candidates(const SignalColumns& columns, const std::vector<double>& values) {
  double sum = 0;
  std::size_t known = 0;
  for (std::size_t i = 0; i < values.size(); i += values.size() / most_averaged + 1)
    if (const double x = columns.axis(values[i]); !std::isnan(x)) sum += x, ++known;
  return known == 0 ? 0 : sum / static_cast<double>(known);
}

std::string printed(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

bool counts_events(const SignalSpec& spec) {
  return spec.aggregate == Aggregate::count || spec.aggregate == Aggregate::sum || spec.aggregate == Aggregate::active;
}

}  // namespace

double SignalColumns::axis(double raw) const {
  const double value = transformed(spec->transform == Transform::spline ? spec->spline_of : spec->transform, raw);
  return std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

void SignalColumns::fill(double raw, double* columns) const {
  const double x = axis(raw);
  const bool known = !std::isnan(x);
  if (unknown != no_column && !known) columns[unknown] = 1;
  if (first == no_column) return;
  if (spline.usable())
    spline.evaluate(known ? x : mean, columns + first);
  else
    columns[first] = known ? x : mean;
}

void SignalColumns::fill_centred(const double* raw, std::size_t rows, double* columns, std::size_t stride) const {
  if (first == no_column || spline.usable()) {
    for (std::size_t i = 0; i < rows; ++i, columns += stride) {
      fill(raw[i], columns);
      if (first != no_column)
        for (std::size_t k = 0; k < count; ++k) columns[first + k] -= reference[k];
    }
    return;
  }
  const double centre = reference[0], otherwise = mean - centre;
  const auto each = [&](auto transform) {
    double* row = columns;
    for (std::size_t i = 0; i < rows; ++i, row += stride) {
      const double x = transform(raw[i]);
      const bool known = std::isfinite(x);
      row[first] = known ? x - centre : otherwise;
      if (!known && unknown != no_column) row[unknown] = 1;
    }
  };
  switch (spec->transform == Transform::spline ? spec->spline_of : spec->transform) {
    case Transform::log1p: each([](double x) { return x == 0 ? 0 : std::log1p(x); }); break;
    case Transform::sqrt: each([](double x) { return std::sqrt(x); }); break;
    case Transform::identity:
    case Transform::spline: each([](double x) { return x; }); break;
  }
}

SignalLayout lay_out_signals(const Signals& signals, const Run& run) {
  SignalLayout layout;
  const std::size_t rows = signals.rows();
  layout.signals.resize(signals.specs.size());
  std::vector<Survey> found(signals.specs.size());
  parallel_chunks(run, signals.specs.size(), 1, [&](std::size_t j, std::size_t, std::size_t) {
    layout.signals[j].spec = &signals.specs[j];
    found[j] = survey(layout.signals[j], signals.values[j].training);
  });
  for (std::size_t j = 0; j < layout.signals.size(); ++j) {
    SignalColumns& columns = layout.signals[j];
    const std::string& name = columns.spec->name;
    columns.mean = found[j].known > 0 ? found[j].mean : mean_of_candidates(columns, signals.values[j].now);
    columns.constant = rows == 0 ? 0 : columns.mean;
    columns.spline = std::move(found[j].spline);
    if (rows == 0) continue;
    if (found[j].known == 0)
      layout.notes.push_back("signal " + name + " is unknown in every past result: its weight stays at the prior");
    else if (!(found[j].most > found[j].least))
      layout.notes.push_back("signal " + name + " is constant (" + printed(found[j].least) +
                             ") in the past results: its weight stays at the prior");
    else {
      if (columns.spec->transform == Transform::spline && !columns.spline.usable())
        layout.notes.push_back("signal " + name + " takes too few values for a curve: fitted as a line");
      columns.first = layout.columns;
      columns.count = columns.spline.usable() ? static_cast<std::size_t>(columns.spline.columns()) : 1;
      layout.columns += columns.count;
    }
  }
  std::map<std::uint64_t, std::size_t> patterns;  // of unknown rows: the column that says so
  for (std::size_t j = 0; j < layout.signals.size(); ++j)
    if (const std::size_t unknown = rows - found[j].known;
        unknown >= least_unknown && found[j].known >= least_unknown && patterns.emplace(found[j].pattern, j).second)
      layout.signals[j].unknown = layout.columns++;
  return layout;
}

void set_references(const Signals& signals, SignalLayout& layout, const Run& run) {
  parallel_chunks(run, layout.signals.size(), 1, [&](std::size_t j, std::size_t, std::size_t) {
    SignalColumns& columns = layout.signals[j];
    const std::vector<double>& now = signals.values[j].now;
    const bool constant = columns.first == no_column;
    columns.reference.assign(constant ? 1 : columns.count, 0);
    if (now.empty() || (counts_events(*columns.spec) && !columns.spline.usable())) return;
    if (constant) {
      columns.reference[0] = mean_of_candidates(columns, now);
      if (signals.rows() == 0) columns.constant = columns.reference[0];
      return;
    }
    std::vector<double> row(layout.columns), sum(columns.count, 0);
    double averaged = 0;
    for (std::size_t i = 0; i < now.size(); i += now.size() / most_averaged + 1, averaged += 1) {
      columns.fill(now[i], row.data());
      for (std::size_t k = 0; k < columns.count; ++k) sum[k] += row[columns.first + k];
    }
    for (std::size_t k = 0; k < columns.count; ++k) columns.reference[k] = sum[k] / averaged;
  });
}

}  // namespace sightline::encode
