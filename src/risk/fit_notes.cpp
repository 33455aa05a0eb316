#include "risk/fit_notes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace sightline {
namespace {

constexpr double vanishing = 0.02;  // logit: an effect of this standard deviation moves no probability by a twentieth
constexpr std::size_t least_cell = 5;

std::string printed(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

struct Span {
  double least = std::numeric_limits<double>::infinity(), most = -std::numeric_limits<double>::infinity();
  void take(double x) {
    least = std::min(least, x);
    most = std::max(most, x);
  }
};

// Complete separation on one signal, or a signal of two values of which one saw results of one kind only.
std::string note_separation(const encode::SignalColumns& signal, const Signals& signals,
                            const std::vector<double>& values) {
  Span failed, passed;
  double low = std::numeric_limits<double>::quiet_NaN(), high = low;
  bool two = true, any_failed = false, any_passed = false;
  std::size_t cell[2][2] = {{0, 0}, {0, 0}};  // [value is high][failed]
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = values[i];
    const bool some_failed = signals.nonconforming[i] > 0, some_passed = signals.nonconforming[i] < signals.batches[i];
    any_failed = any_failed || some_failed, any_passed = any_passed || some_passed;
    if (std::isnan(signal.axis(x))) continue;
    if (some_failed) failed.take(x);
    if (some_passed) passed.take(x);
    if (!two) continue;
    if (std::isnan(low))
      low = x;
    else if (x != low && std::isnan(high))
      high = x;
    two = x == low || x == high;
    if (two) {
      cell[x == high][1] += some_failed ? 1 : 0;
      cell[x == high][0] += some_passed ? 1 : 0;
    }
  }
  const std::string& name = signal.spec->name;
  const std::string rests = "; its weight rests on the prior";
  if (!any_failed || !any_passed) return "";
  if (failed.least > failed.most || passed.least > passed.most)
    return "signal " + name + " is known for no " + (failed.least > failed.most ? "nonconforming" : "conforming") +
           " result" + rests;
  if (failed.least > passed.most)
    return "signal " + name + " separates the results: nonconforming ones have " + printed(failed.least) +
           " or more, conforming ones " + printed(passed.most) + " or less" + rests;
  if (failed.most < passed.least)
    return "signal " + name + " separates the results: nonconforming ones have " + printed(failed.most) +
           " or less, conforming ones " + printed(passed.least) + " or more" + rests;
  if (!two || std::isnan(high)) return "";
  for (int at = 0; at < 2; ++at)
    for (int kind = 0; kind < 2; ++kind)
      if (cell[at][kind] == 0 && cell[at][1 - kind] >= least_cell)
        return "signal " + name + ": all " + std::to_string(cell[at][1 - kind]) + " results with " +
               printed(at == 1 ? high : low) + " are " + (kind == 1 ? "conforming" : "nonconforming") + rests;
  return "";
}

}  // namespace

std::vector<std::string> note_fit(const encode::Encoding& encoding, const Signals& signals, const hierarchy::Fit& fit,
                                  int max_iterations) {
  std::vector<std::string> notes;
  double failed = 0, tested = 0;
  for (std::size_t i = 0; i < signals.rows(); ++i) {
    failed += signals.nonconforming[i];
    tested += signals.batches[i];
  }
  const std::string count = std::to_string(static_cast<long long>(tested));
  if (failed == 0)
    notes.push_back("none of the " + count + " batches tested was nonconforming: the level rests on the prior");
  if (failed == tested)
    notes.push_back("all of the " + count + " batches tested were nonconforming: the level rests on the prior");
  if (!fit.converged)
    notes.push_back("the fit stopped after " + std::to_string(max_iterations) +
                    " iterations before it settled: its values are those of the last one");
  if (failed > 0 && failed < tested)
    for (std::size_t j = 0; j < encoding.signals.signals.size(); ++j) {
      const encode::SignalColumns& signal = encoding.signals.signals[j];
      if (signal.first == encode::no_column || signal.spline.usable()) continue;
      if (std::string note = note_separation(signal, signals, signals.values[j].training); !note.empty())
        notes.push_back(note);
    }
  for (std::size_t j = 0; j < encoding.columns.size(); ++j)
    if (fit.held[j])
      notes.push_back("signal " + encoding.columns[j].name + " is held at 0: the results speak against its sign");
  for (std::size_t g = 0; g < encoding.groups.groups.size(); ++g)
    if (fit.tau[g] < vanishing)
      notes.push_back("group by " + encoding.groups.groups[g].name +
                      " makes no difference that the results could show");
  return notes;
}

}  // namespace sightline
