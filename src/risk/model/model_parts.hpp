// model_parts.hpp: the parts of a risk model file beside its signals.
#pragma once

#include "config/map.hpp"
#include "sightline/settings/risk_model.hpp"

namespace sightline {

void read_groups(config::Map& top, const std::string& key, bool nuisance, std::vector<GroupSpec>& groups);
void read_score(config::Map& top, ScoreSpec& score);
void read_checks(config::Map& top, std::vector<CheckRow>& checks);

// Names, duplicates and what one part says of another.
void check_names(config::Document& document, const RiskModel& model);
// Each `check:` row against the prior card: logistic(intercept.mean + sum prior.mean * transform(value)), printed
// digits.
void verify_card(config::Document& document, const RiskModel& model);

// Rates of a prior file (sightline.prior/1). Error(usage) as for a model.
std::vector<PriorRate> load_prior_rates(const std::string& path);
std::vector<PriorRate> read_prior_rates(config::Document& document);

}  // namespace sightline
