#include "report/json/json_values.hpp"
#include "report/names.hpp"
#include "sightline/report.hpp"

namespace sightline {
namespace {

Json weight_json(const RiskWeight& weight) {
  return {{"name", weight.name},
          {"mean", json_number(weight.mean)},
          {"sd", json_number(weight.sd)},
          {"prior_mean", json_number(weight.prior_mean)},
          {"prior_sd", json_number(weight.prior_sd)}};
}

Json group_json(const Ledger& ledger, const RiskGroup& group) {
  Json levels = Json::array();
  constexpr std::size_t most_levels = 500;  // an effect per enterprise belongs into scores.csv, not here
  if (group.level.size() <= most_levels)
    for (std::size_t i = 0; i < group.level.size(); ++i)
      levels.push_back(
          {{"level", group.level_name.empty() ? std::string(ledger.text(group.level[i])) : group.level_name[i]},
           {"effect", json_number(group.effect[i])},
           {"sd", json_number(group.effect_sd[i])}});
  return {{"name", group.name},
          {"sd", json_number(group.sd)},
          {"nuisance", group.nuisance},
          {"count", group.level.size()},
          {"levels", std::move(levels)}};
}

}  // namespace

std::string to_json_fit(const Ledger& ledger, const Risk& risk, double seconds) {
  require_same_frame(ledger, risk.frame_fingerprint, "risk");
  const RiskFit& fit = risk.fit;
  Json json;
  json["dataset"] = ledger.name;
  json["synthetic"] = ledger.synthetic;
  json["as_of"] = json_day(ledger.as_of);
  json["model"] = risk.model_name;
  json["log_likelihood"] = json_number(fit.log_likelihood);
  json["log_marginal"] = json_number(fit.log_marginal);
  json["weights"] = Json::array();
  for (const RiskWeight& weight : fit.weights) json["weights"].push_back(weight_json(weight));
  json["groups"] = Json::array();
  for (const RiskGroup& group : fit.groups) json["groups"].push_back(group_json(ledger, group));
  json["rows"] = fit.rows;
  json["scales"] = Json::object();
  for (const auto& [name, scale] : fit.scales) json["scales"][name] = json_number(scale);
  json["random_share"] = json_number(fit.random_share);
  json["iterations"] = fit.iterations;
  json["converged"] = fit.converged;
  json["calibration"] = {{"slope", json_number(fit.calibration_slope)},
                         {"intercept", json_number(fit.calibration_intercept)}};
  json["inputs"] = json_inputs(risk.summary);
  json["inputs"]["evidence"] = ledger.hash;
  json["inputs"]["model"] = risk.model_hash;
  json["seconds"] = json_number(seconds);
  return json_text(json);
}

}  // namespace sightline
