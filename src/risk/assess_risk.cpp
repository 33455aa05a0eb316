#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "risk/describe_fit.hpp"
#include "risk/fit/thin.hpp"
#include "risk/fit_notes.hpp"
#include "risk/grade.hpp"
#include "risk/recalibrate.hpp"
#include "risk/risk_state.hpp"
#include "risk/score/score_frame.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {
namespace {

void check_inputs(const Ledger& ledger, const Signals& signals, const RiskOptions& options) {
  std::string wrong;
  const auto add = [&](bool bad, const std::string& message) {
    if (bad) wrong += (wrong.empty() ? "assess_risk: " : "\nassess_risk: ") + message;
  };
  add(signals.frame_fingerprint != ledger.frame.fingerprint,
      "the signals were measured on another frame than the ledger's");
  add(signals.values.size() != signals.specs.size(),
      "the signals have another number of columns than of specifications");
  for (std::size_t j = 0; j < signals.values.size(); ++j)
    add(signals.values[j].now.size() != ledger.frame.size() || signals.values[j].training.size() != signals.rows(),
        "signal " + signals.specs[j].name + " has another number of values than there are rows");
  add(!(options.interval > 0 && options.interval < 1), "interval must be between 0 and 1");
  add(options.quadrature < 3 || options.quadrature > 31, "quadrature must be between 3 and 31 nodes");
  add(options.max_iterations < 1, "max_iterations must be at least 1");
  if (!wrong.empty()) throw Error(ErrorCode::usage, wrong);
}

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f %%", 100 * share);
  return text;
}

// Volume over the mean volume of the category's candidates; 1 when it is not known.
std::vector<double> exposures(const Ledger& ledger) {
  const Frame& frame = ledger.frame;
  std::vector<double> sum(ledger.categories.size(), 0), known(ledger.categories.size(), 0), exposure(frame.size(), 1);
  for (std::size_t c = 0; c < frame.size(); ++c)
    if (frame.volume[c] >= 0) {
      sum[frame.category[c]] += frame.volume[c];
      known[frame.category[c]] += 1;
    }
  for (std::size_t c = 0; c < frame.size(); ++c)
    if (const Index k = frame.category[c]; frame.volume[c] >= 0 && sum[k] > 0)
      exposure[c] = frame.volume[c] * known[k] / sum[k];
  return exposure;
}

void grade_frame(const Ledger& ledger, const RiskModel& model, const RiskOptions& options, Risk& risk) {
  for (const auto& [name, limit] : model.score.grades) risk.grades.push_back(name);
  risk.grades.push_back(model.score.last_grade);
  const std::vector<double> exposure = exposures(ledger);
  parallel_chunks(options.run, risk.size(), 65536, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      risk.points[c] = points_of(model.score, risk.logit[c]);
      risk.harm[c] = risk.probability[c] * ledger.severity[ledger.frame.category[c]] * exposure[c];
      risk.grade[c] = grade_of(model.score, risk.probability[c]);
    }
  });
  risk.rank = score::rank_candidates(risk.probability);
}

void summarise(const Ledger& ledger, const Signals& signals, const RiskModel& model, Risk& risk) {
  Summary& summary = risk.summary;
  summary.verb = "assess_risk";
  summary.title = "as of " + ledger.as_of.to_string() + ", " + ledger.name + (ledger.synthetic ? " (synthetic)" : "");
  const RiskFit& fit = risk.fit;
  summary.outcome = fit.rows == 0 ? "expert card: no past results" : fit.converged ? "fitted" : "fit not settled";
  double mean = 0, tested = 0, failed = 0;
  for (const double p : risk.probability) mean += p;
  for (std::size_t i = 0; i < signals.rows(); ++i) {
    tested += signals.batches[i];
    failed += signals.nonconforming[i];
  }
  summary.lines.push_back(
      {"candidates", "", std::to_string(risk.size()),
       risk.size() == 0 ? "" : "mean probability " + percent(mean / static_cast<double>(risk.size()))});
  summary.lines.push_back(
      {"past results", "", std::to_string(fit.rows),
       tested == 0 ? ""
                   : percent(failed / tested) + " nonconforming; " + percent(fit.random_share) + " chosen at random"});
  summary.lines.push_back({"signals", std::to_string(model.signals.size()), std::to_string(signals.specs.size()), ""});
  for (const RiskGroup& group : fit.groups) {
    char text[64];
    std::snprintf(text, sizeof text, "sd %.3f on the logit scale", group.sd);
    summary.lines.push_back({"group " + group.name, "", std::to_string(group.effect.size()),
                             text + std::string(group.nuisance ? ", not scored" : "")});
  }
  if (fit.calibration_slope != 1) {
    char text[96];
    std::snprintf(text, sizeof text, "slope %.3f, intercept %+.3f", fit.calibration_slope, fit.calibration_intercept);
    summary.lines.push_back({"recalibration", "", text, ""});
  }
  for (const std::string& note : signals.summary.notes) summary.notes.push_back(note);
  summary.inputs = {{"evidence", ledger.hash}, {"model " + model.name, model.hash}};
  summary.next = "sightline plan DATASET --model " + model.path + " --policy POLICY --out DIR";
}

}  // namespace

