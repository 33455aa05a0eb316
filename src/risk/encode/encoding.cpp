#include "risk/encode/encoding.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace sightline::encode {
namespace {

using hierarchy::Column;
using hierarchy::Design;
using hierarchy::Scale;

constexpr std::size_t most_crossed_levels = 4000;         // of the system that is solved densely
constexpr double curve_scale = 0.5, unknown_scale = 0.5;  // half-normal priors, logit
constexpr double small_start = 0.2;
constexpr double most_doublings = 10;     // of a period's prior sd
constexpr double least_inclusion = 0.01;  // an inverse of a smaller probability would let one row rule the fit

void add_group_scales(Encoding& encoding) {
  GroupLayout& layout = encoding.groups;
  std::size_t most = 0;
  for (std::size_t g = 0; g < layout.groups.size(); ++g)
    if (layout.groups[g].trained > most) {
      most = layout.groups[g].trained;
      encoding.clustered = static_cast<int>(g);
    }
  std::size_t offset = 0;
  for (std::size_t g = 0; g < layout.groups.size(); ++g) {
    encoding.scales.push_back(
        {layout.groups[g].name, layout.groups[g].spec->prior_scale, layout.groups[g].spec->prior_scale});
    encoding.offset.push_back(offset);
    if (static_cast<int>(g) == encoding.clustered) continue;
    encoding.crossed.push_back(g);
    offset += layout.groups[g].trained;
  }
}

// A group with too many levels beside the clustered one cannot be solved densely, and one with a single level says
// nothing that the intercept does not.
void drop_groups(Encoding& encoding, std::size_t rows) {
  std::vector<GroupLevels>& groups = encoding.groups.groups;
  if (rows == 0) return;
  std::size_t most = 0;
  for (const GroupLevels& group : groups) most = std::max(most, group.trained);
  bool kept_most = false;
  std::size_t crossed = 0;
  std::vector<GroupLevels> kept;
  for (GroupLevels& group : groups) {
    const bool largest = group.trained == most && !kept_most;
    if (group.trained < 2) {
      encoding.notes.push_back("group by " + group.name + " has " + (group.trained == 0 ? "no level" : "one level") +
                               " in the past results: left out");
      continue;
    }
    if (!largest && crossed + group.trained > most_crossed_levels) {
      encoding.notes.push_back("group by " + group.name + " has " + std::to_string(group.trained) +
                               " levels beside another of " + std::to_string(most) +
                               ": left out (the crossed groups together may have " +
                               std::to_string(most_crossed_levels) + ")");
      continue;
    }
    if (largest)
      kept_most = true;
    else
      crossed += group.trained;
    kept.push_back(std::move(group));
  }
  groups = std::move(kept);
}

int scale_of_family(Encoding& encoding, std::map<std::string, int>& families, const std::string& name) {
  const auto [at, fresh] = families.emplace(name, static_cast<int>(encoding.scales.size()));
  if (fresh) encoding.scales.push_back({"family " + name, 1, 0.5});
  return at->second;
}

void add_columns(Encoding& encoding, const RiskModel& model) {
  encoding.columns.resize(encoding.signals.columns);
  std::map<std::string, int> families;
  int unknown = -1;
  for (const SignalColumns& signal : encoding.signals.signals) {
    const SignalSpec& spec = *signal.spec;
    if (signal.first == no_column) {
      if (encoding.trained) encoding.constant_logit += spec.prior_mean * signal.constant;
    } else {
      Column& weight = encoding.columns[signal.first];
      weight = {spec.name, spec.prior_mean, spec.prior_sd, -1, spec.sign};
      if (!spec.family.empty()) weight.scale = scale_of_family(encoding, families, spec.family);
      if (signal.spline.usable()) {
        const int scale = static_cast<int>(encoding.scales.size());
        encoding.scales.push_back({"curve " + spec.name, curve_scale, small_start});
        for (std::size_t k = 1; k < signal.count; ++k)
          encoding.columns[signal.first + k] = {spec.name + "[" + std::to_string(k) + "]", 0, 1, scale, Sign::any};
      }
    }
    if (signal.unknown == no_column) continue;
    if (unknown < 0) {
      unknown = static_cast<int>(encoding.scales.size());
      encoding.scales.push_back({"unknown values", unknown_scale, small_start});
    }
    encoding.columns[signal.unknown] = {spec.name + " (unknown)", 0, 1, unknown, Sign::any};
  }
  encoding.columns[0] = {"intercept", model.intercept_mean + encoding.constant_logit, model.intercept_sd, -1,
                         Sign::any};
}

void weigh_selection(Encoding& encoding, const Ledger& ledger, const Signals& signals, const RiskModel& model) {
  const InspectionColumns& inspections = ledger.inspections;
  encoding.selection.assign(signals.rows(), 1);
  double random = 0, sum = 0, known = 0;
  for (std::size_t i = 0; i < signals.rows(); ++i) {
    const std::uint32_t row = signals.inspection[i];
    if (row < inspections.mode.size() && inspections.mode[row] == Mode::random) random += 1;
    const double p = row < inspections.inclusion_probability.size() ? inspections.inclusion_probability[row] : 0;
    if (model.selection != Selection::weighted || !(p > 0)) continue;
    encoding.selection[i] = 1 / std::max(p, least_inclusion);
    sum += encoding.selection[i];
    known += 1;
  }
  if (signals.rows() > 0) encoding.random_share = random / static_cast<double>(signals.rows());
  if (model.selection != Selection::weighted) return;
  if (known == 0) {
    encoding.notes.push_back("selection: weighted finds no recorded inclusion probability: results count as they are");
    return;
  }
  for (std::size_t i = 0; i < signals.rows(); ++i)  // mean 1 over the rows with a probability
    if (const std::uint32_t row = signals.inspection[i]; inspections.inclusion_probability[row] > 0)
      encoding.selection[i] *= known / sum;
}

// Results fade by half every half-life, and so does what a period's level says of the coming one: the longer ago, the
// farther from today's level it may lie. sd = tau 2^(age / (2 half_life)); without it many old months, each known well,
// would hold the level where it was years ago.
std::vector<double> units_of(const GroupLevels& group, Date as_of, double half_life) {
  std::vector<double> units;
  if (half_life <= 0) return units;
  for (const Date when : group.when)
    units.push_back(std::exp2(std::min(std::max(0, as_of - when) / (2 * half_life), most_doublings)));
  return units;
}

}  // namespace

