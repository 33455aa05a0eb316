#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "risk/fit/thin.hpp"
#include "risk/fit_notes.hpp"
#include "risk/recalibrate.hpp"
#include "risk/score/domains.hpp"
#include "sightline/base/error.hpp"
#include "sightline/base/rng.hpp"

namespace sightline {
namespace {

constexpr std::size_t score_grain = 8192;                        // candidates per chunk
constexpr std::size_t most_domain_bytes = std::size_t{1} << 28;  // of all chunks' sums together

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

RiskFit describe_fit(const score::Posterior& posterior, const hierarchy::Fit* fit, const RiskModel& model) {
  const encode::Encoding& encoding = posterior.encoding;
  const std::size_t levels = encoding.levels();
  RiskFit out;
  const auto at = [&](std::size_t place) { return static_cast<Eigen::Index>(place); };
  double intercept = fit == nullptr ? model.intercept_mean : fit->theta[at(levels)] - encoding.constant_logit;
  double intercept_sd = fit == nullptr ? model.intercept_sd : std::sqrt(fit->covariance(at(levels), at(levels)));
  out.weights.push_back({"intercept", intercept, intercept_sd, model.intercept_mean, model.intercept_sd});
  const auto add = [&](std::size_t column) {
    const hierarchy::Column& prior = encoding.columns[column];
    const double tau = prior.scale < 0 ? 1 : posterior.tau[static_cast<std::size_t>(prior.scale)];
    out.weights.push_back({prior.name, fit->theta[at(levels + column)],
                           std::sqrt(std::max(fit->covariance(at(levels + column), at(levels + column)), 0.0)),
                           prior.prior_mean, prior.prior_sd * tau});
  };
  for (const encode::SignalColumns& signal : encoding.signals.signals) {
    const SignalSpec& spec = *signal.spec;
    if (signal.first == encode::no_column)
      out.weights.push_back({spec.name, spec.prior_mean, spec.prior_sd, spec.prior_mean, spec.prior_sd});
    else
      for (std::size_t k = 0; k < signal.count; ++k) add(signal.first + k);
    if (signal.unknown != encode::no_column) add(signal.unknown);
  }
  for (std::size_t g = 0; g < encoding.groups.groups.size(); ++g) {
    const encode::GroupLevels& levels_of = encoding.groups.groups[g];
    RiskGroup group{levels_of.name, posterior.tau[g], levels_of.spec->nuisance, levels_of.id, levels_of.text, {}, {}};
    for (std::size_t level = 0; level < levels_of.levels; ++level) {
      double effect = levels_of.centre.empty() ? 0 : levels_of.centre[level], sd = posterior.tau[g];
      if (level < levels_of.trained && static_cast<int>(g) == encoding.clustered) {
        const Index cluster = posterior.cluster_of[level];
        effect = posterior.mean[cluster];
        sd = std::sqrt(posterior.variance[cluster]);
      } else if (level < levels_of.trained) {
        const auto place = at(encoding.offset[g] + level);
        effect = posterior.theta[place];
        sd = std::sqrt(std::max(posterior.covariance(place, place), 0.0));
      }
      group.effect.push_back(effect);
      group.effect_sd.push_back(sd);
    }
    out.groups.push_back(std::move(group));
  }
  for (std::size_t k = 0; k < encoding.scales.size(); ++k)
    out.scales.emplace_back(encoding.scales[k].name, posterior.tau[k]);
  out.random_share = encoding.random_share;
  out.calibration_slope = posterior.slope;
  out.calibration_intercept = posterior.intercept;
  if (fit != nullptr) {
    out.log_likelihood = fit->log_likelihood;
    out.log_marginal = fit->log_marginal;
    out.iterations = fit->iterations;
    out.converged = fit->converged;
  }
  return out;
}

void size_columns(Risk& risk, std::size_t candidates, const std::vector<score::Term>& terms) {
  for (std::vector<double>* column :
       {&risk.probability, &risk.lower, &risk.upper, &risk.logit, &risk.logit_sd, &risk.harm, &risk.points})
    column->resize(candidates);
  risk.grade.resize(candidates);
  risk.contribution.resize(terms.size());
  for (const score::Term& term : terms) risk.terms.push_back(term.name);
  for (std::vector<double>& column : risk.contribution) column.resize(candidates);
}

void score_frame(const Ledger& ledger, const Signals& signals, const score::Posterior& posterior,
                 const RiskOptions& options, Risk& risk) {
  const std::vector<score::Term> terms = score::list_terms(posterior);
  const std::size_t count = ledger.frame.size();
  size_columns(risk, count, terms);
  score::Candidates candidates;
  for (const SignalValues& values : signals.values) candidates.values.push_back(values.now.data());
  for (const encode::GroupLevels& group : posterior.encoding.groups.groups)
    candidates.levels.push_back(group.now.data());
  candidates.category = ledger.frame.category.data();
  std::vector<Index> district;
  if (ledger.districts.size() > 0) {
    district.resize(count);
    for (std::size_t c = 0; c < count; ++c) district[c] = ledger.district_of[ledger.frame.enterprise[c]];
    candidates.district = district.data();
  }
  const double z = normal_quantile(0.5 + options.interval / 2);
  const Eigen::Index size = posterior.levels() + posterior.columns();
  const std::size_t domains = ledger.categories.size() + ledger.districts.size();
  const std::size_t bytes = std::max<std::size_t>(domains * static_cast<std::size_t>(size) * sizeof(double), 1);
  const std::size_t most_chunks = std::clamp<std::size_t>(most_domain_bytes / bytes, 1, 64);
  const std::size_t grain = std::max(score_grain, count / most_chunks + 1), chunks = count / grain + 1;
  std::vector<score::DomainSums> by_category(chunks), by_district(chunks);
  parallel_chunks(options.run, count, grain, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    score::Scorer scorer(posterior, terms, z);
    by_category[chunk].start(ledger.categories.size(), size);
    by_district[chunk].start(ledger.districts.size(), size);
    scorer.score(candidates, begin, end, risk, &by_category[chunk], &by_district[chunk]);
  });
  const auto total = [&](std::vector<score::DomainSums>& parts, const Entities& entities) {
    if (count == 0) return std::vector<DomainScore>{};
    for (std::size_t chunk = 1; chunk < chunks; ++chunk)
      if (!parts[chunk].count.empty()) parts[0].add(parts[chunk]);
    return score::score_domains(posterior, parts[0], entities.id, options.interval);
  };
  risk.categories = total(by_category, ledger.categories);
  if (ledger.districts.size() > 0) risk.districts = total(by_district, ledger.districts);
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
  const double per_logit = model.score.points_to_double_odds / std::log(2.0),
               base_logit = std::log(model.score.base_odds);
  parallel_chunks(options.run, risk.size(), 65536, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      risk.points[c] = model.score.base_points + per_logit * (risk.logit[c] - base_logit);
      risk.harm[c] = risk.probability[c] * ledger.severity[ledger.frame.category[c]] * exposure[c];
      std::size_t grade = 0;
      while (grade < model.score.grades.size() && risk.probability[c] > model.score.grades[grade].second) ++grade;
      risk.grade[c] = static_cast<std::uint8_t>(grade);
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
  for (const std::string& note : signals.switched_off) summary.notes.push_back(note);
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
    Calibration calibration;
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
    posterior = score::posterior_of(std::move(encoding), design, fit, options.run);
    posterior.slope = calibration.slope;
    posterior.intercept = calibration.intercept;
    risk.fit = describe_fit(posterior, &fit, model);
    risk.fit.rows = signals.rows();
  }
  options.run.report("score", 0.5);
  score_frame(ledger, signals, posterior, options, risk);
  grade_frame(ledger, model, options, risk);
  risk.frame_fingerprint = ledger.frame.fingerprint;
  risk.model_name = model.name;
  risk.model_hash = model.hash;
  risk.summary.notes = std::move(notes);
  summarise(ledger, signals, model, risk);
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