Risk assess_risk(const Ledger& ledger, const Signals& signals, const RiskModel& model, const RiskOptions& options) {
  check_inputs(ledger, signals, options);
  Risk risk;
  encode::Encoding encoding = encode::encode_model(ledger, signals, model, options.run);
  std::vector<std::string> notes = encoding.notes;
  score::Posterior posterior;
  if (signals.rows() == 0) {
    notes.push_back("no past result: the score is the expert card, every weight at its prior mean");
    posterior = score::prior_card(std::move(encoding));
    risk.fit = describe_fit(posterior, nullptr, model);
  } else {
    hierarchy::FitSettings settings{.maximum_likelihood = options.plain_laplace,
                                    .nodes = options.quadrature,
                                    .max_iterations = options.max_iterations,
                                    .tolerance = 1e-5,
                                    .start = {},
                                    .run = options.run};
    if (options.start != nullptr) settings.start = encode::start_from(encoding, *options.start);
    Recalibration calibration;
    if (model.recalibrate && !options.plain_laplace) {
      calibration = recalibrate(encoding, ledger, signals, model, settings);
      settings.start = calibration.start;
      if (!calibration.note.empty()) notes.push_back(calibration.note);
    }
    std::vector<std::uint32_t> rows(signals.rows());
    std::iota(rows.begin(), rows.end(), 0u);
    const hierarchy::Design design =
        encode::build_design(encoding, ledger, signals, model, rows, signals.as_of, options.run);
    const hierarchy::Fit fit = hierarchy::fit_thick(design, settings);
    const std::vector<std::string> found = note_fit(encoding, signals, fit, options.max_iterations);
    notes.insert(notes.end(), found.begin(), found.end());
    double intercept = calibration.intercept;
    if (calibration.trust != calibration.slope)
      intercept = calibration.intercept_for(mean_prediction(encoding, signals, design, fit, ledger.frame.size()));
    posterior = score::posterior_of(std::move(encoding), design, fit, options.run);
    posterior.slope = calibration.slope;
    posterior.intercept = intercept;
    risk.fit = describe_fit(posterior, &fit, model);
    risk.fit.rows = signals.rows();
  }
  options.run.report("score", 0.5);
  score::score_frame(ledger, signals, posterior, options, risk);
  grade_frame(ledger, model, options, risk);
  risk.frame_fingerprint = ledger.frame.fingerprint;
  risk.model_name = model.name;
  risk.model_hash = model.hash;
  risk.summary.notes = std::move(notes);
  summarise(ledger, signals, model, risk);
  risk.state = keep_state(std::move(posterior), signals, model, normal_quantile(0.5 + options.interval / 2));
  options.run.report("score", 1);
  return risk;
}

std::vector<Reason> reasons_of(const Risk& risk, Index candidate, std::size_t limit) {
  std::vector<Reason> reasons;
  for (std::uint32_t term = 1; term < risk.terms.size(); ++term)  // the base is no reason
    reasons.push_back({term, risk.contribution[term][candidate]});
  std::stable_sort(reasons.begin(), reasons.end(), [](const Reason& a, const Reason& b) {
    return std::fabs(a.contribution) > std::fabs(b.contribution);
  });
  if (reasons.size() > limit) reasons.resize(limit);
  return reasons;
}

}  // namespace sightline