Encoding encode_model(const Ledger& ledger, const Signals& signals, const RiskModel& model, const Run& run) {
  Encoding encoding;
  encoding.trained = signals.rows() > 0;
  encoding.signals = lay_out_signals(signals, run);
  set_references(signals, encoding.signals, run);
  encoding.groups = lay_out_groups(ledger, signals, model);
  drop_groups(encoding, signals.rows());
  add_group_scales(encoding);
  add_columns(encoding, model);
  weigh_selection(encoding, ledger, signals, model);
  for (const std::string& note : encoding.signals.notes) encoding.notes.push_back(note);
  for (const std::string& note : encoding.groups.notes) encoding.notes.push_back(note);
  return encoding;
}

Design build_design(const Encoding& encoding, const Ledger& ledger, const Signals& signals, const RiskModel& model,
                    std::span<const std::uint32_t> rows, Date as_of, const Run& run) {
  Design design;
  design.columns = encoding.columns;
  design.scales = encoding.scales;
  const std::size_t count = rows.size(), columns = design.columns.size();
  std::vector<Index> level(count, no_index);
  std::size_t levels = 0;
  if (encoding.clustered >= 0) {
    const GroupLevels& group = encoding.groups.groups[static_cast<std::size_t>(encoding.clustered)];
    levels = group.trained;
    for (std::size_t i = 0; i < count; ++i) level[i] = group.training[rows[i]];
    design.clustered.name = group.name;
    design.clustered.scale = encoding.clustered;
    design.clustered.centre = group.centre;
  }
  const std::vector<std::uint32_t> order = hierarchy::gather_clusters(level, levels, design);
  design.clustered.levels = levels;
  for (const std::size_t g : encoding.crossed) {
    const GroupLevels& group = encoding.groups.groups[g];
    hierarchy::Group crossed{group.name,    static_cast<int>(g),
                             group.trained, std::vector<Index>(count),
                             group.centre,  units_of(group, as_of, model.half_life_days)};
    for (std::size_t i = 0; i < count; ++i) crossed.level[i] = group.training[rows[order[i]]];
    design.crossed.push_back(std::move(crossed));
  }
  design.trials.resize(count);
  design.failures.resize(count);
  design.weight.resize(count);
  design.x.assign(count * columns, 0);
  bool imperfect = false;
  for (std::size_t i = 0; i < count; ++i)
    imperfect = imperfect || ledger.test_sensitivity[signals.category[rows[i]]] < 1;
  if (imperfect) design.sensitivity.resize(count);
  const double half_life = model.half_life_days;
  parallel_chunks(run, count, 4096, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t row = rows[order[i]];
      design.trials[i] = signals.batches[row];
      design.failures[i] = signals.nonconforming[row];
      const double age = std::max(0, as_of - signals.date[row]);
      design.weight[i] = encoding.selection[row] * (half_life > 0 ? std::exp2(-age / half_life) : 1);
      if (imperfect) design.sensitivity[i] = ledger.test_sensitivity[signals.category[row]];
      double* const x = design.x.data() + i * columns;
      x[0] = 1;
      for (std::size_t j = 0; j < encoding.signals.signals.size(); ++j)
        encoding.signals.signals[j].fill(signals.values[j].training[row], x);
    }
  });
  return design;
}

hierarchy::FitStart start_from(const Encoding& encoding, const RiskFit& fit) {
  hierarchy::FitStart start;
  const std::size_t levels = encoding.levels();
  start.theta = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(levels + encoding.columns.size()));
  std::map<std::string, double> weights, scales;
  for (const RiskWeight& weight : fit.weights) weights[weight.name] = weight.mean;
  for (const auto& [name, value] : fit.scales) scales[name] = value;
  for (std::size_t j = 0; j < encoding.columns.size(); ++j) {
    const auto known = weights.find(encoding.columns[j].name);
    double value = known == weights.end() ? encoding.columns[j].prior_mean : known->second;
    if (j == 0 && known != weights.end()) value += encoding.constant_logit;
    start.theta[static_cast<Eigen::Index>(levels + j)] = value;
  }
  for (const Scale& scale : encoding.scales) {
    const auto known = scales.find(scale.name);
    start.tau.push_back(known == scales.end() ? std::nan("") : known->second);
  }
  for (const std::size_t g : encoding.crossed) {
    const GroupLevels& group = encoding.groups.groups[g];
    const auto past =
        std::find_if(fit.groups.begin(), fit.groups.end(), [&](const RiskGroup& at) { return at.name == group.name; });
    if (past == fit.groups.end()) continue;
    std::map<Id, double> by_id;
    std::map<std::string, double> by_text;
    for (std::size_t level = 0; level < past->effect.size(); ++level)
      if (past->level[level] != no_id)
        by_id[past->level[level]] = past->effect[level];
      else
        by_text[past->level_name[level]] = past->effect[level];
    for (std::size_t level = 0; level < group.trained; ++level) {
      double& effect = start.theta[static_cast<Eigen::Index>(encoding.offset[g] + level)];
      effect = group.centre.empty() ? 0 : group.centre[level];
      if (group.id[level] != no_id) {
        if (const auto known = by_id.find(group.id[level]); known != by_id.end()) effect = known->second;
      } else if (const auto known = by_text.find(group.text[level]); known != by_text.end()) {
        effect = known->second;
      }
    }
  }
  return start;
}

}  // namespace sightline::encode
